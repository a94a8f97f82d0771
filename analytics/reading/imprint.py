"""Who published a document, under which title, and when.

Flows in: the content of a file. Flows out: title, publisher and day of issue, each with its place, and each only
where the document itself says so: a labelled line, the head of the table, a signature. The name of a site, a month
without a day and a date with lost digits say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from analytics.reading.amounts import is_unit_line
from analytics.reading.content import Cell, Content, Grid, Paragraph, Role
from analytics.reading.dates import read_date, read_moment
from analytics.reading.headings import distinct, squash, strip_seal
from models.places import Locator


@dataclass(frozen=True, slots=True)
class Imprint:
    """Title, publisher and day of issue; None where the document does not say. `locators` names the place of each.

    `unclear` are the places where a day of issue is written but has lost its separators or a part.
    """

    title: str | None = None
    publisher: str | None = None
    published: date | None = None
    locators: dict[str, Locator] = field(default_factory=dict)
    unclear: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text outside the data of a table, with its place."""

    text: str
    locator: Locator


def read_imprint(content: Content) -> Imprint:
    """Title, publisher and day of issue of a document.

    The publisher comes from a line such as 发布机构 or 编制单位, else from the signature, else from 来源; the day of
    issue from a line such as 发布日期 or 发文日期, else from the signature.
    """
    labelled = list(_labelled_lines(content))
    title = find_title(content)
    signature = _signature(content)
    named = _first_name(labelled, _PUBLISHER_LABELS)
    publisher = named or (signature.name if signature else None) or _first_name(labelled, _SOURCE_LABELS)
    published = _first_date(labelled) or (signature.day if signature else None)
    found: dict[str, Line | None] = {"title": title, "publisher": publisher, "published": published}
    locators = {key: line.locator for key, line in found.items() if line is not None}
    return Imprint(
        title.text if title else None,
        publisher.text if publisher else None,
        read_date(published.text) if published else None,
        locators,
        () if published else tuple(dict.fromkeys(_unclear_dates(content, labelled))),
    )


# --- title -----------------------------------------------------------------------------------------------------------

_TITLE_END = (
    "公示表|公示|公告|通告|通知|一览表|明细表|汇总表|计划表|安排表|统计表|登记表|申报表|情况表|表|清单|目录|台账|日志|情况|预算|决算|"
    "报告|说明|方案|计划|名单|公开|办法|合同|意向|措施|名册|分配|资金|意见|制度|批复|函|补助|补贴|经费|奖补|奖励|汇总|统计|结果|名录|"
    "安排|明细|发放|拨付|下达|公布|结算|兑付|兑现"
)
_ENDS_AS_TITLE = re.compile(
    rf"(?:{_TITLE_END})(?:(?<=表)[一二三四五六七八九十])?(?:\([^()]*\))?(?:\d+(?:\.\d+)?[万亿]?元)?$"
)
_NO_TITLE = re.compile(
    r"^(?:附件|附表|附)[一二三四五六七八九十\d\-—]*[:.]?$|^表[一二三四五六七八九十\d]+$|^公开\d+表$|^\d|[。;；]$"
    r"|^[一二三四五六七八九十]+[、.]|^[(（][一二三四五六七八九十]+[)）]|^注[:：]|^说明[:：]"
)
_STARTS_WITH_YEAR = re.compile(r"^(?:19|20)\d{2}年")


def find_title(content: Content) -> Line | None:
    """The headline of the page, else the title line over the first table, else None: a file name is no title."""
    for paragraph in content.paragraphs:
        if paragraph.role is Role.TITLE and paragraph.text:
            return Line(join_lines(paragraph.text), paragraph.locator)
    for block in content.blocks:
        if isinstance(block, Grid):
            title = _title_over_table(block)
            if title is not None:
                return title
            if block.rows:
                return _page_title(content)
        elif block.role is Role.BODY and block.text and _may_be_title(block.text):
            return Line(join_lines(block.text), block.locator)
    return _page_title(content)


def _page_title(content: Content) -> Line | None:
    """What an HTML page calls itself; the properties of office files are often those of another file."""
    if content.media == "html" and content.title:
        return Line(join_lines(content.title), Locator("file"))
    return None


def _title_over_table(grid: Grid) -> Line | None:
    lines: list[Cell] = []
    for row in grid.rows:
        cells = distinct(row)
        if not cells:
            continue
        if len(cells) > 1 and not _is_label_row(cells):
            break
        lines += [cell for cell in cells if not _is_marginal(cell.text)]
    if not lines or not any(len(distinct(row)) > 1 for row in grid.rows):
        return None
    first = lines[0]
    if not _may_be_title(first.text):
        following = lines[1] if len(lines) > 1 else None
        whole = first.text + (following.text if following else "")
        if following is None or not _adjoins(first, following) or not _may_be_title(whole):
            return None
        return Line(join_lines(whole), first.locator)
    return Line(join_lines(first.text), first.locator)


