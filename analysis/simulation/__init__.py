"""Draws a study from an instrument and a stated truth: demo data, recovery, planning."""
