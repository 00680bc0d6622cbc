"""The whole in memory: composes functions of several stages, as no stage may do itself."""
