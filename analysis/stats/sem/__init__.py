"""Structural equation models with latent variables: matrices in, frozen dataclasses out.

Letters beside those of `analysis.stats`: n persons, p observed variables, m factors, g groups,
k categories, q free parameters, and here also r free elements before equality constraints,
s sample moments of a group, t thresholds of a group.
"""