def _adjoins(first: Cell, second: Cell) -> bool:
    return first.locator.row is not None and second.locator.row == first.locator.row + 1


def _is_label_row(cells: list[Cell]) -> bool:
    """Whether a row holds only lines such as 填报单位:… and 单位:万元."""
    return all(_is_label(cell.text) or _is_month_or_date(cell.text) for cell in cells)


def _is_label(text: str) -> bool:
    return is_unit_line(text) or re.match(r"^[^:：]{2,12}[:：]", text) is not None


def _is_month_or_date(text: str) -> bool:
    return re.fullmatch(r"[\d〇零○一二三四五六七八九十年月日度季\-/.\s]+", text) is not None


def _is_marginal(text: str) -> bool:
    tight = squash(text)
    return (
        is_unit_line(text)
        or (_NO_TITLE.search(tight) is not None and not _STARTS_WITH_YEAR.match(tight))
        or re.match(r"^[^:]{2,12}:", tight) is not None
        or _is_month_or_date(tight)
    )


def _may_be_title(text: str) -> bool:
    tight = squash(text)
    if not 4 <= len(tight) <= 120 or not re.search(r"[\u4e00-\u9fff]", tight):
        return False
    if _is_marginal(tight) or re.search(r"[。；]|[,，].*[,，].*[,，]", tight):
        return False
    return _ENDS_AS_TITLE.search(tight) is not None


def join_lines(text: str) -> str:
    """A title on one line: a break between Chinese characters leaves nothing behind.

    >>> join_lines("财政扶贫专项资金\\n安排表")
    '财政扶贫专项资金安排表'
    """
    joined = re.sub(r"(?<=[\x21-\x7e])\s*\n\s*(?=[\x21-\x7e])", " ", text)
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "", joined)).strip()


# --- labelled lines --------------------------------------------------------------------------------------------------

_PUBLISHER_LABELS = (
    "发布机构",
    "发布单位",
    "发文机关",
    "发文单位",
    "制发机关",
    "公开单位",
    "公开主体",
    "公示单位",
    "编制单位",
    "填报单位",
    "填报部门",
    "填表单位",
    "制表单位",
    "报送单位",
    "单位名称",
    "部门名称",
    "预算单位",
    "部门",
    "单位",
)
_SOURCE_LABELS = ("来源", "信息来源", "文章来源", "稿件来源", "稿源", "发布来源")
_DATE_LABELS = ("发布日期", "发布时间", "发文日期", "公开日期", "公开时间", "生成日期", "成文日期", "印发日期")
# In the line under the headline these alone say when; in the text they may say anything.
_META_DATE_LABELS = ("时间", "日期")
_LABEL = r"[\u4e00-\u9fff](?:[\u4e00-\u9fff()（）]| (?=[\u4e00-\u9fff])){1,9}"
_LABELLED = re.compile(
    rf"(?:^|(?<=[\s|｜]))(?P<label>{_LABEL})\s*[:：][ \t]*(?P<value>.*?)"
    rf"(?=[\s|｜]+{_LABEL}\s*[:：]|[ \t]{{3,}}|[|｜]|$)",
    re.MULTILINE,
)
_LONGEST_LABEL_LINE = 80
_MASKED = re.compile(r"[*＊]|×{2,}|X{2,}|某")
_NO_NAME = re.compile(r"^(?:本网|本站|原创|互联网|网络|网站|未知|不详|转载|综合)")


def labelled_parts(text: str) -> Iterator[tuple[str, str]]:
    """The `label:value` pairs of a line.

    >>> list(labelled_parts("来源:县民政局 发布时间:2021-06-22 15:13:54"))
    [('来源', '县民政局'), ('发布时间', '2021-06-22 15:13:54')]
    """
    for match in _LABELLED.finditer(text):
        yield squash(match["label"]), match["value"].strip()


def _labelled_lines(content: Content) -> Iterator[tuple[str, Line]]:
    """Labels with their values, from the lines around the body, the head and foot of the text, and around tables."""
    paragraphs = list(content.paragraphs)
    for paragraph in paragraphs:
        if paragraph.role is Role.META and paragraph.label:
            yield squash(paragraph.label).rstrip(":"), Line(paragraph.text.strip(), paragraph.locator)
        elif paragraph.role is Role.META or len(paragraph.text) <= _LONGEST_LABEL_LINE:
            for label, value in labelled_parts(paragraph.text):
                if paragraph.role is Role.META or label not in _META_DATE_LABELS:
                    yield label, Line(value, paragraph.locator)
    for grid in content.grids:
        yield from _labelled_cells(grid)


