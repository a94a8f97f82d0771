"""The pages of the officer face, one question each.

Flows in: frames of `analytics.reports`. Flows out: widgets; nothing is computed here.
"""
