"""What is always true of a synthetic city, whatever its seed; and that its sizes are those of its scale."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections import defaultdict
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from data_sim.buying import OPEN_FROM
from data_sim.city import build
from data_sim.frames import EPOCH, NEVER, NOBODY, UNKNOWN, day_of
from data_sim.kin import JQS, K74, KinIndex, kin_pairs
from data_sim.registers import Registers, rows, write_registers
from data_sim.scales import AS_OF, SCALES
from data_sim.work import behind
from data_sim.workdays import working_days
from data_sim.world import World
from models.templates import sheets
from models.vocabulary import (
    FirmRole,
    PurchaseCategory,
    PurchaseMethod,
    RecusalOutcome,
    SensitiveDuty,
    SpendingStage,
    StepAct,
)

YEAR = 365.2425
seeds = st.integers(0, 10_000)
few = settings(max_examples=4, deadline=None)


@lru_cache(maxsize=8)
def village_of(seed: int) -> World:
    return build("village", seed)


@pytest.fixture(scope="session")
def county() -> World:
    return build("county", 1)


def _hashes(world: World, folder: Path) -> dict[str, str]:
    paths = {one.path for one in write_registers(world, folder)}
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(paths)}


# --- the same bytes --------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_in_another_process_with_another_hash_seed(
    village_once: World, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from data_sim.city import build; from data_sim.registers import "
        "write_registers; write_registers(build('village', 20250101), Path(sys.argv[1]))"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "there")], check=True, env=environment)
    here = _hashes(village_once, tmp_path / "here")
    there = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted((tmp_path / "there").iterdir())}
    assert here == there


def test_another_seed_gives_another_city(tmp_path: Path) -> None:
    one, other = _hashes(village_of(1), tmp_path / "1"), _hashes(village_of(2), tmp_path / "2")
    assert one.keys() == other.keys()
    assert sum(one[name] != other[name] for name in one) > len(one) * 0.8


def test_a_stream_does_not_depend_on_others_that_were_drawn_before(village_once: World) -> None:
    streams = village_once.streams
    first = streams("some part").integers(10**9, size=5)
    streams("another part").random(1000)
    assert (streams("some part").integers(10**9, size=5) == first).all()


# --- people ----------------------------------------------------------------------------------------------------------


@few
@given(seeds)
def test_nobody_marries_before_the_legal_age_or_after_death_or_twice_at_a_time(seed: int) -> None:
    world = village_of(seed)
    persons, marriages = world["persons"], world["marriages"]
    for side, age in (("husband", 22), ("wife", 20)):
        people = marriages[side]
        assert (marriages["since"] >= persons["born"][people] + int(age * YEAR)).all()
        assert (marriages["until"] <= persons["died"][people]).all()
        spans = defaultdict(list)
        for person, since, until in zip(people, marriages["since"], marriages["until"], strict=True):
            spans[person].append((since, until))
        for held in spans.values():
            held.sort()
            assert all(before[1] < after[0] for before, after in pairwise(held))
    assert not persons["female"][marriages["husband"]].any()
    assert persons["female"][marriages["wife"]].all()


@few
@given(seeds)
def test_parents_are_grown_and_alive_when_a_child_is_born(seed: int) -> None:
    persons = village_of(seed)["persons"]
    for side in ("father", "mother"):
        child = np.flatnonzero(persons[side] != NOBODY)
        parent = persons[side][child]
        assert (persons["born"][child] - persons["born"][parent] > 18 * YEAR).all()
        assert (persons["born"][child] < persons["died"][parent]).all()
        assert (persons["female"][parent] == (side == "mother")).all()
    assert (persons["died"] >= persons["born"]).all()
    known = persons["father"] != NOBODY
    assert (persons["surname"][known] == persons["surname"][persons["father"][known]]).all()


@few
@given(seeds)
@example(seed=5081)  # a second marriage of cousins, once
def test_siblings_and_cousins_do_not_marry(seed: int) -> None:
    world = village_of(seed)
    persons, marriages = world["persons"], world["marriages"]

    def ancestors(person: int) -> set[int]:
        parents = {int(persons[side][person]) for side in ("father", "mother")} - {NOBODY}
        return parents | {int(persons[side][p]) for p in parents for side in ("father", "mother")} - {NOBODY}

    for husband, wife in zip(marriages["husband"], marriages["wife"], strict=True):
        assert not ancestors(husband) & ancestors(wife)


@few
@given(seeds)
def test_adoptive_parents_are_twenty_years_older_and_married_then(seed: int) -> None:
    world = build("county", seed % 2) if seed < 0 else village_of(seed)
    persons, adoptions = world["persons"], world["adoptions"]
    married = {(int(h), int(w)): (s, u) for h, w, s, u in zip(*(world["marriages"][c] for c in
               ("husband", "wife", "since", "until")), strict=True)}  # fmt: skip
    for child, father, mother, since in zip(
        *(adoptions[c] for c in ("child", "father", "mother", "since")), strict=True
    ):
        assert persons["born"][child] - max(persons["born"][father], persons["born"][mother]) > 20 * YEAR
        begun, ended = married[int(father), int(mother)]
        assert begun < since <= ended


def test_identity_numbers_are_valid_distinct_and_of_an_area_that_no_place_has(village_once: World) -> None:
    numbers = [row["id"] for row in rows(village_once, "firm_officer")] + [
        row["id"] for row in rows(village_once, "tenure")
    ]
    for number in numbers:
        assert number[-1] == ric.calc_check_digit(number)
        with pytest.raises((InvalidComponent, KeyError)):
            ric.get_birth_place(number)
    persons = village_once["persons"]
    keys = set(zip(persons["area"].tolist(), persons["born"].tolist(), persons["sequence"].tolist(), strict=True))
    assert len(keys) == len(persons)
    assert ((persons["sequence"] % 2 == 0) == persons["female"]).all()


def test_credit_codes_are_valid_and_distinct(village_once: World) -> None:
    codes = village_once["firms"]["code"].tolist()
    assert all(uscc.is_valid(code) for code in codes)
    assert len(set(codes)) == len(codes)


@few
@given(seeds)
def test_kin_found_by_the_array_is_kin_found_by_walking(seed: int) -> None:
    world = village_of(seed)
    persons = world["persons"]
    father, mother = persons["father"].tolist(), persons["mother"].tolist()
    adoptions = world["adoptions"]
    for child, one, other in zip(adoptions["child"], adoptions["father"], adoptions["mother"], strict=True):
        father[child], mother[child] = int(one), int(other)
    children = defaultdict(set)
    for child, pair in enumerate(zip(father, mother, strict=True)):
        for parent in pair:
            if parent != NOBODY:
                children[parent].add(child)
    spouse: dict[int, int] = {}
    marriages = world["marriages"]
    for row in np.argsort(marriages["since"], kind="stable"):
        if not marriages["by_divorce"][row]:
            spouse[int(marriages["husband"][row])] = int(marriages["wife"][row])
            spouse[int(marriages["wife"][row])] = int(marriages["husband"][row])

    def step(letter: str, people: set[int]) -> set[int]:
        if letter == "p":
            return {p for person in people for p in (father[person], mother[person])} - {NOBODY}
        if letter == "c":
            return {c for person in people for c in children[person]}
        if letter == "s":
            return {spouse[person] for person in people if person in spouse}
        return {c for person in people for c in step("c", step("p", {person})) if c != person}

    roots = np.unique(world["tenures"]["person"])[:25]
    pairs = kin_pairs(world, roots)
    for root in roots.tolist():
        expected: dict[int, str] = {}
        for path in K74:
            people = {root}
            for letter in path:
                people = step(letter, people)
            for person in people - {root}:
                expected.setdefault(person, path)
        mine = pairs.root == root
        found = {int(r): K74[p] for r, p in zip(pairs.relative[mine], pairs.path[mine], strict=True)}
        assert found == expected


# --- offices and their work ------------------------------------------------------------------------------------------


@few
@given(seeds)
def test_steps_are_taken_in_office_hours_of_working_days_one_after_another(seed: int) -> None:
    world = village_of(seed)
    acts, steps, matters = world["acts"], world["steps"], world["matters"]
    assert np.isin(acts["at"] // 1440, working_days()).all()
    clock = acts["at"] % 1440
    assert (((clock >= 510) & (clock < 720)) | ((clock >= 810) & (clock < 1050))).all()
    same = acts["matter"][1:] == acts["matter"][:-1]
    assert (np.diff(acts["at"])[same] > 0).all()
    assert (np.diff(steps["no"][acts["step"]])[same] > 0).all()
    assert (steps["power"][acts["step"]] == matters["power"][acts["matter"]]).all()
    assert (acts["at"] // 1440 >= matters["accepted"][acts["matter"]]).all()
    closed = matters["closed"] != NEVER
    last = np.zeros(len(matters), np.int64)
    np.maximum.at(last, acts["matter"], acts["at"] // 1440)
    assert (matters["closed"][closed] == last[closed]).all()
    assert (matters["closed"][closed] <= world.today).all()


@few
@given(seeds)
def test_who_acts_holds_the_post_or_acts_for_its_holder_or_for_one_who_stepped_aside(seed: int) -> None:
    world = village_of(seed)
    acts, posts = world["acts"], world["posts"]
    held = defaultdict(list)
    for frame in ("tenures", "delegations"):
        for row in range(len(world[frame])):
            person = world[frame]["person" if frame == "tenures" else "deputy"][row]
            held[int(world[frame]["post"][row]), int(person)].append(
                (world[frame]["since"][row], world[frame]["until"][row])
            )
    stepped_aside = set(world["recusals"]["matter"].tolist())
    for row in range(len(acts)):
        if int(acts["matter"][row]) in stepped_aside:
            continue
        day = acts["at"][row] // 1440
        post, listed = int(acts["post"][row]), int(world["steps"]["post"][acts["step"][row]])
        assert posts["unit"][post] == posts["unit"][listed]
        spans = held[post, int(acts["person"][row])]
        assert any(since <= day <= until for since, until in spans)


@few
@given(seeds)
def test_every_post_has_one_holder_and_no_official_two_posts(seed: int) -> None:
    world = village_of(seed)
    tenures = world["tenures"]
    now = tenures["until"] == NEVER
    assert sorted(tenures["post"][now].tolist()) == list(range(len(world["posts"])))
    assert len(set(tenures["person"][now].tolist())) == int(now.sum()) == world.scale.officials
    for post in range(len(world["posts"])):
        of = tenures["post"] == post
        spans = sorted(zip(tenures["since"][of].tolist(), tenures["until"][of].tolist(), strict=True))
        assert all(before[1] < after[0] for before, after in pairwise(spans))
    grown = tenures["since"] - world["persons"]["born"][tenures["person"]]
    assert (grown >= 21 * YEAR).all()


@few
@given(seeds)
def test_near_kin_are_in_no_line_that_the_law_forbids(seed: int) -> None:
    world = village_of(seed)
    posts, tenures = world["posts"], world["tenures"]
    now = tenures["until"] == NEVER
    of = dict(zip(tenures["person"][now].tolist(), tenures["post"][now].tolist(), strict=True))
    none = list(SensitiveDuty).index(SensitiveDuty.NONE)
    pairs = kin_pairs(world, np.array(sorted(of)))
    for root, relative in zip(pairs.root.tolist(), pairs.relative.tolist(), strict=True):
        if relative not in of:
            continue
        one, other = of[root], of[relative]
        if posts["unit"][one] != posts["unit"][other] or posts["kind"][one] == "village":
            continue
        assert posts["superior"][one] != other
        assert posts["superior"][one] != posts["superior"][other] or posts["superior"][one] == NOBODY
        assert not (posts["is_leader"][one] and posts["duty"][other] != none)


@few
@given(seeds)
def test_nobody_handles_a_matter_of_near_kin_unless_the_recusal_came_late(seed: int) -> None:
    world = village_of(seed)
    acts, matters, steps = world["acts"], world["matters"], world["steps"]
    substance = np.array([act.of_substance for act in StepAct])[steps["act"][acts["step"]]]
    rows_of = np.flatnonzero(substance)
    kin = KinIndex(world, acts["person"][rows_of])
    matter = acts["matter"][rows_of]
    at, people = behind(world, matters["person"][matter], matters["firm"][matter])
    actor = acts["person"][rows_of[at]]
    near = (kin.path(actor, people) != NOBODY) | (actor == people)
    recusals = world["recusals"]
    late = {
        (int(p), int(m))
        for p, m, applied in zip(recusals["person"], recusals["matter"], recusals["applied"], strict=True)
        if m != NOBODY and applied > acts["at"][acts["matter"] == m].min() // 1440
    }
    for row in np.flatnonzero(near):
        assert (int(actor[row]), int(matter[at[row]])) in late


def test_the_same_person_does_not_accept_and_decide_or_decide_and_pay(village_once: World) -> None:
    world = village_once
    acts, steps = world["acts"], world["steps"]
    done = defaultdict(dict)
    for matter, step, person in zip(acts["matter"], acts["step"], acts["person"], strict=True):
        done[int(matter)].setdefault(list(StepAct)[steps["act"][step]], set()).add(int(person))
    for of in done.values():
        for one, other in ((StepAct.ACCEPT, StepAct.DECIDE), (StepAct.DECIDE, StepAct.PAY)):
            assert not of.get(one, set()) & of.get(other, set())


# --- money -----------------------------------------------------------------------------------------------------------


def test_batches_are_384_and_sum_to_2_19_billion_yuan_to_the_fen(county: World) -> None:
    batches, items, programmes = county["batches"], county["items"], county["programmes"]
    assert len(batches) == 384
    assert (
        int(batches["total"].sum()) == int(items["amount"].sum()) == int(programmes["budget"].sum()) == 219_000_000_000
    )
    sums = np.zeros(len(batches), np.int64)
    np.add.at(sums, items["batch"], items["amount"])
    assert (sums == batches["total"]).all()
    assert (items["amount"] > 0).all()


@few
@given(seeds)
def test_money_is_paid_after_its_notice_and_as_much_as_was_posted(seed: int) -> None:
    world = village_of(seed)
    payments, items, batches, benefits = (world[n] for n in ("payments", "items", "batches", "benefits"))
    of_item = payments["item"] != NOBODY
    item = payments["item"][of_item]
    assert (payments["paid"][of_item] > batches["until"][items["batch"][item]]).all()
    assert (payments["amount"][of_item] == items["amount"][item]).all()
    assert len(np.unique(item)) == len(item)
    of_benefit = payments["benefit"][~of_item]
    assert (payments["amount"][~of_item] == benefits["monthly"][of_benefit]).all()
    month, died = payments["month"][~of_item], world["persons"]["died"][benefits["person"][of_benefit]]
    assert (month <= died).all()
    assert (payments["paid"] <= world.today).all()
    payees = (items["firm"] != NOBODY).astype(int) + (items["unit"] != NOBODY) + (items["person"] != NOBODY)
    assert (payees == 1).all()


@few
@given(seeds)
def test_area_times_rate_is_the_amount(seed: int) -> None:
    world = village_of(seed)
    items, batches, programmes = world["items"], world["batches"], world["programmes"]
    rate = programmes["rate"][batches["programme"][items["batch"]]]
    has = items["quantity"] != NOBODY
    assert (rate[has] != UNKNOWN).all()
    assert (np.abs(items["quantity"][has].astype(np.int64) * rate[has] - 100 * items["amount"][has]) <= 50).all()


def test_the_forms_of_a_set_agree(village_once: World) -> None:
    tables = {row["记录号"]: row for row in rows(village_once, "budget_table")}
    lines = defaultdict(list)
    for row in rows(village_once, "budget_line"):
        lines[row["所属记录号"]].append(row)
    parts = defaultdict(list)
    for row in rows(village_once, "budget_part"):
        parts[row["所属记录号"]].append(row["amount"])
    sets = defaultdict(dict)
    for number, table in tables.items():
        own = lines[number]
        sets[table["unit_name"], table["fiscal_year"], table["stage"]][table["form"]] = table["stated_total"]
        spent = [line for line in own if line["side"] == "expenditure"]
        if own:
            leaves = sum(line["amount"] for line in (spent or own) if line["is_leaf"])
            assert leaves == table["stated_total"]
        for line in own:
            if parts[line["记录号"]]:
                assert sum(parts[line["记录号"]]) == line["amount"]
            if line["code"] and not line["is_leaf"]:
                below = [x for x in own if x["is_leaf"] and (x["code"] or "").startswith(line["code"])]
                assert sum(x["amount"] for x in below) == line["amount"]
    for forms in sets.values():
        assert forms["balance"] == forms["revenue"] == forms["expenditure"] == forms["general"]
        assert forms["basic"] + forms["projects"] == forms["expenditure"]
        assert forms.get("fund") is None


def test_a_rise_of_the_three_public_expenses_has_its_reason(county: World) -> None:
    frame, budgets = county["three_public"], county["budgets"]
    plan = list(SpendingStage).index(SpendingStage.BUDGET)
    total = frame["abroad"] + frame["purchase"] + frame["running"] + frame["reception"]
    of = {(int(u), int(y)): row for row, (u, y, s) in enumerate(zip(*(budgets[c][frame["budget"]] for c in ("unit", "year", "stage")),
          strict=True)) if s == plan}  # fmt: skip
    rises = [
        row for (unit, year), row in of.items() if (unit, year - 1) in of and total[row] > total[of[unit, year - 1]]
    ]
    assert rises, "a county where no unit spends more is too good"
    assert all(frame["reason"][row] for row in rises)


@few
@given(seeds)
def test_purchases_follow_the_limits_and_bidders_have_nobody_in_common(seed: int) -> None:
    world = village_of(seed)
    lots, bids = world["lots"], world["bids"]
    kept = lots.kept
    limit = np.array([OPEN_FROM[category] for category in PurchaseCategory])[lots["category"]]
    open_ = lots["method"] == list(PurchaseMethod).index(PurchaseMethod.OPEN)
    single = lots["method"] == list(PurchaseMethod).index(PurchaseMethod.SINGLE_SOURCE)
    assert (open_ | single | (lots["budget"] < limit))[kept].all()
    count = np.bincount(bids["purchase"], minlength=len(lots))
    assert (count[open_ & kept] >= 3).all()
    assert (lots["due"] - lots["announced"] >= 20)[open_ & kept].all()
    assert (lots["amount"] <= lots["budget"])[kept].all()
    row, person = behind(world, np.full(len(bids), NOBODY), bids["firm"])
    seen: dict[tuple[int, int], int] = {}
    for at, who in zip(row.tolist(), person.tolist(), strict=True):
        key = int(bids["purchase"][at]), who
        assert seen.setdefault(key, at) == at


def test_officials_own_and_run_nothing(county: World) -> None:
    tenures, roles = county["tenures"], county["roles"]
    serving = tenures["person"][tenures["until"] == NEVER]
    own = roles["role"] != list(FirmRole).index(FirmRole.EMPLOYEE)
    assert not np.isin(roles["person"][own], serving).any()


@few
@given(seeds)
def test_nobody_on_the_payroll_is_on_aid_and_kin_on_aid_is_filed(seed: int) -> None:
    world = village_of(seed)
    benefits, filings = world["benefits"], world["kin_filings"]
    assert not np.isin(benefits["person"], world["payroll"]["person"]).any()
    filed = set(zip(filings["official"].tolist(), filings["relative"].tolist(), strict=True))
    kin = KinIndex(world, benefits["handler"])
    for handler, person in zip(benefits["handler"].tolist(), benefits["person"].tolist(), strict=True):
        path = int(kin.path(np.array([handler]), np.array([person]))[0])
        if path != NOBODY and K74[path] in JQS:
            assert (handler, person) in filed


# --- sizes -----------------------------------------------------------------------------------------------------------


def _decisions(world: World) -> int:
    steps, acts = world["steps"], world["acts"]
    substance = np.array([act.of_substance for act in StepAct])[steps["act"][acts["step"]]]
    return int(substance.sum()) + int(world["lots"].kept.sum()) + len(world["payments"])


def _ties(world: World) -> int:
    parents = sum(int((world["persons"][side] != NOBODY).sum()) for side in ("father", "mother"))
    return parents + sum(len(world[name]) for name in ("marriages", "roles", "holdings", "social_ties"))


def test_the_county_is_as_large_as_it_says(county: World) -> None:
    scale = SCALES["county"]
    assert len(county["persons"]) + len(county["firms"]) == scale.persons_and_firms
    assert len(county["posts"]) == scale.officials
    assert int((county["units"]["level"] == 1).sum()) == 109
    assert _decisions(county) == pytest.approx(scale.decisions, rel=0.12)
    assert _ties(county) == pytest.approx(scale.ties, rel=0.05)
    recusals = county["recusals"]
    assert int((recusals["type"] == "公务回避").sum()) == 15
    assert int((recusals["execution"] == "轮岗").sum()) == 12
    assert (recusals["outcome"] == list(RecusalOutcome).index(RecusalOutcome.ACCEPTED)).all()


@few
@given(seeds)
def test_a_village_is_as_large_as_it_says(seed: int) -> None:
    world, scale = village_of(seed), SCALES["village"]
    assert len(world["persons"]) + len(world["firms"]) == scale.persons_and_firms
    assert len(world["posts"]) == scale.officials
    assert _decisions(world) == pytest.approx(scale.decisions, rel=0.25)
    assert _ties(world) == pytest.approx(scale.ties, rel=0.4)  # kin alone are about a thousand


def test_households_have_the_size_of_the_census_of_2020(county: World) -> None:
    persons = county["persons"]
    alive = persons["died"] == NEVER
    assert int(alive.sum()) / len(np.unique(persons["household"][alive])) == pytest.approx(2.62, abs=0.08)


def test_the_world_ends_on_its_day(county: World) -> None:
    assert county.today == day_of(AS_OF) == (AS_OF - EPOCH).days
    for frame, column in (("persons", "born"), ("firms", "founded"), ("roles", "since"), ("tenures", "since"),
                          ("declarations", "declared"), ("batches", "published"), ("lots", "announced")):  # fmt: skip
        assert (county[frame][column] <= county.today).all(), (frame, column)


# Days that are written before they come: limits, ends of periods, what is planned.
AHEAD = frozenset(
    {"due", "ends", "until", "period_to", "extended_to", "bids_due", "valid_to", "suspended_to"}
)  # fmt: skip


@pytest.mark.parametrize("as_of", [date(2025, 6, 30), date(2024, 12, 31), date(2025, 1, 15)])
def test_a_city_within_a_year_knows_nothing_of_what_comes_after_its_day(as_of: date) -> None:
    world = build("village", 5, as_of)
    registers = Registers(world)
    for name in sheets():
        for piece in registers.table(name):
            for column in piece.column_names:
                if pa.types.is_date(piece[column].type) and column not in AHEAD:
                    latest = pc.max(piece[column]).as_py()
                    assert latest is None or latest <= as_of, (name, column, latest)
    assert rows(registers, "matter")
