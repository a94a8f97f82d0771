"""Contracting processes: the releases of one ocid put together, as the standard's merging says.

Flows in: the data of a document. Flows out: one `Process` for each ocid, in the order in which they first occur. The
release of the latest date wins member by member; objects merge, lists of objects merge by their `id`, other lists are
replaced whole, and null takes a member away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from analytics.reading.members import Members, Part, Steps, objects, part_of
from analytics.reading.pointers import leaves, located
from models.language import Message

_LISTS = ("releases", "records")


@dataclass(slots=True)
class Process:
    """One contracting process: its state after its last release, and what was doubtful in putting it together."""

    ocid: str
    release: Part
    warnings: list[Message] = field(default_factory=list)
    counts_yuan: bool = False  # whether any of its values is in yuan


@dataclass(slots=True)
class Found:
    """The processes of a document, and the members of its first package (publisher, publication date)."""

    package: dict[str, Any]
    processes: list[Process]


@dataclass(slots=True)
class _Release:
    steps: Steps
    members: dict[str, Any]
    date: datetime | None


def processes_of(data: Any, members: Members) -> Found:
    """The processes of a document; what cannot be told to belong to one is refused."""
    package: dict[str, Any] = {}
    releases: dict[str, list[_Release]] = {}
    for steps, value in objects(data):
        if isinstance(value, dict) and not package and any(key in value for key in _LISTS):
            package = value
        for place, release in _releases(steps, value, members):
            ocid = release.get("ocid")
            if not isinstance(ocid, str) or not ocid.strip():
                members.refuse(located((*place, "ocid")), "ocds-ocid-missing")
                continue
            releases.setdefault(ocid.strip(), []).append(_Release(place, release, _date(release)))
    return Found(package, [p for ocid, own in releases.items() if (p := _process(ocid, own, members)) is not None])


def _releases(steps: Steps, value: Any, members: Members) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """The releases of a package, of a record, or the one that a value is."""
    if not isinstance(value, dict):
        members.refuse(located(steps), "member-wrong-type", member="release", wanted="object")
        return
    if not any(isinstance(value.get(key), list) for key in _LISTS):
        yield steps, value
        return
    for n, release in enumerate(value.get("releases") or ()):
        yield from _one((*steps, "releases", n), release, members)
    for n, record in enumerate(value.get("records") or ()):
        yield from _of_record((*steps, "records", n), record, members)


def _of_record(steps: Steps, record: Any, members: Members) -> Iterator[tuple[Steps, dict[str, Any]]]:
    """The compiled release of a record; where it has none, its releases."""
    if not isinstance(record, dict):
        members.refuse(located(steps), "member-wrong-type", member="record", wanted="object")
    elif isinstance(record.get("compiledRelease"), dict):
        yield (*steps, "compiledRelease"), record["compiledRelease"]
    elif isinstance(record.get("releases"), list) and record["releases"]:
        for n, release in enumerate(record["releases"]):
            if isinstance(release, dict) and "url" in release and "ocid" not in release:
                members.refuse(located((*steps, "releases", n)), "ocds-release-linked")
            else:
                yield from _one((*steps, "releases", n), release, members)
    else:
        members.refuse(located(steps), "ocds-record-empty")


def _one(steps: Steps, release: Any, members: Members) -> Iterator[tuple[Steps, dict[str, Any]]]:
    if isinstance(release, dict):
        yield steps, release
    else:
        members.refuse(located(steps), "member-wrong-type", member="release", wanted="object")


def _date(release: dict[str, Any]) -> datetime | None:
    """When a release was made, for putting releases in order."""
    try:
        moment = datetime.fromisoformat(str(release.get("date")))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _process(ocid: str, releases: list[_Release], members: Members) -> Process | None:
    if len(releases) > 1:
        for release in releases:
            if release.date is None:
                members.refuse(located((*release.steps, "date")), "ocds-date-missing")
        releases = sorted((r for r in releases if r.date is not None), key=lambda r: str(r.date))
    if not releases:
        return None
    process = Process(ocid, part_of(releases[0].members, releases[0].steps))
    for before, release in pairwise(releases):
        if release.members == before.members:
            continue
        if release.date == before.date and _differ(before, release):
            process.warnings.append(Message("ocds-releases-conflict", {}))
        _merge(process.release, part_of(release.members, release.steps))
    process.counts_yuan = any(
        text == "CNY" and steps[-1] == "currency" for r in releases for steps, text in leaves(r.members)
    )
    return process


def _differ(first: _Release, second: _Release) -> bool:
    """Whether two releases of one moment say different things of the same member."""
    one, other = part_of(first.members, ()), part_of(second.members, ())
    _merge(one, part_of(second.members, ()))
    _merge(other, part_of(first.members, ()))
    taken = ("tender", "awards", "contracts", "bids", "buyer", "parties")
    return any(_plain(one.members.get(key)) != _plain(other.members.get(key)) for key in taken)


def _plain(value: Any) -> Any:
    """A value without places; lists of objects with an id in no order, as merging puts them."""
    if isinstance(value, Part):
        return {key: _plain(inner) for key, inner in value.members.items() if inner is not None}
    if isinstance(value, list) and (keyed := _by_id(value)) is not None:
        return {key: _plain(inner) for key, inner in keyed.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def _merge(target: Part, patch: Part) -> None:
    """Put what a later release says over what stands."""
    target.steps = patch.steps
    for key, value in patch.members.items():
        old = target.members.get(key)
        if isinstance(old, Part) and isinstance(value, Part):
            _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            target.members[key] = _merged(old, value)
        else:
            target.members[key] = value
        target.places[key] = patch.places[key]


def _merged(old: list[Any], new: list[Any]) -> list[Any]:
    """Lists of objects by their id, in the order of first occurrence; any other list is replaced."""
    known, coming = _by_id(old), _by_id(new)
    if known is None or coming is None:
        return new
    for key, part in coming.items():
        if key in known:
            _merge(known[key], part)
        else:
            known[key] = part
    return list(known.values())


def _by_id(values: list[Any]) -> dict[str, Part] | None:
    """Objects by their id; None where one has none, or two have the same."""
    found = {
        str(v.members["id"]): v for v in values if isinstance(v, Part) and isinstance(v.members.get("id"), str | int)
    }
    return found if len(found) == len(values) else None
