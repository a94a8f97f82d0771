"""任免通知 and 任前公示: who was appointed to which post, relieved of it, or is about to be.

Flows in: sentences, lists or tables. Flows out: one `Appointment` for each person and post. Only name, unit, post and
dates are kept: birth, origin, schooling and career stand in such notices too and are passed over. A sentence that
appoints but cannot be taken apart is listed as rejected, without repeating whom it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from analytics.reading.content import Content, Grid, Role
from analytics.reading.dates import dates_in, periods_in, read_date
from analytics.reading.headings import Column, Header, distinct, find_headers, squash, unwrap
from analytics.reading.imprint import read_imprint
from analytics.reading.persons import has_compound_surname, is_masked_name, names_a_post, read_name
from analytics.reading.publications.headline import headline_of
from analytics.reading.records import Reading, Record
from analytics.reading.short_rows import aligned_rows
from models.places import WHOLE_FILE, Locator
from models.tables import Appointment
from models.vocabulary import AppointmentKind, DocumentKind

KIND = DocumentKind.APPOINTMENT

COLUMNS = (
    Column("name", ("姓名", "姓名(性别)", "同志姓名", "拟任人选", "人员姓名", "干部姓名"), required=True, loose=False),
    Column(
        "proposed",
        ("拟任职务", "拟任职", "拟任岗位", "拟任免职务", "拟任", "拟提名职务", "拟任(提名)职务", "拟推荐职务",
            "拟任职级", "拟任用职务", "拟任(免)职务"),
        loose=False,
    ),
    Column("post", ("任职职务", "任命职务", "任职", "新任职务", "现任命职务", "任职岗位", "任何职务",
        "任职情况", "拟聘任职务"), loose=False),
    Column("removed", ("免去职务", "免职职务", "免职", "免职情况", "不再担任职务", "免何职务"), loose=False),
    Column("old", ("现任职务", "现任职", "现任工作单位及职务", "现工作单位及职务", "现任单位及职务", "现职务",
        "原任职务", "原职务", "现任岗位", "工作单位及职务", "现任职务(职级)"), loose=False),
    Column("unit", ("单位", "任职单位", "拟任单位", "拟任职单位", "工作单位"), loose=False),
    Column("decided", ("任职时间", "任免时间", "任免日期", "决定日期", "任职日期"), loose=False),
    Column("other", ("性别", "出生年月", "出生日期", "民族", "籍贯", "学历", "学位", "政治面貌", "入党时间",
        "参加工作时间", "专业", "全日制学历", "毕业院校", "备注", "序号"), loose=False),
)  # fmt: skip
_TITLE = re.compile(
    r"任免|任职(?!.{0,2}(?:资格|条件|登记|回避|要求))|免职|任前公示|拟任|(?:干部|人事)(?:任用|任命|公示)"
    r"|任命|聘任|选拔任用.*公示"
)
_NOT = re.compile(r"登记|台账|名册|申报|亲属|办法|规定|条例|制度|回避|限制|统计|监督|招聘|名录")
_NAME = (
    r"(?!其|他|她|上述|下列|以下|有关|现将|关于|本|各|该|不再|同时|兼|继续|仍|决定|同意|经|由"
    r"|并|公示|委派|指派|选派|委任|任用|提任|调任|增补|选举|批准|确认|安排|聘请|推荐|任命|聘任)[\u4e00-\u9fff]{1,3}?[\u4e00-\u9fff某×*]"
    r"|[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff·]{2,12}"
)
_BRACKET = r"(?:\s*[(（][^()（）]{1,12}[)）])?"
_PEOPLE = (
    rf"(?P<names>(?:(?:{_NAME}){_BRACKET}(?:同志)?\s*[、和]\s*)*(?:{_NAME}){_BRACKET})\s*(?:等)?(?:\d+"
    rf"|[一二三四五六七八九十]+)?(?:名)?(?:同志)?"
)
_POST = r"(?P<post>[^,，。;；:：]{2,80}?)"
_END = r"(?=[,，。;；]|$)"
_PATTERNS: tuple[tuple[AppointmentKind, re.Pattern[str]], ...] = (
    (AppointmentKind.REMOVED, re.compile(
        rf"(?:同意)?接受{_PEOPLE}辞去(?:其)?(?:担任的)?{_POST}(?:职务|一职)?(?:的(?:请求|申请))?{_END}")),
    (AppointmentKind.REMOVED, re.compile(
        rf"(?:免去|解聘|免除){_PEOPLE}(?:的|所任的?|担任的){_POST}(?:职务|一职)?{_END}")),
    (AppointmentKind.REMOVED, re.compile(rf"(?:免去|解聘|免除){_PEOPLE}(?<=同志){_POST}(?:职务|一职)?{_END}")),
    (AppointmentKind.APPOINTED, re.compile(
        rf"(?:决定|同意)?(?:任命|聘任|聘用|提名){_PEOPLE}(?:为|任|担任|兼任){_POST}(?:职务|一职)?{_END}")),
    (AppointmentKind.APPOINTED, re.compile(
            rf"^(?:同意|决定|聘请|推荐|委派|指派|选派|委任|任用|增补|选举|批准|确认)?{_PEOPLE}(?:(?<!拟)任(?![免职期务前用何])|担任|兼任|为|聘任为|任命为"
            rf"|转任|调任){_POST}(?:职务"
        rf"|一职)?{_END}")),
    (AppointmentKind.REMOVED, re.compile(rf"^{_PEOPLE}(?:不再担任|不再兼任|免去){_POST}(?:职务|一职)?{_END}")),
)  # fmt: skip
_AND_REMOVED = re.compile(
    rf"(?:同时)?(?:免去(?:其|他|她|上述同志)|不再担任|不再兼任|其)(?:的)?(?:原任的?|所任的?"
    rf"|担任的?)?{_POST}(?:职务|一职|自然免除)?{_END}"
)
_AND_APPOINTED = re.compile(rf"^(?:同时)?(?:任|担任|兼任|任命(?:其)?为){_POST}(?:职务)?{_END}")
_LISTED = re.compile(rf"^{_PEOPLE}\s+{_POST}(?:职务)?{_END}")
_HEADED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}、|[(（][一二三四五六七八九十]{1,2}[)）])?\s*(?:决定)?(?P<act>任命"
    r"|任职|聘任|免去|免职|拟任|拟免)(?:如下|名单|下列同志)?\s*[:：]?$"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:[省市县区乡镇州盟旗]|街道)")
_UNSIGNED = re.compile(rf"^(?:同意)?(?:免去|解聘|免除)(?:了)?(?P<rest>.+?)(?:的)?(?:职务|一职|职级)?{_END}")
_PROFILE = re.compile(rf"^(?:\d{{1,2}}[.、．]\s*)?(?P<names>{_NAME}){_BRACKET}(?:同志)?\s*[,，:：]")
_NEXT_PROFILE = re.compile(
    rf"(?:^|(?<=[。；;]))\s*(?P<profile>(?:\d{{1,2}}[.、．]\s*)?(?:{_NAME}){_BRACKET}(?:同志)?\s*[,，:：]\s*[男女](?=[,，]))"
)
_CURRENT = re.compile(rf"(?:现任|现为|现系){_POST}{_END}")
_TO_BE = re.compile(
    rf"拟(?:任命为|任|提名为|提名|提拔(?:担任|任|为)?|推荐为|推荐|聘任为|晋升(?:为)?|进一步使用(?:为"
    rf"|,)?(?:拟?任)?|转任|平职转任|提任|担任|作为){_POST}(?:候选人|人选|职务)?{_END}"
)
_ACTS = re.compile(r"辞去|任命|免去|聘任|不再担任|拟任|(?:同志|[\u4e00-\u9fff])任[\u4e00-\u9fff]{4,}")
_LEAD = re.compile(r"^\s*(?:\d{1,2}[.、．]|[(（]\d{1,2}[)）]|[(（]?[一二三四五六七八九十]{1,3}[)）、]|[①-⑳])\s*")
_TITLE_WORD = (
    r"书记|局长|(?:教导|政教|总务|德育|教务)?主任|部长|科长|股长|所长|站长|院长|校长|园长|馆长|处长|厅长"
    r"|镇长|乡长|县长|市长|区长|州长"
    r"|主席|经理|董事长|董事|监事|检察长|庭长|院长"
    r"|审判员|检察员|调研员|主任科员|科员|大队长|支队长|中队长|队长|政委|政治委员|(?:政治)?教导员|(?:政治)?指导员|会长|理事长"
    r"|秘书长|委员|组长|组员|成员|督学|督导员|工程师|会计师|经济师"
    r"|规划师|巡视员|专员|常委|行长|社长|总编辑|台长|理事|顾问|代表|副职|干事|所长|主管|负责人|秘书|研究员"
    r"|[农畜兽审统农规技艺牧医计][\u4e00-\u9fff]师"
)
_POST_END = re.compile(
    rf"(?:(?:党组|党委|党总支|党支部|党工委|分党组|机关党委|常委会|团委|工会|总支部?|支部)?(?:常务|第一"
    rf"|专职|兼职)?(?:副|代理|代|一级|二级|三级|四级|高级"
    rf"|首席)?总?(?:{_TITLE_WORD}))(?:\s*[(（][^()（）]*[)）])?$"
)
_INNER = re.compile(
    r"^(?P<unit>.+?(?:局|委员会|人民政府|政府|厅|办事处|医院|学校|学院|集团|公司|法院"
    r"|检察院))(?P<inner>[\u4e00-\u9fff]{2,12}(?:科|股|室|处|站|所|队|中心|庭|部))$"
)
_DIVISION = re.compile(r"[科股室处站所队部庭]$|中心$")
_UNIT_WORD = re.compile(r"局|委员会|政府|厅|办事处|医院|学校|学院|集团|公司|法院|检察院|中学|小学")
_INNER_POST = re.compile(
    r"(?P<unit>.{2,}?(?:局|委员会|人民政府|办事处|医院|学校|学院|公司|法院|检察院))(?P<post>[^局院].*)"
)
_LONGEST_PLAIN_NAME = 4
_PARTY = re.compile(r"(?:党组|党委|党总支|党支部|党工委|分党组|机关党委|团委|工会)$")
_TRIAL = re.compile(
    r"\s*[(（](?:试用期|任期|挂职|正科|副科|正处|副处|保留|聘期|兼)[^()（）]*[)）]|,?试用期[一二三四五六七八九十\d]+年"
)
_NOTICE_WORDS = re.compile(r"公示(?:期|时间|起止|日期)|公示从|公示自")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,10}[〔﹝\[【(（](?:19|20)\d{2}[〕﹞\]】)）]\s*(?:第)?\d{1,5}号")
_DECISION = re.compile(r"研究|决定|会议|通过|批准|讨论")


@dataclass(slots=True)
class _Told:
    """One appointment as the text tells it."""

    name: str
    post: str
    kind: AppointmentKind
    locator: Locator
    old: str | None = None
    unit: str | None = None
    decided: date | None = None
    warnings: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # headings whose cells were lost and stand in the row above


# --- recognising -----------------------------------------------------------------------------------------------------


def score(content: Content) -> float:
    """How surely a file announces appointments: by its title, or by the columns 姓名 and 拟任职务."""
    tight = squash(headline_of(content, _TITLE) or "")
    if _NOT.search(tight):
        return 0.0
    headers = [h for h in find_headers(content, COLUMNS) if _tells(h)]
    if _TITLE.search(tight) and any(_from_labels(content)):
        return 0.95
    if any("proposed" in h.columns for h in headers):
        return 0.95 if _TITLE.search(tight) else 0.85
    if _TITLE.search(tight):
        return 0.95 if headers or any(_ACTS.search(text) for text, _ in _lines(content)) else 0.4
    if headers:
        return 0.6
    acts = [text for text, _ in _lines(content) if re.search(r"(?:任命|免去|拟任).{2,30}(?:为|的|任)", text)]
    return 0.7 if len(acts) >= 2 or (acts and "任免" in tight) else 0.0


def _tells(header: Header) -> bool:
    return bool(header.columns.keys() & {"proposed", "post", "removed"})


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: Content) -> Reading:
    """Read a notice of appointments."""
    imprint = read_imprint(content)
    reading = Reading(
        KIND, title=headline_of(content, _TITLE), publisher=imprint.publisher, published=imprint.published
    )
    for place in imprint.unclear:
        reading.reject(place, "imprint-date-unclear")
    first, last, is_stated = _notice(content)
    decided = _decided(content)
    number = _document_number(content)
    told: list[_Told] = []
    for header in find_headers(content, COLUMNS):
        if _tells(header):
            told += _from_table(header, reading)
    told += _from_labels(content)
    told += _from_text(content, reading, has_table=bool(told))
    for one in _each_once(told):
        reading.records.append(_record(one, first, last, decided, number))
    if is_stated and first is None and any(one.kind is AppointmentKind.PROPOSED for one in told):
        for record in reading.records:
            record.warn("appointment-period-unclear")
    if not reading.records and not reading.rejected:
        reading.reject(WHOLE_FILE, "appointment-none")
    return reading


def _record(one: _Told, first: date | None, last: date | None, decided: date | None, number: str | None) -> Record:
    unit, post = split_post(one.post, one.unit)
    is_proposed = one.kind is AppointmentKind.PROPOSED
    day = one.decided or (None if is_proposed else decided)
    record = Record(
        Appointment,
        {
            "name": one.name,
            "unit_name": unit,
            "post": post,
            "kind": str(one.kind),
            "old_post": one.old,
            "decided_on": day,
            "notice_from": first if is_proposed else None,
            "notice_to": last if is_proposed else None,
            "document_number": number,
        },
        one.locator,
        label=f"{unit or ''}{post}",
        valid_from=day,
        extra={"kind": str(one.kind), "unit": unit, "post": post},
    )
    if unit is None:
        record.warn("appointment-unit-unknown")
    for code in one.warnings:
        record.warn(code)
    if one.lost:
        record.warn("register-filled-down", columns="、".join(one.lost))
    if is_masked_name(one.name):
        record.warn("appointment-name-masked")
    elif len(one.name) == _LONGEST_PLAIN_NAME and "·" not in one.name and not has_compound_surname(one.name):
        record.warn("appointment-name-unusual")
    return record


def split_post(text: str, unit: str | None = None) -> tuple[str | None, str]:
    """Unit and post of a phrase; the unit is None where the phrase names none.

    >>> split_post("岚汀市水利局党组成员、副局长"), split_post("岚汀市水利局水资源科科长")
    (('岚汀市水利局', '党组成员、副局长'), ('岚汀市水利局', '水资源科科长'))
    >>> split_post("副镇长", "青禾镇人民政府"), split_post("征收科科长", "青禾县税务局")
    (('青禾镇人民政府', '副镇长'), ('青禾县税务局', '征收科科长'))
    """
    bare = re.sub(r"^拟(?:任命为|聘任为|提名为|任|聘)|(?:候选人|人选)$", "", _TRIAL.sub("", text).strip(" 、,，"))
    pieces = re.split(r"、|,|，", bare)
    match = _POST_END.search(pieces[0])
    if match is None:
        named = _INNER_POST.match(bare) if unit is None else None
        return (named["unit"], named["post"]) if named else (unit, bare)
    head, rest = pieces[0][: match.start()], pieces[0][match.start() :]
    party = _PARTY.search(head)
    if party is not None and len(head) > len(party.group()):
        head, rest = head[: party.start()], party.group() + rest
    post = "、".join([rest, *pieces[1:]])
    if not head:
        return unit, post
    inner = _INNER.match(head)
    if inner is not None and not (inner["unit"].endswith("政府") and inner["inner"] == "办公室"):
        head, post = inner["unit"], inner["inner"] + post
    if len(head) < 3 or (unit is not None and _DIVISION.search(head) and not _UNIT_WORD.search(head)):
        return unit, head + post
    return head, post


def _each_once(told: list[_Told]) -> Iterator[_Told]:
    seen = set()
    for one in told:
        key = (one.name, one.post, one.kind)
        if key not in seen:
            seen.add(key)
            yield one


_GIVEN = (
    ("proposed", AppointmentKind.PROPOSED),
    ("post", AppointmentKind.APPOINTED),
    ("removed", AppointmentKind.REMOVED),
)
_NOTHING = frozenset({"无", "/", "-", "—"})


# --- tables ----------------------------------------------------------------------------------------------------------


def _from_table(header: Header, reading: Reading) -> Iterator[_Told]:
    for _, row, lost in aligned_rows(header):
        texts = {key: unwrap(row[column].text).replace("\n", "") for key, column in header.columns.items()}
        name = _person(texts["name"])
        locator = Locator(row[0].locator.part, row[0].locator.row)
        if name is None:
            if any(texts.get(key) for key in ("proposed", "post", "removed")):
                reading.reject(locator, "appointment-name-missing")
            continue
        unit = texts.get("unit") or None
        decided = read_date(texts.get("decided") or "")
        given = [(key, kind) for key, kind in _GIVEN if texts.get(key) and texts[key] not in _NOTHING]
        if not given:
            reading.reject(locator, "appointment-post-missing")
        for key, kind in given:
            old = texts.get("old") or None
            told = _Told(
                name, texts[key], kind, locator, old if kind is not AppointmentKind.REMOVED else None, unit, decided
            )
            told.lost = ["/".join(header.path(column)) for column in lost]
            yield told


_LABELS = {squash(name): column.key for column in COLUMNS for name in column.names}


_LABELLED = re.compile(r"(?P<label>[\u4e00-\u9fff()（）]{2,12})\s*[:：]\s*(?P<value>[^\s:：]+)")


def _from_labels(content: Content) -> Iterator[_Told]:
    """Persons told in labels and values (姓名:…, 拟任职务:…), in lines or beside each other in a table."""
    held: dict[str, str] = {}
    place = WHOLE_FILE
    for key, value, locator in [*_labelled(content), ("name", "", WHOLE_FILE)]:
        if key == "name":
            name = _person(held.get("name", ""))
            for given, kind in _GIVEN:
                if name is not None and held.get(given) and held[given] not in _NOTHING:
                    yield _Told(name, held[given], kind, place, held.get("old"), held.get("unit"))
            held, place = {}, locator
        held.setdefault(key, value)


def _labelled(content: Content) -> Iterator[tuple[str, str, Locator]]:
    for text, locator in _lines(content):
        for match in _LABELLED.finditer(text):
            key = _LABELS.get(squash(match["label"]))
            if key is not None:
                yield key, match["value"].strip("，,。；;"), locator
    for row in (row for grid in content.grids for row in grid.rows):
        for cell, following in pairwise(distinct(row)):
            key, after = _LABELS.get(squash(cell.text)), _LABELS.get(squash(following.text))
            if key is not None and after is None:
                yield key, unwrap(following.text).replace("\n", ""), cell.locator


def _person(text: str) -> str | None:
    bare = re.sub(r"[(（][^()（）]*[)）]|同志$", "", text).strip()
    name = read_name(bare)
    if (
        name is None
        or not 2 <= len(name) <= 20
        or names_a_post(name)
        or re.search(r"同志|的|职务|下列|人员|公示|期限|时间", name)
        or not re.fullmatch(r"[\u4e00-\u9fff·某×*〇]+", name)
    ):
        return None
    return name


# --- sentences -------------------------------------------------------------------------------------------------------


def _lines(content: Content) -> Iterator[tuple[str, Locator]]:
    """Lines of text; a page may run its sentences over several cells or lines."""
    for block in content.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                cells = distinct(row)
                if len(cells) == 1:
                    yield from ((line.strip(), cells[0].locator) for line in cells[0].text.split("\n") if line.strip())
        elif block.role is Role.BODY:
            yield from ((line.strip(), block.locator) for line in block.text.split("\n") if line.strip())


def _from_text(content: Content, reading: Reading, *, has_table: bool) -> Iterator[_Told]:
    heading: AppointmentKind | None = None
    places = _places(content)
    for text, locator in _lines(content):
        if squash(text) == squash(reading.title or ""):
            continue
        headed = _HEADED.match(text)
        if headed is not None:
            act = headed["act"]
            heading = (
                AppointmentKind.PROPOSED if act == "拟任"
                else AppointmentKind.REMOVED if act in ("免去", "免职", "拟免") else AppointmentKind.APPOINTED
            )  # fmt: skip
            continue
        profile = [told for piece in _persons_apart(text) for told in _profiles(piece, locator)]
        if profile:
            yield from profile
            continue
        for sentence in re.split(r"[。;；]", text):
            bare = re.sub(r"\s+", " ", _LEAD.sub("", sentence.strip()))
            if not bare:
                continue
            bare, inline = _without_act(bare)
            unread: list[Locator] = []
            yield from _sentence(bare, locator, inline or heading, unread, places)
            for place in () if has_table else unread:
                reading.reject(place, "appointment-unread")


def _without_act(text: str) -> tuple[str, AppointmentKind | None]:
    """A sentence without an opening such as 任命: or 决定任命:, and what that opening says."""
    match = re.match(r"^(?:.{0,40}(?:决定|研究))?[,，:：]?(?P<act>任命|聘任|免去|免职)\s*[:：]\s*", text)
    if match is None:
        return re.sub(r"^.{0,60}?(?:研究)?(?:决定|同意|通过)(?:了)?\s*[,，:：]\s*", "", text), None
    kind = AppointmentKind.REMOVED if match["act"].startswith("免") else AppointmentKind.APPOINTED
    return text[match.end() :], kind


def _is_unread(text: str) -> bool:
    """Whether a sentence appoints or removes somebody and was not taken apart."""
    acts = re.search(r"任命|免去|免除|聘任|解聘|不再担任|任(?![免职期务前用何])", text) is not None
    bare = re.sub(r"(?:的)?(?:职务|一职)$", "", _TRIAL.sub("", text))
    ends = _POST_END.search(bare) is not None or re.search(r"(?:任命|免去|聘任)下列", text) is not None
    return acts and ends and not re.search(r"通知|办法|规定|有关事项", text[:12])


def _places(content: Content) -> frozenset[str]:
    """The places that the title and the units of a notice begin with: 平沙县 of 平沙县人民政府任免通知.

    What ends with another place is a name before it, such as 梁栋平沙县.
    """
    texts = [content.title or "", *(text for text, _ in _all_text(content))]
    pieces = (squash(piece) for text in texts for piece in re.split(r"[,，。;；:：为任]", text))
    bare = (re.sub(r"^(?:关于|中共|各)", "", piece) for piece in pieces)
    found = {match.group() for piece in bare if (match := _PLACE.match(piece)) is not None}
    return frozenset(one for one in found if not any(one != other and one.endswith(other) for other in found))


def _ends_as_post(text: str) -> bool:
    """Whether a line of a list ends with a post, so that it appoints or removes as its heading says."""
    return _POST_END.search(re.sub(r"(?:的)?(?:职务|一职)$", "", _TRIAL.sub("", text))) is not None


def _sentence(
    text: str, locator: Locator, heading: AppointmentKind | None, unread: list[Locator], places: frozenset[str]
) -> Iterator[_Told]:
    """The appointments of one sentence, clause by clause: a clause names persons, or goes on about those before.

    A clause that appoints or removes and cannot be taken apart is noted in `unread`.
    """
    names: list[str] = []
    for clause in re.split(r"[,，]", text):
        bare = clause.strip()
        removed, added = _AND_REMOVED.match(bare), _AND_APPOINTED.match(bare)
        if names and removed is not None:
            yield from _told(names, removed["post"], AppointmentKind.REMOVED, locator)
            continue
        if names and added is not None:
            yield from _told(names, added["post"], AppointmentKind.APPOINTED, locator)
            continue
        kind, named, post = _clause(bare, heading)
        if kind is None and " " in bare:
            kind, named, post = _clause(re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", bare), heading)
        if kind is not None:
            names = named
            yield from _told(names, post, kind, locator)
            continue
        tight = re.sub(r"\s", "", bare)
        if heading is AppointmentKind.REMOVED and not tight.startswith(("免", "解聘")):
            tight = f"免去{tight}"  # the heading over the list says so
        removed_from = _unsigned(tight, names, places)
        for name, phrase in removed_from:
            yield _Told(name, phrase, AppointmentKind.REMOVED, locator)
        if not removed_from and (_is_unread(bare) or (heading is not None and _ends_as_post(bare))):
            unread.append(locator)


def _unsigned(text: str, names: Sequence[str], places: frozenset[str]) -> list[tuple[str, str]]:
    """Removals in which no word parts name and post (免去钟离策平沙县审计局局长): a place of the notice does.

    A phrase that begins with a place names nobody and goes on about the person before. Empty where a phrase begins
    with neither.
    """
    match = _UNSIGNED.match(text)
    found: list[tuple[str, str]] = []
    people = list(names)
    for phrase in match["rest"].split("、") if match is not None else ():
        cut = next((n for n in range(5) if any(phrase.startswith(place, n) for place in places)), None)
        name = _person(phrase[:cut].removesuffix("同志")) if cut else None
        if cut is None and found:
            found[-1] = found[-1][0], f"{found[-1][1]}、{phrase}"
        elif name is not None and cut is not None:
            people = [name]
            found.append((name, phrase[cut:]))
        elif cut == 0 and len(people) == 1:
            found.append((people[0], phrase))
        else:
            return []
    return found


def _clause(text: str, heading: AppointmentKind | None) -> tuple[AppointmentKind | None, list[str], str]:
    """What one clause does, to whom, and which post; no kind where it names nobody."""
    for kind, pattern in _PATTERNS:
        match = pattern.search(text)
        if match is not None and (names := _names(match["names"])):
            is_removed = heading is AppointmentKind.REMOVED and kind is AppointmentKind.APPOINTED
            return (AppointmentKind.REMOVED if is_removed else kind), names, match["post"]
    if heading is not None:
        match = _LISTED.match(text) or re.match(rf"^{_PEOPLE}(?:的|为){_POST}(?:职务)?$", text)
        if match is not None and (names := _names(match["names"])) and _POST_END.search(match["post"].split("、")[0]):
            return heading, names, match["post"]
    return None, [], ""


def _told(names: list[str], post: str, kind: AppointmentKind, locator: Locator) -> Iterator[_Told]:
    bare = re.sub(r"(?:的)?(?:职务|一职)$", "", post.strip())
    for name in names:
        for phrase in _phrases(bare):
            yield _Told(name, phrase, kind, locator)


def _phrases(post: str) -> list[str]:
    """Posts in different units are appointments of their own; further posts in one unit stay together.

    >>> _phrases("岚汀市水利局党组成员、副局长"), _phrases("岚汀市水利局局长、青禾镇人民政府顾问")
    (['岚汀市水利局党组成员、副局长'], ['岚汀市水利局局长', '青禾镇人民政府顾问'])
    """
    found: list[str] = []
    for piece in _TRIAL.sub("", post).split("、"):
        match = _POST_END.search(piece)
        head = piece[: match.start()] if match else ""
        is_inner = re.match(r"(?:审判|检察|学术|专业)委员会", piece) is not None
        names_unit = not is_inner and re.search(
            r"(?:局|委员会|政府|厅|办事处|医院|学校|中心|公司|法院|检察院|大队)", head
        )
        if found and not names_unit:
            found[-1] += f"、{piece}"
        else:
            found.append(piece)
    return found


def _names(text: str) -> list[str]:
    """The persons of a phrase; 和 parts them only where whole names stand on both sides of it.

    >>> _names("解语、柴桑和梁栋"), _names("杨和"), _names("李和平和王一")
    (['解语', '柴桑', '梁栋'], ['杨和'], ['李和平', '王一'])
    """
    bare = re.sub(r"[(（][^()（）]*[)）]|同志|\s", "", text)
    pieces = [piece for part in re.split(r"[、,，]", bare) if part for piece in _around_and(part)]
    names = [_person(piece) for piece in pieces]
    return [name for name in names if name is not None] if all(names) else []


def _around_and(text: str) -> list[str]:
    """The one or two names of a phrase with 和; one too long that parts nowhere, or twice, names nobody."""
    if "·" in text or "和" not in text:
        return [text]
    cuts = [n for n, sign in enumerate(text) if sign == "和" and 2 <= n <= _LONGEST_PLAIN_NAME]
    cuts = [n for n in cuts if 2 <= len(text) - n - 1 <= _LONGEST_PLAIN_NAME]
    if len(cuts) == 1:
        return [text[: cuts[0]], text[cuts[0] + 1 :]]
    return [text] if not cuts and len(text) <= _LONGEST_PLAIN_NAME else [""]


def _persons_apart(text: str) -> list[str]:
    """The profiles of a paragraph, which may run together: each begins with a name and 男 or 女."""
    starts = [match.start("profile") for match in _NEXT_PROFILE.finditer(text)]
    return [text[a:b] for a, b in pairwise([0, *(start for start in starts if start), len(text)])]


def _profiles(text: str, locator: Locator) -> Iterator[_Told]:
    """A person introduced in one line: 姓名,性别,…,现任…,拟任…。"""
    match = _PROFILE.match(text)
    planned = _TO_BE.search(text)
    if match is None or planned is None:
        return
    name = _person(re.sub(r"\s", "", match["names"]))
    if name is None:
        return
    now = _CURRENT.search(text)
    post = re.sub(r"(?:候选人|人选|职务)$", "", planned["post"])
    yield _Told(name, post, AppointmentKind.PROPOSED, locator, old=now["post"] if now else None)


# --- days ------------------------------------------------------------------------------------------------------------


def _notice(content: Content) -> tuple[date | None, date | None, bool]:
    """First and last day of the public notice, and whether a period is stated at all."""
    is_stated = False
    for text, _ in _all_text(content):
        if not _NOTICE_WORDS.search(re.sub(r"\s", "", text)):
            continue
        is_stated = is_stated or re.search(r"公示(?:期|时间)", text) is not None
        found = periods_in(re.sub(r"(?<=[日号])起(?=\s*[至到—\-])", "", text))
        if len(found) == 1:
            return found[0].first, found[0].last, True
    return None, None, is_stated


def _decided(content: Content) -> date | None:
    """The day of the decision, where the text names exactly one beside a word of deciding."""
    days = set()
    for text, _ in _all_text(content):
        for sentence in re.split(r"[。;；]", text):
            found = dates_in(sentence)
            if len(found) == 1 and _DECISION.search(sentence) and not _NOTICE_WORDS.search(sentence):
                days.add(found[0].day)
    return days.pop() if len(days) == 1 else None


def _document_number(content: Content) -> str | None:
    """The number of the notice, which stands alone in a line near its head."""
    for text, _ in list(_all_text(content))[:8]:
        tight = re.sub(r"\s", "", text)
        if _DOCUMENT_NUMBER.fullmatch(tight) and "*" not in tight:
            return tight
    return None


def _all_text(content: Content) -> Iterator[tuple[str, Locator]]:
    for block in content.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                cells = distinct(row)
                if len(cells) <= 2:
                    yield from ((cell.text, cell.locator) for cell in cells)
        elif block.role in (Role.BODY, Role.META, Role.TITLE):
            yield block.text, block.locator
