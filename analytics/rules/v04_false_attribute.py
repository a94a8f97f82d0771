"""V04, an age claimed for a benefit that is not the age by the identity number.

Flows in: eligibility lists with birth dates and ages as claimed and as the number has them. Flows out: one answer for
each row that can be compared, and one for each list and reason about the rows that cannot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.rules.answers import Answer, Outcome
from analytics.rules.benefits import Keepers, benefits, fetched, places
from analytics.rules.distance import Side
from analytics.rules.handling import confidence
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Sentence, sentence
from analytics.snapshot import View
from models.calendar import add_years
from models.vocabulary import DocumentKind, EvidenceTier, Severity

_OLDEST = 130  # years; older than anybody, so a claim beyond is no age
_EARLIEST = date(1850, 1, 1)  # before the birth of anybody on a list


@dataclass(frozen=True, slots=True)
class _Span:
    """Days among which a birth lies; one day where it is known."""

    first: date
    last: date

    def least_from(self, other: _Span) -> int:
        """Fewest days that can lie between a birth in one span and one in the other."""
        return max((self.first - other.last).days, (other.first - self.last).days, 0)


@dataclass(frozen=True, slots=True)
class _Birth:
    """When someone was born by the identity number, and how certain it is that the number is his."""

    span: _Span
    tier: str


class FalseAttribute(Rule):
    """Years between the birth claimed and the birth by the identity number."""

    code = "V04"
    name = Text("虚报身份", "false attribute")
    what = Text(
        "补助对象申报的出生日期或年龄，与身份证号中的出生日期是否相差一年以上。",
        "Whether the birth date or age claimed for a benefit is a year or more from that of the identity number.",
    )
    method = (
        Text(
            "证件出生日期取自身份证号；号码打码而出生年份可辨的，取可能的范围；该行没有的，取同一人在其他名单上的号码。",
            "The birth by the number is taken from it; where it is masked and the year is legible, it is a span of "
            "days; where the row has none, the number of the same person on another list.",
        ),
        Text(
            "申报出生日期与之相差满一年（民法典第二百零二条的对应日）的，预警；不满的，不预警。",
            "A birth claimed a full year or more away (by the corresponding day, Civil Code, art. 202): flag; less: no "
            "flag.",
        ),
        Text(
            "写有申报年龄的，换算为起始月份至评估日之间任何一天申报时可能的出生日期，肯定相差满一年的，预警。",
            "An age is turned into the days of birth it allows, claimed on any day from the start of the benefit to "
            "the assessed day; surely a full year away: flag.",
        ),
    )
    why = Text(
        "多报年龄可以提前领取高龄、特困等补助；少报、多报也常见于冒用他人身份。",
        "A claim to be older brings aid for the old too early; a wrong age also comes with another person's name.",
    )
    source = (
        Text(
            "《社会救助暂行办法》第六十八条（虚报、隐瞒、伪造）",
            "Interim Measures for Social Assistance, art. 68 (false claims)",
        ),
        Text("相差年限为本系统默认", "the years of difference are a default of this system"),
    )
    inputs = (DocumentKind.BENEFIT_LIST,)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.DAYS
    flagged_side = Side.FROM
    output = Text(
        "申报与证件至少相差的天数，与达到预警的天数。",
        "The days that claim and number are at least apart, and the days from which it is a flag.",
    )
    exclusions = ()
    assumptions = (
        Text(
            "没有可辨的证件出生日期，或没有申报出生日期和年龄（有年龄而无起始月份的，视为没有）的，无法判断；日期过早或晚于"
            "评估日的，视为无法辨认。",
            "No legible birth by the number, or neither birth nor age claimed (an age without the start of the benefit "
            "is none): cannot assess. Births long before anybody on a list, or after the assessed day, are taken as "
            "not legible.",
        ),
        Text(
            "相差不满一年视为农历与公历之差；虚岁与周岁之差不构成预警。",
            "Less than a year is taken for the lunar calendar; counting years of age in the old way is no flag.",
        ),
    )
    innocent = (
        Text(
            "户籍登记的出生日期早年有误，已申请更正。",
            "The registered date was wrong from the start and is being corrected.",
        ),
        Text("录入错误。", "An error of typing."),
    )
    parameters = (
        Parameter(
            "years",
            "达到预警的相差年数",
            "years apart from which it is a flag",
            Measure.YEARS,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), 1),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each row that can be compared, and one for each list, scheme and reason about the others."""
        if not view.held(DocumentKind.BENEFIT_LIST):
            yield self.not_held(DocumentKind.BENEFIT_LIST)
            return
        years = params.whole("years", view.assessed_on)
        rows = _listed(view)
        elsewhere = _births(rows, view.assessed_on)
        keepers = Keepers(view)
        unclear: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in rows:
            if years is None:
                unclear[row["document_id"], row["scheme"], "before-force"].append(row)
                continue
            born = _birth(row, elsewhere, view.assessed_on)
            claims = _claims(row, view.assessed_on)
            if born is None or not claims:
                why = "no-number" if born is None else "no-claim"
                unclear[row["document_id"], row["scheme"], why].append(row)
                continue
            judged = _judge(row["scheme"], born, claims, years)
            subject, own = keepers.subject(row), places([row])
            if judged.outcome is Outcome.CANNOT_ASSESS:
                yield self.unknown(subject, judged.said, own)
            elif judged.outcome is Outcome.FLAG:
                sure = confidence(born.tier)
                said, value, threshold = judged.said, judged.value, judged.threshold
                yield self.flag(subject, said, own, value=value, threshold=threshold, confidence=sure)
            else:
                yield self.passed(subject, judged.said, own, value=judged.value, threshold=judged.threshold)
        for (_, scheme, why), found in sorted(unclear.items()):
            subject, own = keepers.subject(found[0]), places(found)
            if why == "before-force":
                yield self.excluded(subject, sentence("rules-before-force"), own)
            else:
                yield self.unknown(subject, sentence(f"rule-v04-{why}", scheme=scheme, rows=len(found)), own)


