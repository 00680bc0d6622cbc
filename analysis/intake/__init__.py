"""What was answered, by whom, about whom: exports in, one typed answer table out."""
