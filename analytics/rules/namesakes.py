"""Bearers of one name whom identity did not judge to be one person: surely two, or perhaps one after all.

Flows in: rows of two registers with the person each one means. Flows out: whether they could be one person. A name
alone makes no tie (domain decision 5a.7), and two different identity numbers are two people.
"""

from __future__ import annotations

from analytics.identity.names import is_masked_name, masks_conflict
from analytics.rules.rule import Row


def may_be_one(left: Row, right: Row) -> bool:
    """Whether two rows of one name could mean one person, as far as what is legible of their numbers tells.

    Each row holds `name`, `person_id`, `id_hash` and `id_mask`. False where they mean one person for certain, where two
    whole or two legible parts of numbers differ, and where only a part of a name is shown.

    >>> bearer = {"name": "石见川", "person_id": "a", "id_hash": None, "id_mask": "439903********0018"}
    >>> may_be_one(bearer, {**bearer, "person_id": "b", "id_mask": None})
    True
    >>> may_be_one(bearer, {**bearer, "person_id": "b", "id_mask": "43990319********27"})
    False
    """
    if left["person_id"] == right["person_id"] or left["name"] != right["name"] or is_masked_name(left["name"]):
        return False
    if left["id_hash"] and right["id_hash"]:
        return False
    return not masks_conflict(left["id_mask"], right["id_mask"])
