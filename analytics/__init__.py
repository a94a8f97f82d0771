"""Everything that computes: one folder per stage, in the order of the flow.

publication -> reading -> store -> identity -> snapshot -> relations -> rules -> scoring -> reports and release.
Each stage offers a few names at its door (`__init__`) and uses only the doors before it.
"""
