"""Where each lead stands: its steps folded in their order, and the flags of a run traced to the leads they continue.

Flows in: rows of `review_step` (from the store or from a snapshot) and the leads of a run. Flows out: a `Review` for
each lead that has steps, and a `Traced` for each flag. The order in which rows come does not matter; steps that were
not allowed when they were made change nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from analytics.desk.leads import Lead
from models.language import Message
from models.vocabulary import Drawn, Finding, ReviewAct, ReviewReason, Term


class Status(Term):
    """Where a lead stands."""

    OPEN = "open", "待核查", "waiting"
    CLAIMED = "claimed", "核查中", "being reviewed"
    CHANGED = "changed", "事实有变，待复核", "facts changed, waiting again"
    SETTLED = "settled", "已办结", "settled"


@dataclass(frozen=True, slots=True)
class Review:
    """A lead that has steps: who has it, what was found last and about which facts, and how it got there.

    `owner` is None while nobody has it. `outcome` is the finding that stands; a lead that was reopened has none.
    `rule_version`, `facts` and `marks` are those of its last step, `settled_facts` those that `outcome` is about.
    """

    name: str
    rule: str
    rule_version: str
    ground: str
    drawn: Drawn
    raised_at: datetime
    facts: str
    marks: frozenset[str]
    number: int = 0
    owner: str | None = None
    outcome: Finding | None = None
    reason: ReviewReason | None = None
    settled_facts: str | None = None
    settled_at: datetime | None = None

    def refusal(self, act: ReviewAct, who: str, facts: str) -> Message | None:
        """Why somebody may not do this now, None where they may.

        One person has a lead at a time, and what was settled about the same facts is reopened first.
        """
        if self.owner is not None:
            is_theirs = self.owner == who
            if act is ReviewAct.CLAIMED and is_theirs:
                return Message("review-yours-already")
            is_open_to_all = act is ReviewAct.RELEASED or (act is ReviewAct.SETTLED and is_theirs)
            return None if is_open_to_all else Message("review-claimed-by", {"who": self.owner})
        if act is ReviewAct.RELEASED:
            return Message("review-not-claimed")
        if act is ReviewAct.REOPENED:
            return None if self.outcome is not None else Message("review-not-settled")
        return Message("review-settled-already") if self.settled_facts == facts else None


@dataclass(frozen=True, slots=True)
class Traced:
    """A flag of a run and the lead it continues; `review` is None where nobody has touched it yet."""

    lead: Lead
    name: str
    review: Review | None

    @property
    def is_changed(self) -> bool:
        """Whether the facts are others than those of the outcome that stands."""
        review = self.review
        return review is not None and review.outcome is not None and review.settled_facts != self.lead.facts

    @property
    def status(self) -> Status:
        """Where the lead stands, seen with the facts of this run."""
        if self.review is None:
            return Status.OPEN
        if self.review.owner is not None:
            return Status.CLAIMED
        if self.review.outcome is None:
            return Status.OPEN
        return Status.CHANGED if self.is_changed else Status.SETTLED


def fold(steps: Iterable[Mapping[str, Any]]) -> dict[str, Review]:
    """The review of each lead, by its name."""
    of_lead: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for step in steps:
        of_lead[step["lead"]].append(step)
    return {name: _folded(sorted(found, key=lambda step: step["number"])) for name, found in sorted(of_lead.items())}


def _folded(steps: Sequence[Mapping[str, Any]]) -> Review:
    first = steps[0]
    review = Review(
        name=first["lead"],
        rule=first["rule"],
        rule_version=first["rule_version"],
        ground=first["ground"],
        drawn=Drawn(first["drawn"]),
        raised_at=first["raised_at"],
        facts=first["facts"],
        marks=frozenset(first["marks"]),
    )
    for step in steps:
        review = replace(_after(review, step), number=step["number"])
    return review


def _after(review: Review, step: Mapping[str, Any]) -> Review:
    act = ReviewAct(step["act"])
    if review.refusal(act, step["who"], step["facts"]) is not None:
        return review
    seen = {"facts": step["facts"], "marks": frozenset(step["marks"]), "rule_version": step["rule_version"]}
    review = replace(review, **seen)
    if act is ReviewAct.CLAIMED:
        return replace(review, owner=step["who"])
    if act is ReviewAct.RELEASED:
        return replace(review, owner=None)
    if act is ReviewAct.REOPENED:
        return replace(review, outcome=None, reason=None, settled_facts=None, settled_at=None)
    return replace(
        review,
        owner=None,
        outcome=Finding(step["outcome"]),
        reason=ReviewReason(step["reason"]),
        settled_facts=step["facts"],
        settled_at=step["recorded_at"],
    )


def trace(leads: Iterable[Lead], reviews: Mapping[str, Review]) -> dict[str, Traced]:
    """Each flag with the lead that it continues, by the name of the flag.

    A flag continues the lead that had the same facts before it. Of what is left, a flag continues the lead on the same
    ground with which it shares most rows, where that lead's own facts have gone; one that shares none is a new lead,
    named by its facts.
    """
    every = list(leads)
    by_facts = {facts: r.name for r in reviews.values() for facts in (r.settled_facts, r.facts) if facts is not None}
    named = {lead.flag: by_facts[lead.facts] for lead in every if lead.facts in by_facts}
    found = set(named.values())
    gone: dict[str, list[Review]] = defaultdict(list)
    for review in reviews.values():
        if review.name not in found:
            gone[review.ground].append(review)
    fresh: dict[str, list[Lead]] = defaultdict(list)
    for lead in every:
        if lead.flag not in named:
            fresh[lead.ground].append(lead)
    for ground, candidates in gone.items():
        named |= _continued(fresh[ground], candidates)
    return {lead.flag: Traced(lead, name := named.get(lead.flag, lead.facts), reviews.get(name)) for lead in every}


def _continued(leads: Sequence[Lead], reviews: Sequence[Review]) -> dict[str, str]:
    """Leads of before and flags of now in pairs, those that share most rows first."""
    shared = Counter(
        {(lead.flag, review.name): len(review.marks & set(lead.marks)) for lead in leads for review in reviews}
    )
    pairs: dict[str, str] = {}
    for (flag, name), rows in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])):
        if rows and flag not in pairs and name not in pairs.values():
            pairs[flag] = name
    return pairs
