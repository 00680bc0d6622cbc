"""Who answered with care: indices of careless answering and the flags they add up to."""
