"""Names and numbers of the invented: as often as in life, right in structure, and nobody's."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from faker import Faker
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from analytics.reading.persons import is_credit_code, is_identity_number
from data_sim import naming, numbers
from data_sim.naming import given_names, minorities, surnames
from data_sim.naming.faker_providers import PROVIDERS
from models.vocabulary import FirmKind

# The number of bearers that the ministry of public security published, of about 1.3 billion residents.
PUBLISHED_BEARERS = {
    "张伟": 290_607, "王伟": 281_568, "王芳": 268_268, "李伟": 260_980, "王秀英": 246_737, "李秀英": 244_637,
    "李娜": 244_223, "张秀英": 236_266, "刘伟": 234_352, "张敏": 233_708,
}  # fmt: skip
RESIDENTS_THEN = 1.3e9
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2029, 12, 31))


def test_the_five_largest_surnames_have_the_published_share() -> None:
    shares = np.sort(surnames.table().shares)[::-1]
    assert shares[:5].sum() == pytest.approx(surnames.FIVE_LARGEST, abs=0.002)
    assert shares[:100].sum() == pytest.approx(surnames.HUNDRED_LARGEST, abs=0.01)
    assert list(surnames.table().names[:5]) == ["王", "李", "张", "刘", "陈"]


@pytest.mark.parametrize(
    ("surname", "bearers"), [("欧阳", 1_112_000), ("上官", 88_000), ("诸葛", 48_000), ("司马", 23_000)]
)
def test_compound_surnames_have_their_published_bearers(surname: str, bearers: int) -> None:
    assert surnames.table().share(surname) * surnames.REGISTERED_RESIDENTS == pytest.approx(bearers, rel=0.001)


@pytest.mark.parametrize(("name", "bearers"), PUBLISHED_BEARERS.items())
def test_common_full_names_have_about_their_published_bearers(name: str, bearers: int) -> None:
    modelled = RESIDENTS_THEN * surnames.table().share(name[0]) * given_names.share_of_residents(name[1:])
    assert modelled == pytest.approx(bearers, rel=0.2)


@pytest.mark.parametrize(("born", "share"), [(1985, 0.276), (2020, 0.063)])
def test_one_character_names_have_the_published_share(born: int, share: float) -> None:
    band = int(given_names.bands(np.array([born]))[0])
    for male in (True, False):
        table = given_names.table(band, male)
        assert table.shares[np.char.str_len(table.names) == 1].sum() == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize(
    ("born", "female", "commonest"),
    [(1950, False, "建国"), (1950, True, "秀英"), (2020, False, "奕辰"), (2020, True, "一诺")],
)
def test_the_commonest_name_of_a_decade_is_the_published_one(born: int, female: bool, commonest: str) -> None:
    table = given_names.table(int(given_names.bands(np.array([born]))[0]), not female)
    assert table.names[np.argmax(table.shares)] == commonest


def test_draws_follow_the_shares() -> None:
    rng, size = np.random.default_rng(20), 200_000
    drawn = naming.draw_surnames(rng, size)
    assert (drawn == naming.SURNAMES.index("王")).mean() == pytest.approx(surnames.table().share("王"), abs=0.003)
    female = np.zeros(size, bool)
    given_drawn = naming.draw_given(rng, female, np.full(size, 1985))
    expected = given_names.table(3, True).share("伟")
    assert (given_drawn == naming.GIVEN.index("伟")).mean() == pytest.approx(expected, abs=0.002)


def test_the_same_seed_draws_the_same_names() -> None:
    def once() -> list[int]:
        rng = np.random.default_rng(7)
        return naming.draw_given(rng, np.arange(50) % 2 == 0, np.arange(1950, 2000)).tolist()

    assert once() == once()


def test_names_without_a_surname_carry_the_middle_dot_of_the_register_where_their_custom_has_one() -> None:
    rng = np.random.default_rng(4)
    names = {naming.GIVEN[i] for i in naming.draw_minority(rng, rng.random(400) < 0.5)}
    dotted = [name for name in names if "·" in name]
    assert dotted
    assert all(len(part) >= 2 for name in dotted for part in name.split("·"))
    assert {minorities.dot_variant("买买提·吐尔逊", rng) for _ in range(200)} == {
        f"买买提{dot}吐尔逊" for dot in minorities.DOTS
    }


@settings(deadline=None)
@given(st.lists(st.tuples(DAYS, st.integers(1, 999)), min_size=1, max_size=30))
def test_identity_numbers_made_by_the_array_are_those_made_singly(persons: list[tuple[date, int]]) -> None:
    born = np.array([day.isoformat() for day, _ in persons], "datetime64[D]")
    made = numbers.identity_numbers(born, np.array([sequence for _, sequence in persons]))
    assert list(made) == [numbers.identity_number(day, sequence) for day, sequence in persons]
    for number in made:
        assert number[-1] == ric.calc_check_digit(number)
        assert is_identity_number(number)
        assert number.startswith("4399")


def test_an_area_code_outside_the_unassigned_range_is_kept_as_given() -> None:
    made = naming.identity_numbers(np.array([439904, 439999]), np.array([0, 1], np.int32), np.array([1, 2]))
    assert [number[:6] for number in made.to_pylist()] == ["439904", "439999"]


@pytest.mark.parametrize("sequence", [0, 1000])
def test_a_sequence_that_no_identity_number_has_is_refused(sequence: int) -> None:
    with pytest.raises(ValueError, match="999"):
        numbers.identity_numbers(np.array(["1987-05-21"], "datetime64[D]"), np.array([sequence]))


def test_no_two_persons_of_one_birthday_share_a_sequence() -> None:
    born = np.array(["1987-05-21"] * 6 + ["1990-01-01"] * 3, "datetime64[D]")
    male = np.array([True, False] * 4 + [True])
    sequences = numbers.daily_sequences(born, male)
    assert len(set(zip(born.tolist(), sequences.tolist(), strict=True))) == len(born)
    assert ((sequences % 2 == 1) == male).all()


def test_more_births_on_a_day_than_numbers_are_refused() -> None:
    born = np.full(501, np.datetime64("1987-05-21"))
    with pytest.raises(ValueError, match="one birthday"):
        numbers.daily_sequences(born, np.ones(501, bool))


@settings(deadline=None)
@given(st.lists(st.integers(0, 31**6 - 1), min_size=1, max_size=50, unique=True))
def test_credit_codes_are_valid_and_distinct(serials: list[int]) -> None:
    codes = naming.credit_codes(np.array(serials)).to_pylist()
    assert len(set(codes)) == len(serials)
    for code in codes:
        assert uscc.is_valid(code)
        assert is_credit_code(code)
        assert code[2:6] == "4399"


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**8 - 1), min_size=1, max_size=50, unique=True))
def test_mobile_numbers_are_distinct_and_in_a_network_of_nobody(serials: list[int]) -> None:
    made = naming.mobiles(np.array(serials)).to_pylist()
    assert len(set(made)) == len(serials)
    assert all(len(number) == 11 and number.startswith("154") for number in made)


@settings(deadline=None)
@given(st.integers(0, 10**14 - 1))
def test_accounts_are_never_card_numbers(serial: int) -> None:
    account = naming.accounts(np.array([serial]))[0].as_py()
    doubled = [int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(account))]
    assert sum(d - 9 if d > 9 else d for d in doubled) % 10 != 0
    assert len(account) == 19
    assert account.startswith("9")


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("township", "镇乡"), ("street", "道"), ("village", "村"), ("community", "区"), ("district", "区县")],
)
def test_places_have_distinct_names_with_the_ending_of_their_kind(kind: str, ending: str) -> None:
    names = naming.place_names(np.random.default_rng(2), 300, kind)
    assert len(set(names)) == 300
    assert all(name[-1] in ending for name in names)


def test_more_places_than_names_are_refused() -> None:
    with pytest.raises(ValueError, match="at most"):
        naming.place_names(np.random.default_rng(2), 100_000, "township")


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        (FirmKind.LIMITED, "有限公司"),
        (FirmKind.JOINT_STOCK, "股份有限公司"),
        (FirmKind.COOPERATIVE, "专业合作社"),
        (FirmKind.SOLE, "厂"),
    ],
)
def test_firms_end_in_their_legal_form(kind: FirmKind, ending: str) -> None:
    position = list(FirmKind).index(kind)
    names = naming.firm_names(
        np.random.default_rng(5), np.full(200, position), np.full(200, "farm", object), np.full(200, "岚汀市", object)
    )
    assert all(name.startswith("岚汀市") and name.endswith(ending) for name in names)
    assert len(set(names)) > 150


def test_faker_draws_from_the_same_tables_and_follows_its_seed() -> None:
    def once() -> list[str]:
        fake = Faker("zh_CN")
        fake.seed_instance(11)
        for provider in PROVIDERS:
            fake.add_provider(provider)
        return [fake.city_name(), fake.minority_name(), fake.identity_number(), fake.mobile_number(), fake.firm_name(),
                fake.credit_code(), fake.township(), fake.village()]  # fmt: skip

    first = once()
    assert first == once()
    assert is_identity_number(first[2])
    assert uscc.is_valid(first[5])
