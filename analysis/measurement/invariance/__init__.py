"""Is a score the same score for everyone? Groups compared under growing constraints."""
