"""The two faces of sunledger: the public one over a release, the officer one over the store; never one process.

Flows in: a release, or a store and its runs. Flows out: pages. Pages hold widgets, no analytics.
"""
