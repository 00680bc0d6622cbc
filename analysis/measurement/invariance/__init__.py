"""Is a score the same score for everyone? Models of several groups under growing constraints."""
