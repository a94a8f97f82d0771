"""A locator survives being written and read."""

from hypothesis import given
from hypothesis import strategies as st

from models.places import WHOLE_FILE, Locator

names = st.text(st.characters(blacklist_characters="!", blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12)
numbers = st.integers(1, 10**6)


@given(names, numbers, numbers)
def test_a_cell_can_be_found_again(name: str, row: int, column: int) -> None:
    for place in (Locator(f"sheet:{name}"), Locator(f"sheet:{name}", row), Locator(f"sheet:{name}", row, column)):
        assert Locator.parse(str(place)) == place


def test_a_sheet_name_may_look_like_a_place() -> None:
    place = Locator("sheet:附表!R1", 4, 2)
    assert Locator.parse(str(place)) == place


def test_the_whole_file_is_a_place() -> None:
    assert Locator.parse(str(WHOLE_FILE)) == WHOLE_FILE
