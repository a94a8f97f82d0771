"""Whom a question is about: a unit, a post, a matter, a firm, a purchase, a notice, a programme or a document, found by
its id, number or name.

Flows in: a run and what somebody typed. Flows out: the subject, or the candidates where the text fits several. Persons
are no subjects: a name leads to the posts that somebody of that name holds, as candidates, and never decides by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import ibis.expr.types as ir

from analytics.identity import squash
from analytics.relations.handlings import acts_in_matters
from analytics.reports.relations import matter_choices
from analytics.reports.runs import Run
from analytics.snapshot import View
from models.language import Language, say

MOST_CANDIDATES = 30
KINDS = ("unit", "post", "step", "matter", "firm", "purchase", "notice", "programme", "document")
_PURCHASE, _PROGRAMME = "purchase:", "programme:"
# What an identity number looks like: whoever types one asks about a person, and it is compared with nothing but codes.
_NUMBER = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_SIGNS = re.compile(r"[\s·/|,，、]+")

Rows = Mapping[str, frozenset[str]]  # table -> ids
_Near = tuple[str, tuple[str, ...]]  # id, and the texts that name it in full


@dataclass(frozen=True, slots=True)
class Asked:
    """A subject: its kind (one of `KINDS`), its id, its name, and the unit it belongs to as far as there is one.

    `by_holder`: found only because somebody of the typed name holds the post.
    """

    kind: str
    id: str
    name: str
    unit_id: str | None = None
    unit: str = ""
    by_holder: bool = False

    def label(self, language: Language) -> str:
        """The subject in words: kind, unit and name."""
        parts = [say(f"subjects-{self.kind}", language), self.unit if self.kind != "unit" else "", self.name]
        if self.by_holder:
            parts.append(say("subjects-by-holder", language))
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a text may mean. `is_certain`: one subject, by its id, by its full name or number that no other bears, or as
    the only one whose name holds the text. `is_cut`: more fit than are listed.
    """

    found: tuple[Asked, ...]
    is_certain: bool = False
    is_cut: bool = False


def candidates(run: Run, text: str) -> Candidates:
    """Subjects that a text may mean: those it names in full, else those whose name or number holds it.

    Posts that somebody of this name holds come with them and leave nothing certain. A blank text means nothing, and
    neither does an identity number.
    """
    wanted = _folded(text)
    if not wanted:
        return Candidates(())
    if (known := subject_of(run, text.strip())) is not None:
        return Candidates((known,), is_certain=True)
    is_number = _NUMBER.fullmatch(wanted) is not None
    near = dict(_firms(run.view, text)) if is_number else dict(_near(run, text))
    held = set() if is_number else _held_by(run.view, text) - near.keys()
    exact = [one for one, names in near.items() if wanted in names]
    chosen = [*(exact or near), *sorted(held)]
    asked = (subject_of(run, one) for one in chosen[:MOST_CANDIDATES])
    found = tuple(replace(one, by_holder=one.id in held) for one in asked if one is not None)
    return Candidates(found, len(chosen) == 1 and not held, len(chosen) > MOST_CANDIDATES)


def subject_of(run: Run, identity: str) -> Asked | None:
    """The subject of this id, or the one that the answer of this name is about; None where there is none."""
    answer = run.table[run.table["flag"] == identity]
    if not answer.empty:
        row = answer.iloc[0]
        return subject_of(run, row["step_id"] or row["subject_id"])
    view, kind = run.view, identity.partition(":")[0]
    if kind == "org":
        return _organisation(view, identity)
    if kind == "post":
        return next((_post(view, row) for row in view.rows("post") if row["post_id"] == identity), None)
    if kind == "step":
        return next((_step(view, row) for row in view.rows("step") if row["step_id"] == identity), None)
    if kind == "matter":
        names = matter_names(view, [identity])
        return _placed(view, "matter", identity, names[identity]) if identity in names else None
    if kind == "purchase":
        return _purchase(view, identity)
    if kind == "programme":
        is_known = bool((run.table["subject_id"] == identity).any())
        return Asked("programme", identity, _programme_name(identity)) if is_known else None
    return _published(view, identity)


def matter_names(view: View, matters: Iterable[str]) -> dict[str, str]:
    """Matters by their numbers; by the title only where there is no number, since titles may name a person."""
    wanted = sorted(set(matters))
    if not wanted or view.is_empty("matter_act"):
        return {}
    acts = acts_in_matters(view)
    told = acts.filter(acts.matter_id.isin(wanted)).select("matter_id", "matter_number", "matter_title").distinct()
    rows = told.to_pyarrow().to_pylist()
    named = sorted((row["matter_id"], row["matter_number"] or row["matter_title"] or "") for row in rows)
    return dict(named)  # of several the last in order, so that a name stands before none


