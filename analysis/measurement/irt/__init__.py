"""Item response theory: graded responses by dimension, and items that differ between groups."""
