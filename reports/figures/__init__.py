"""Figures of the report, one module a stage: results in, matplotlib figures out."""