def wider(run: Run, subject: str) -> list[Asked]:
    """The post that a step is taken at, and the unit that the subject of this id belongs to."""
    asked = subject_of(run, subject)
    post = next((row["post_id"] for row in run.view.rows("step") if row["step_id"] == subject), "")
    found = (subject_of(run, one) for one in (post, (asked.unit_id if asked else None) or ""))
    return [one for one in found if one is not None and one.id != subject]


def rows_naming(run: Run, asked: Asked) -> Rows:
    """The rows of the snapshot that speak of a subject; of a document, the document itself."""
    view = run.view
    if asked.kind == "document":
        return {"document": frozenset({asked.id})}
    if asked.kind in ("unit", "firm"):
        mention = view.table("mention")
        return _grouped(mention.filter(mention.organisation_id == asked.id))
    if asked.kind in ("post", "step", "matter"):
        place = view.table("placement")
        return _grouped(place.filter(place[f"{asked.kind}_id"] == asked.id))
    if asked.kind == "purchase":
        columns = {"purchase": "number", "bid": "purchase_number", "evaluator": "purchase_number"}
        number = asked.id.removeprefix(_PURCHASE)
        return {name: _ids(view, name, column, [number]) for name, column in columns.items() if not view.is_empty(name)}
    if asked.kind == "programme":
        proofs = run.table[run.table["subject_id"] == asked.id]["evidence"]
        found: dict[str, set[str]] = defaultdict(set)
        for one in (one for proof in proofs for one in proof):
            found[one["table"]].add(one["id"])
        return {name: frozenset(ids) for name, ids in found.items()}
    return {"fund_notice": frozenset({asked.id}), "fund_item": _ids(view, "fund_item", "notice_id", [asked.id])}


def _folded(text: str) -> str:
    """Names as they are compared: one width, no blanks, no signs between unit and post, capital letters."""
    return _SIGNS.sub("", squash(text)).upper()


def _near(run: Run, text: str) -> Iterator[_Near]:
    """Whatever bears a name or number that holds the text, each with the texts that name it in full."""
    view, wanted = run.view, _folded(text)
    yield from _holding(wanted, ((one, (name,)) for one, name in view.unit_names.items()))
    yield from _holding(wanted, ((row["post_id"], _post_names(view, row)) for row in view.rows("post")))
    matters = matter_choices(view, text)
    named = matter_names(view, matters)
    yield from ((one, (_folded(label), _folded(named[one]))) for one, label in matters.items())
    yield from _firms(view, text)
    yield from _purchases(view, text)
    yield from _holding(wanted, ((row["id"], (row["title"], row["programme"])) for row in view.rows("fund_notice")))
    programmes = run.table[run.table["subject_type"] == "programme"]["subject_id"].unique()
    yield from _holding(wanted, ((one, (_programme_name(one),)) for one in programmes))
    yield from _holding(wanted, ((row["id"], (row["title"], row["file_name"])) for row in view.rows("document")))


def _holding(wanted: str, named: Iterable[tuple[str, Iterable[str | None]]]) -> Iterator[_Near]:
    folded = ((tuple(_folded(name) for name in names if name), one) for one, names in named)
    yield from ((one, names) for names, one in sorted(folded) if any(wanted in name for name in names))


def _firms(view: View, text: str) -> Iterator[_Near]:
    known = view.table("organisation")
    known = known.filter(known.kind.isin(["firm", "unknown"]))
    fits = known.name.contains(text.strip()) | known.name.contains(squash(text)) | (known.code == _folded(text))
    for row in _first(known.filter(fits.fill_null(False)), "name", "organisation_id"):
        yield row["organisation_id"], (_folded(row["name"]), row["code"] or "")


def _purchases(view: View, text: str) -> Iterator[_Near]:
    if view.is_empty("purchase"):
        return
    known = view.table("purchase")
    fits = known.number.contains(text.strip()) | known.title.contains(text.strip())
    told = known.filter(known.number.notnull() & fits.fill_null(False)).select("number", "title").distinct()
    for row in _first(told, "number", "title"):
        yield f"{_PURCHASE}{row['number']}", (_folded(row["number"]), _folded(row["title"]))


