"""The city publishes itself: budgets, notices, lists and registers, in the formats and layouts of real life.

Flows in: plain records, the house style of a unit, a random stream, a path. Flows out: a file whose every figure a person
can read. The kinds say what stands in a publication, the formats how it is written; neither knows the other.
"""
