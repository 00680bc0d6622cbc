"""May the weights of last year stand: reserved for comparability, drift and pooled evidence.

Nothing is built here yet. A study that names `previous:` is refused with that reason.
"""
