"""Arrays in, frozen dataclasses of arrays out. No item names, no data frames, no files.

Dimension letters used in every shape: n persons, p items (or predictors), m factors,
g groups or clusters, k categories, q free parameters, b bootstrap draws.
"""