def _labelled_cells(grid: Grid) -> Iterator[tuple[str, Line]]:
    """Labelled lines above and below the rows of a table: rows that hold nothing but such lines."""
    for row in grid.rows:
        cells = distinct(row)
        if not cells or not _is_label_row(cells):
            continue
        for cell in cells:
            for label, value in labelled_parts(cell.text):
                yield label, Line(value, cell.locator)


def _first_name(labelled: list[tuple[str, Line]], wanted: tuple[str, ...]) -> Line | None:
    for name in wanted:
        for label, line in labelled:
            value = strip_seal(line.text)
            if label == name and _is_name(value):
                return Line(value, line.locator)
    return None


def _is_name(text: str) -> bool:
    return (
        2 <= len(text) <= 40
        and not is_unit_line(text)
        and not _MASKED.search(text)
        and not _NO_NAME.match(text)
        and not re.search(r"[。；;:：]|\d{4}", text)
        and re.search(r"[\u4e00-\u9fff]{2}", text) is not None
    )


def _first_date(labelled: list[tuple[str, Line]]) -> Line | None:
    for name in (*_DATE_LABELS, *_META_DATE_LABELS):
        for label, line in labelled:
            if label != name:
                continue
            moment = read_moment(line.text)
            if moment is not None:
                day = moment.date() if isinstance(moment, datetime) else moment
                return Line(day.isoformat(), line.locator)
    return None


def _unclear_dates(content: Content, labelled: list[tuple[str, Line]]) -> Iterator[Locator]:
    """Places where a day of issue is written that cannot be read with certainty, such as 20191227."""
    for label, line in labelled:
        if label in _DATE_LABELS and re.search(r"\d", line.text) and read_moment(line.text) is None:
            yield line.locator
    for paragraph in content.paragraphs:
        if paragraph.role is Role.META and re.fullmatch(r"(?:19|20)\d{4,6}", paragraph.text.strip()):
            yield paragraph.locator


# --- signature -------------------------------------------------------------------------------------------------------

_ORGAN = re.compile(
    r"[\u4e00-\u9fff、()（）\s]{2,38}(?:局|委|委员会|办|办公室|政府|厅|院|会|中心|部|处|站|所|队|校|学|公司|行|社|馆|园|科|室|街道|乡|镇|村)"
)


@dataclass(frozen=True, slots=True)
class _Signature:
    name: Line | None
    day: Line | None


def _signature(content: Content) -> _Signature | None:
    """The name and date that close a notice: a line with an organ's name and a line with nothing but a date.

    Where a file holds several (a letter and its annexes), the first one with a name signs the notice.
    """
    body = [p for p in content.paragraphs if p.role is Role.BODY and p.text.strip()]
    for index, paragraph in enumerate(body):
        name, day = _name_and_date(paragraph, body[index + 1] if index + 1 < len(body) else None)
        if name is not None and day is not None:
            return _Signature(name, day)
    if not body:
        return None
    last = body[-1]
    day = _whole_date(last)
    if day is not None:
        return _Signature(None, day)
    return _Signature(_organ(last), None)


def _name_and_date(paragraph: Paragraph, following: Paragraph | None) -> tuple[Line | None, Line | None]:
    text = paragraph.text.strip()
    lines = [part for part in re.split(r"\n|\s{2,}", text) if part]
    if len(lines) == 2:
        day = read_date(lines[1])
        if day is not None and _is_organ(lines[0]):
            name = Line(strip_seal(re.sub(r"\s", "", lines[0])), paragraph.locator)
            return name, Line(day.isoformat(), paragraph.locator)
    organ = _organ(paragraph)
    return organ, _whole_date(following) if organ is not None and following is not None else None


def _organ(paragraph: Paragraph) -> Line | None:
    text = paragraph.text.strip()
    return Line(strip_seal(re.sub(r"\s", "", text)), paragraph.locator) if _is_organ(text) else None


def _is_organ(text: str) -> bool:
    bare = strip_seal(text.strip())
    return len(bare) >= 4 and _ORGAN.fullmatch(bare) is not None and not _MASKED.search(bare)


def _whole_date(paragraph: Paragraph) -> Line | None:
    day = read_date(paragraph.text)
    return Line(day.isoformat(), paragraph.locator) if day is not None else None
