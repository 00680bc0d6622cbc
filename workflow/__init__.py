"""Plumbing: the only place that knows Snakemake. It does no arithmetic."""