def _held_by(view: View, text: str) -> set[str]:
    """Posts that somebody of exactly this name holds or held."""
    if view.is_empty("tenure"):
        return set()
    tenure, place = view.table("tenure"), view.table("placement")
    of_name = tenure.filter(tenure.name.isin([text.strip(), squash(text)]))
    placed = place.filter((place.record_table == "tenure") & place.post_id.notnull())
    posts = placed.semi_join(of_name, [("record_id", "id")]).select("post_id").distinct()
    return {row["post_id"] for row in posts.to_pyarrow().to_pylist()}


def _post_names(view: View, row: Mapping[str, Any]) -> tuple[str, ...]:
    unit, within = view.unit_names.get(row["unit_id"], ""), row["department"] or ""
    return row["name"], f"{unit}{row['name']}", f"{within}{row['name']}", f"{unit}{within}{row['name']}"


def _organisation(view: View, identity: str) -> Asked | None:
    known = view.table("organisation")
    for row in islice(_first(known.filter(known.organisation_id == identity), "name"), 1):
        if row["kind"] == "unit":
            return Asked("unit", identity, row["name"], identity, row["name"])
        return Asked("firm", identity, row["name"])
    return None


def _post(view: View, row: Mapping[str, Any]) -> Asked:
    name = " · ".join(part for part in (row["department"], row["name"]) if part)
    return Asked("post", row["post_id"], name, row["unit_id"], view.unit_names.get(row["unit_id"], ""))


def _step(view: View, row: Mapping[str, Any]) -> Asked:
    post = next(one for one in view.rows("post") if one["post_id"] == row["post_id"])
    name = " · ".join(part for part in (post["name"], row["power"], row["name"]) if part)
    return replace(_post(view, post), kind="step", id=row["step_id"], name=name)


def _placed(view: View, kind: str, identity: str, name: str) -> Asked:
    place = view.table("placement")
    units = place.filter((place[f"{kind}_id"] == identity) & place.unit_id.notnull()).select("unit_id").distinct()
    return _of_unit(view, kind, identity, name, [row["unit_id"] for row in units.to_pyarrow().to_pylist()])


def _purchase(view: View, identity: str) -> Asked | None:
    if view.is_empty("purchase"):
        return None
    known = view.table("purchase")
    rows = list(_first(known.filter(known.number == identity.removeprefix(_PURCHASE)), "lot", "id"))
    if not rows:
        return None
    name = f"{rows[0]['number']} {rows[0]['title']}"
    return _of_unit(view, "purchase", identity, name, _named(view, "purchase", [row["id"] for row in rows], "buyer"))


def _published(view: View, identity: str) -> Asked | None:
    """A notice or a document."""
    for kind, table, columns in (
        ("notice", "fund_notice", ("title", "programme")),
        ("document", "document", ("title", "file_name")),
    ):
        for row in view.rows(table):
            if row["id"] == identity:
                name = next((row[column] for column in columns if row[column]), "")
                return _of_unit(view, kind, identity, name, _named(view, table, [identity], "publisher"))
    return None


def _of_unit(view: View, kind: str, identity: str, name: str, units: Iterable[str]) -> Asked:
    """A subject with its unit, where it belongs to one and no other."""
    known = sorted({unit for unit in units if unit in view.unit_names})
    if len(known) != 1:
        return Asked(kind, identity, name)
    return Asked(kind, identity, name, known[0], view.unit_names[known[0]])


def _named(view: View, table: str, ids: list[str], role: str) -> list[str]:
    mention = view.table("mention")
    of_rows = mention.filter((mention.record_table == table) & mention.record_id.isin(ids) & (mention.role == role))
    rows = of_rows.select("organisation_id").to_pyarrow().to_pylist()
    return [row["organisation_id"] for row in rows if row["organisation_id"]]


def _programme_name(identity: str) -> str:
    return identity.removeprefix(_PROGRAMME).replace(":", " ")


def _ids(view: View, table: str, column: str, values: list[str]) -> frozenset[str]:
    known = view.table(table)
    return frozenset(
        row["id"] for row in known.filter(known[column].isin(values)).select("id").to_pyarrow().to_pylist()
    )


def _grouped(rows: ir.Table) -> Rows:
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows.select("record_table", "record_id").distinct().to_pyarrow().to_pylist():
        found[row["record_table"]].add(row["record_id"])
    return {name: frozenset(ids) for name, ids in found.items()}


def _first(rows: ir.Table, *order: str) -> Iterator[dict[str, Any]]:
    """The first rows, one more than are ever listed."""
    yield from rows.order_by(*order).limit(MOST_CANDIDATES + 1).to_pyarrow().to_pylist()