@dataclass(frozen=True, slots=True)
class _Judged:
    outcome: Outcome
    said: Sentence
    value: str = ""
    threshold: str = ""


def _judge(scheme: str, born: _Birth, claims: list[tuple[str, _Span]], years: int) -> _Judged:
    """The claim that is farthest from the number decides."""
    false = [one for one in claims if _surely(born.span, one[1], years)]
    what, claim = max(false or claims, key=lambda one: (born.span.least_from(one[1]), one[0]))
    days, needed = born.span.least_from(claim), _needed(born.span, claim, years)
    places = {"scheme": scheme, "days": days, "needed": needed, "years": years}
    value, threshold = str(days), str(needed)
    if false:
        return _Judged(Outcome.FLAG, sentence(f"rule-v04-flag-{what}", **places), value, threshold)
    birth = next((one for kind, one in claims if kind == "birth"), None)
    if birth is not None and _perhaps(born.span, birth, years):
        return _Judged(Outcome.CANNOT_ASSESS, sentence("rule-v04-masked", scheme=scheme))
    return _Judged(Outcome.PASS, sentence("rule-v04-pass", **places), value, threshold)


def _surely(born: _Span, claim: _Span, years: int) -> bool:
    """Whether every birth in one span is the full years or more from every birth in the other."""
    return claim.first >= add_years(born.last, years) or born.first >= add_years(claim.last, years)


def _perhaps(born: _Span, claim: _Span, years: int) -> bool:
    """Whether some birth in one span is the full years or more from some birth in the other."""
    return claim.last >= add_years(born.first, years) or born.last >= add_years(claim.first, years)


def _needed(born: _Span, claim: _Span, years: int) -> int:
    """Days from which it would be a flag: from the earlier of the two nearest births to its corresponding day."""
    earlier = born.last if born.last <= claim.first else claim.last
    return (add_years(earlier, years) - earlier).days


def _listed(view: View) -> list[Row]:
    columns = ("scheme", "person_id", "tier", "id_hash", "id_mask", "id_birth", "claimed_birth", "claimed_age", "since")
    return fetched(benefits(view), *columns)


def _births(rows: list[Row], today: date) -> dict[str, date]:
    """Births by whole numbers of persons known by more than their name; those who have two are left out."""
    found: dict[str, set[date]] = defaultdict(set)
    for row in rows:
        if row["tier"] != EvidenceTier.D and row["id_hash"] and _is_possible(row["id_birth"], today):
            found[row["person_id"]].add(row["id_birth"])
    return {person: births.pop() for person, births in found.items() if len(births) == 1}


def _birth(row: Row, elsewhere: dict[str, date], today: date) -> _Birth | None:
    """The birth by the number: in this row, on another list, or as far as a mask shows it."""
    own = row["id_birth"]
    if _is_possible(own, today):
        # Without the whole number the office has written the date by itself.
        return _Birth(_Span(own, own), "A" if row["id_hash"] else "B")
    other = elsewhere.get(row["person_id"])
    if other is not None:
        return _Birth(_Span(other, other), str(row["tier"]))
    span = _span_of_mask(row["id_mask"])
    return None if span is None or not _is_possible(span.first, today) else _Birth(span, "C")


def _span_of_mask(mask: str | None) -> _Span | None:
    """The births that a masked number allows, where its year is legible.

    >>> _span_of_mask("4399031950********")
    _Span(first=datetime.date(1950, 1, 1), last=datetime.date(1950, 12, 31))
    >>> _span_of_mask("439903********001X") is None
    True
    """
    if not mask or not mask[6:10].isdigit():
        return None
    try:
        year = int(mask[6:10])
        return _Span(date(year, 1, 1), date(year, 12, 31))
    except ValueError:
        return None


def _claims(row: Row, today: date) -> list[tuple[str, _Span]]:
    """What is claimed, as births: the date, and the days of birth that the age allows."""
    claims = []
    if _is_possible(row["claimed_birth"], today):
        claims.append(("birth", _Span(row["claimed_birth"], row["claimed_birth"])))
    age, since = row["claimed_age"], row["since"]
    if age is not None and 0 <= age <= _OLDEST and _is_possible(since, today):
        # Old enough to have had the birthday, and not yet the next one.
        claims.append(("age", _Span(add_years(since, -age - 1) + timedelta(days=1), add_years(today, -age))))
    return claims


def _is_possible(day: date | None, today: date) -> bool:
    return day is not None and _EARLIEST <= day <= today
