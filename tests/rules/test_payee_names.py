"""Names of payees: what counts as another writing of one name, and which names a masked one can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rules.namesakes import may_be_one
from analytics.rules.payee_names import alike, fits_mask

HAN = st.sampled_from("石见川东郭蕴公冶樾青禾白")
NAMES = st.text(HAN, min_size=2, max_size=6)
MASKS = st.text(st.sampled_from("0123456789*"), min_size=18, max_size=18)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("岚汀市青禾农业发展有限公司", "岚汀市青禾农业发展公司", True),
        ("岚汀市青禾农业发展有限公司", "岚汀市青和农业发展有限公司", True),
        ("岚汀市青禾农业发展有限公司", "岚汀市青禾农业有限公司", False),
        ("青禾种植专业合作社", "青禾种植合作社", True),
        ("青禾种植合作社", "青禾种植有限公司", False),
        ("石见川", "石建川", True),
        ("石见川", "石见", True),
        ("石见", "石建", False),
        ("石见川", "东郭蕴", False),
        ("有限公司", "公司", False),
    ],
)
def test_one_character_or_one_writing_of_the_form_apart(one: str, other: str, expected: bool) -> None:
    assert alike(one, other) is expected


@given(NAMES, NAMES)
def test_likeness_goes_both_ways_and_every_name_is_like_itself(one: str, other: str) -> None:
    assert alike(one, one)
    assert alike(one, other) is alike(other, one)


@given(NAMES, st.data())
def test_a_name_fits_its_own_mask(name: str, data: st.DataObject) -> None:
    hidden = data.draw(st.sets(st.integers(0, len(name) - 1)))
    shown = "".join("*" if n in hidden else character for n, character in enumerate(name))
    assert fits_mask(name, shown)
    assert not fits_mask(name + "石", shown)


@given(NAMES, MASKS, MASKS)
def test_whether_two_could_be_one_goes_both_ways(name: str, mask: str, other_mask: str) -> None:
    one = {"name": name, "person_id": "a", "id_hash": None, "id_mask": mask}
    other = {"name": name, "person_id": "b", "id_hash": "h", "id_mask": other_mask}
    assert may_be_one(one, other) is may_be_one(other, one)
    assert not may_be_one(one, one)
    assert not may_be_one({**one, "id_hash": "g"}, other)
