"""Item response theory: graded answers by marginal maximum likelihood.

Layout of the parameters of one group, everywhere in this package: slopes of the items,
intercepts of all items one after the other, mean and log standard deviation of the attribute.
"""
