"""The kinds of publication, one module each: records in, a `Publication` out, written in the style of the unit.

Records are mappings whose keys are the attributes of the import templates in `models.tables`, so that what the city registers
is what it publishes.
"""
