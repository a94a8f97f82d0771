"""Web pages: headline, information lines, paragraphs and data tables, told apart from the furniture of the site.

Flows in: an .html file as a browser saved it or a server sent it. Flows out: paragraphs with their role, and a grid for
each table that holds data. Tables that only arrange the page are taken apart into paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lxml import html

from analytics.errors import FileRejected
from analytics.reading.content import Content, Grid, Paragraph, Role
from analytics.reading.formats.containers import Beginning
from analytics.reading.formats.decoding import decode, looks_like_markup
from analytics.reading.formats.legible import clean, is_wide, lines
from analytics.reading.formats.page_roles import (
    information,
    is_bare_date,
    is_furniture,
    table_label,
    without_site_name,
)
from analytics.reading.formats.rectangles import Area, check_size, make_grid
from models.places import Locator

MEDIA = "html"
SUFFIXES = (".html", ".htm", ".shtml", ".xhtml")

# A tree takes about twenty times the bytes of its page; no page of a county comes near this.
MAX_PAGE_BYTES = 30_000_000
MAX_TAGS = 1_000_000
_MANY_WORDS = 30_000
_TAG_OPENING = re.compile(r"<[a-zA-Z/!]")
_MAX_SPAN = 1000  # what browsers clamp colspan to
_UNSEEN = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "object",
        "iframe",
        "select",
        "button",
        "textarea",
        "title",
        "link",
        "meta",
        "input",
        "img",
        "map",
        "audio",
        "video",
        "canvas",
    }
)
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        """address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption
        figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary
        table tbody td tfoot th thead tr ul""",
    )
)
# Running text and headings are never furniture by the name of their style.
_NEVER_FURNITURE = _UNSEEN | frozenset(
    {"body", "html", "tbody", "tr", "h1", "h2", "h3", "span", "p", "b", "strong", "a"}
)
_HEADINGS = {"h1": 3, "h2": 2, "h3": 2, "h4": 1}
_TITLE_NAME = re.compile(
    r"(?:^|[_-])(?:title|tit|bt|biaoti|headline|heading|articletitle|artitle|contitle|maintitle|newstitle)(?:$|[_-])"
)
_FURNITURE_NAME = re.compile(
    r"(?:^|[_-])(?:nav|navbar|navi|navigation|menu|submenu|breadcrumb|breadcrumbs|crumb|crumbs|bread|bc|position|weizhi|wz|dqwz|location|curpos|"
    r"header|head|hd|top|topbar|banner|logo|footer|foot|ft|bottom|copyright|copy|share|bdsharebuttonbox|bshare|print|printer|toolbar|tools|"
    r"sidebar|aside|search|related|relate|xgwz|xgyd|xglj|pager|pagination|prenext|friendlink|links|ewm|qrcode|gotop|skip)(?:$|[_-])"
)
_FURNITURE_TAGS = frozenset({"nav", "header", "footer", "aside"})
_SITE_HEAD = re.compile(r"栏目导航|站点导航|网站导航|导航栏|相关链接|热点")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BORDER = re.compile(
    r"border(?:-(?:top|bottom|left|right|width|style))?\s*:\s*(?!none|0(?!\.[1-9]))|mso-border", re.IGNORECASE
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_TOO_DEEP = re.compile(r"[Ee]xcessive depth|maximum depth|too deep", re.IGNORECASE)
_MAX_HEADLINE = 200
_LONGEST_FURNITURE = 1500
_NEAR_HEADING = 2
_MAX_INFORMATION = 60  # cells; information tables are small
_COMMON_LABELS = frozenset({"时间", "日期"})
_GAP = "\x00"  # stands for blanks of the source that contain a line end, until it is clear what is on both sides


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph before its role is settled."""

    text: str
    role: Role
    label: str | None = None
    weight: int = 0  # how much the markup speaks for a headline


def matches(beginning: Beginning) -> bool:
    """Whether the file is a web page."""
    return looks_like_markup(beginning.head)


def read(path: Path) -> Content:
    """Read a page. Raises FileRejected when it is nested beyond reading, cut off inside a table, or too large."""
    data = path.read_bytes()
    if len(data) > MAX_PAGE_BYTES:
        raise FileRejected(
            "file-too-large", file=path.name, size=-(-len(data) // 1_000_000), limit=MAX_PAGE_BYTES // 1_000_000
        )
    claimed = _CHARSET.search(data[:4096])
    decoded = decode(data, path.name, claimed[1].decode("ascii", "replace") if claimed else None)
    notes = [] if decoded.is_whole else ["text-partly-illegible"]
    if _is_cut(decoded.text, path.name):
        notes.append("page-cut-short")
    _check_shape(decoded.text, path.name)
    root = _tree(decoded.text, path.name)
    page_title = clean("".join(root.xpath("string(//head/title | //title)"))) if root is not None else ""
    named = _meta(root, "ArticleTitle")
    title = named or without_site_name(page_title, _meta(root, "SiteName")) or None
    walk = _Walk(path.name, [text for text in (named, title, page_title) if text])
    body = root.find(".//body")
    walk.element(body if body is not None else root)
    walk.end_paragraph()
    settled = _settled(walk.found, walk.titles)
    headline = next((block.text for block in settled if isinstance(block, _Line) and block.role is Role.TITLE), None)
    if headline and _squashed(headline) in _squashed(page_title):
        title = headline  # the site's name may stand before it, too
    return Content(MEDIA, _numbered(settled), title, decoded.encoding, tuple(notes))


def _check_shape(text: str, file: str) -> None:
    """Refuse pages whose tree would take gigabytes, or whose tags have attributes by the ten thousand.

    The parser compares each attribute with all before it, in one long step that nothing can break off.
    """
    if text.count("<") - text.count("</") > MAX_TAGS:
        raise FileRejected("file-exhausting", file=file)
    for piece in _TAG_OPENING.split(text) if len(text) > _MANY_WORDS else ():
        if len(piece) > _MANY_WORDS and len(piece.split(None, _MANY_WORDS)) > _MANY_WORDS:
            raise FileRejected("file-exhausting", file=file)


def _tree(text: str, file: str) -> html.HtmlElement:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.removeprefix("\ufeff")).replace("\0", "\ufffd")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    if any(_TOO_DEEP.search(entry.message) for entry in parser.error_log):
        raise FileRejected("file-nested-too-deep", file=file)
    return root


def _is_cut(text: str, file: str) -> bool:
    """Whether a page has a beginning but no end. One that breaks off inside a table is refused: rows are missing."""
    lower = text.lower()
    has_end = "</html" in lower or "</body" in lower
    if not re.search(r"<html[\s>]", lower) or has_end:
        return False
    if len(re.findall(r"<table[\s>]", lower)) > lower.count("</table"):
        raise FileRejected("file-damaged", file=file, format=MEDIA)
    return True


def _meta(root: html.HtmlElement, name: str) -> str | None:
    found = root.xpath("//meta[@name=$name]/@content", name=name)
    return clean(str(found[0])) or None if found else None


def _squashed(text: str) -> str:
    return re.sub(r"\s", "", text)


class _Walk:
    """The page as it is met: lines of text and grids, in order."""

    def __init__(self, file: str, titles: list[str]) -> None:
        self.found: list[_Line | Grid] = []
        self.titles = [_squashed(title) for title in titles]
        self._file = file
        self._pieces: list[str] = []
        self._grids = 0
        self._furniture = 0
        self._weight = 0
        self._content_lines = 0

    def element(self, element: html.HtmlElement) -> None:
        """Take in an element with all that is inside."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN:
            return
        if tag == "br":
            self._pieces.append("\n")
            return
        is_block = tag in _BLOCKS
        if is_block:
            self.end_paragraph()
        is_furniture_box = self._is_furniture_box(element, tag)
        weight = self._weight
        self._furniture += is_furniture_box
        self._weight = max(weight, self._heading_weight(element, tag))
        if tag != "table" or not self._table(element):
            self._inside(element, keep=tag == "pre")
        if is_block:
            self.end_paragraph()
        self._furniture -= is_furniture_box
        self._weight = weight

    def _inside(self, element: html.HtmlElement, keep: bool) -> None:
        self._text(element.text, keep)
        for child in element:
            self.element(child)
            self._text(child.tail, keep)

    def _text(self, text: str | None, keep: bool) -> None:
        if text:
            self._pieces.append(text if keep else _folded_blanks(text))

    def end_paragraph(self) -> None:
        """Close the paragraph that is being written. An empty line in it parts two paragraphs."""
        raw, self._pieces = "".join(self._pieces), []
        if not raw or raw.isspace():
            return
        for part in re.split(r"\n[ \x00\xa0\u3000]*(?:\n[ \x00\xa0\u3000]*)+|\n(?=[\x00 ]*[\u3000\u2003\xa0]{2})", raw):
            if text := lines(_joined(part)):
                self._line(text)

    def _line(self, text: str) -> None:
        if not self._furniture and (pairs := information(text)) is not None and self._may_inform(pairs):
            self.found += [_Line(value, Role.META, label) for label, value in pairs]
            return
        role = Role.FURNITURE if self._furniture or is_furniture(text) else Role.BODY
        # Counted from the last heading: an information line follows it closely.
        self._content_lines = 0 if self._weight >= _HEADINGS["h2"] else self._content_lines + (role is Role.BODY)
        self.found.append(_Line(text, role, weight=self._weight))

    def _may_inform(self, pairs: list[tuple[str, str]]) -> bool:
        """Whether labels such as 时间 speak of the publication here; further down they may speak of an event."""
        return self._content_lines < _NEAR_HEADING or any(label not in _COMMON_LABELS for label, _ in pairs)

    def _heading_weight(self, element: html.HtmlElement, tag: str) -> int:
        names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        return max(_HEADINGS.get(tag, 0), 2 if any(_TITLE_NAME.search(name) for name in names) else 0)

    def _is_furniture_box(self, element: html.HtmlElement, tag: str) -> bool:
        """Whether a box is furniture by its name; one that holds the headline or a data table is not."""
        if tag in _NEVER_FURNITURE:
            return False
        if _HIDDEN.search(element.get("style", "")):
            return True
        names = f"{element.get('class', '')} {element.get('id', '')}".lower().split()
        if tag not in _FURNITURE_TAGS and not any(_FURNITURE_NAME.search(name) for name in names):
            return False
        text = _short_text(element)
        if text is None or any(_is_data_table(table) for table in element.iter("table")):
            return False
        return not any(len(title) > 5 and title in text for title in self.titles[:2])

    def _table(self, table: html.HtmlElement) -> bool:
        """Take in a table as grid or as information; False when it only arranges the page."""
        if _is_layout(table):
            return False
        rows = _rows(table)
        if _is_site_box(table, rows):
            self.found += [_Line(lines(_cell_text(cell)), Role.FURNITURE) for row in rows for cell in row]
            return True
        if (pairs := _information_table(rows)) is not None:
            self.found += [_Line(value, Role.META, label) for label, value in pairs]
            return True
        if not _is_data_table(table, rows):
            return False
        for caption in table.iterchildren("caption"):
            self.element(caption)
        texts, areas = _resolved(rows, self._file)
        self._grids += 1
        grid = make_grid(f"table:{self._grids}", None, texts, areas)
        self.found.append(grid)
        return True


def _short_text(element: html.HtmlElement) -> str | None:
    """The text of a box without blanks; None where it is longer than furniture is."""
    pieces: list[str] = []
    length = 0
    for piece in element.itertext():
        pieces.append(_squashed(str(piece)))
        length += len(pieces[-1])
        if length >= _LONGEST_FURNITURE:
            return None
    return "".join(pieces)


def _settled(found: list[_Line | Grid], titles: list[str]) -> list[_Line | Grid]:
    """Roles with the whole page in view: which line is the headline, and what stands before it is furniture."""
    headline = _headline(found, titles)
    if headline is None:
        return found
    settled: list[_Line | Grid] = []
    first_grid = next((i for i, block in enumerate(found) if isinstance(block, Grid)), len(found))
    is_after_headline = False
    for index, block in enumerate(found):
        if isinstance(block, Grid):
            is_after_headline = False
            settled.append(block)
            continue
        role = block.role
        if index == headline:
            role = Role.TITLE
        elif index < headline < first_grid and role is Role.BODY and len(block.text) < 60 and "。" not in block.text:
            role = Role.FURNITURE
        elif is_after_headline and role is Role.BODY and is_bare_date(block.text):
            role = Role.META
        is_after_headline = index == headline or (is_after_headline and role in {Role.META, Role.FURNITURE})
        settled.append(replace(block, role=role))
    return settled


def _headline(found: list[_Line | Grid], titles: list[str]) -> int | None:
    best, best_score = None, 1
    for index, block in enumerate(found):
        if not isinstance(block, _Line) or block.role is not Role.BODY or len(block.text) > _MAX_HEADLINE:
            continue
        text = _squashed(block.text)
        score = block.weight
        if text in titles:
            score += 4
        elif len(text) >= 6 and any(
            title.startswith(text) or text.startswith(title) for title in titles if len(title) >= 6
        ):
            score += 2
        if len(text) < 4 or text.endswith(("。", ";", "；", ":", "：")):
            score -= 3
        if score > best_score:
            best, best_score = index, score
    return best


def _numbered(found: list[_Line | Grid]) -> tuple[Paragraph | Grid, ...]:
    blocks: list[Paragraph | Grid] = []
    count = 0
    for block in found:
        if isinstance(block, Grid):
            blocks.append(block)
        else:
            count += 1
            blocks.append(Paragraph(block.text, Locator(f"text:{count}"), block.role, block.label))
    return tuple(blocks)


def _rows(table: html.HtmlElement) -> list[list[html.HtmlElement]]:
    """The cells of each row; rows of the head come first and of the foot last, as a browser shows them."""
    groups: dict[str, list[html.HtmlElement]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in table:
        if child.tag == "tr":
            groups["tbody"].append(child)
        elif child.tag in groups:
            groups[child.tag] += child.iterchildren("tr")
    return [list(row.iterchildren("td", "th")) for group in groups.values() for row in group]


def _is_layout(table: html.HtmlElement) -> bool:
    """Whether a table holds other tables that are more than a wrapper of one cell."""
    inner = [own for own in table.iterdescendants("table") if sum(map(len, _rows(own))) > 1]
    return bool(inner) and not _has_rows_around(table, inner)


def _has_rows_around(table: html.HtmlElement, inner: list[html.HtmlElement]) -> bool:
    """Whether tables stand in cells of a data table: beside other filled cells of their row, and few among many."""
    rows = _rows(table)
    held = sum(len(_squashed(str(own.text_content()))) for own in inner)
    if len(rows) < 3 or held * 2 > len(_squashed(str(table.text_content()))):
        return False
    for own in inner:
        row = next((row for row in rows if any(own in cell.iterdescendants("table") for cell in row)), [])
        beside = [cell for cell in row if cell.find(".//table") is None and _squashed(str(cell.text_content()))]
        if len(beside) < 2:
            return False
    return True


def _is_data_table(table: html.HtmlElement, known: list[list[html.HtmlElement]] | None = None) -> bool:
    """Whether an innermost table holds data: at least two cells, and drawn lines or a regular shape.

    `known` are its rows where they are at hand: of a long table they are not taken apart twice.
    """
    if _is_layout(table):
        return False
    rows = [row for row in (_rows(table) if known is None else known) if row]
    if sum(map(len, rows)) < 2:
        return False
    if any(inner.getparent() is not table for inner in table.iterdescendants("form", "h1")):
        return False
    if _has_lines(table, rows):
        return True
    return (
        len(rows) > 1
        and max(map(len, rows)) > 1
        and all(len(_squashed(str(cell.text_content()))) < 500 for row in rows for cell in row)
    )


def _has_lines(table: html.HtmlElement, rows: list[list[html.HtmlElement]]) -> bool:
    if table.get("border", "0").strip().removesuffix("px") not in {"", "0"} or table.find(".//th") is not None:
        return True
    first = [cell.get("style", "") for cell in rows[0]]
    return any(_BORDER.search(style) for style in [table.get("style", ""), *first])


def _is_site_box(table: html.HtmlElement, rows: list[list[html.HtmlElement]]) -> bool:
    first = next(
        (clean(str(cell.text_content())) for row in rows for cell in row if clean(str(cell.text_content()))), ""
    )
    return max(map(len, rows), default=0) == 1 and len(first) < 12 and bool(_SITE_HEAD.search(first))


def _information_table(rows: list[list[html.HtmlElement]]) -> list[tuple[str, str]] | None:
    """Labels and values of a table about the publication (索引号, 发布机构 ...); None when it is another table."""
    if sum(map(len, rows)) > _MAX_INFORMATION:
        return None
    texts = [[lines(_cell_text(cell)) for cell in row] for row in rows]
    pairs: list[tuple[str, str]] = []
    strange = 0
    for row in texts:
        position = 0
        while position < len(row):
            text = row[position]
            if (label := table_label(text)) is not None:
                value = row[position + 1] if position + 1 < len(row) else ""
                if value and (value.endswith((":", "：")) and table_label(value) is not None):
                    value = ""
                    position -= 1
                pairs.append((label, value))
                position += 2
            elif (inline := information(text) or _labelled(text)) is not None:
                pairs += inline
                position += 1
            else:
                strange += bool(text)
                position += 1
    return pairs if len(pairs) >= 2 and strange * 2 <= len(pairs) else None


def _labelled(text: str) -> list[tuple[str, str]] | None:
    """A cell that holds label and value at once."""
    label, sign, value = text.replace("：", ":").partition(":")
    known = table_label(label) if sign else None
    return [(known, value.strip())] if known else None


def _resolved(rows: list[list[html.HtmlElement]], file: str) -> tuple[list[list[str]], list[Area]]:
    """Texts of a full rectangle, and the areas that rowspan and colspan cover, clamped to the table."""
    height = len(rows)
    texts: list[list[str]] = [[] for _ in rows]
    areas: list[Area] = []
    taken: dict[int, int] = {}  # column -> first row that is free again
    legible: dict[str, str] = {}  # columns repeat their values: each is made legible once
    checked = 0
    for row, cells in enumerate(rows):
        column = 0
        line = texts[row]
        for cell in cells:
            while taken and taken.get(column, 0) > row:
                column += 1
            bottom, right = row, column
            if cell.attrib:
                across, down = _span(cell, "colspan"), _span(cell, "rowspan")
                bottom = height - 1 if down == 0 else min(row + down, height) - 1
                across = max(1, min(across, _MAX_SPAN))
                while right + 1 < column + across and taken.get(right + 1, 0) <= row:
                    right += 1
            if right >= checked:
                checked = right + 1
                check_size(height, checked, file)
            line += [""] * (column - len(line))
            line.append(_legible_cell(cell, legible))
            if right > column or bottom > row:
                areas.append((row, column, bottom, right))
                for covered in range(column, right + 1):
                    taken[covered] = bottom + 1
            column = right + 1
    width = max(map(len, texts), default=0)
    return texts, [(top, left, bottom, min(right, width - 1)) for top, left, bottom, right in areas if left < width]


def _span(cell: html.HtmlElement, name: str) -> int:
    match = re.match(r"\s*(\d{1,9})", cell.get(name, "1"))
    return int(match[1]) if match else 1


def _legible_cell(cell: html.HtmlElement, known: dict[str, str]) -> str:
    """The legible text of a cell; `known` are those of the table that hold nothing but text."""
    written = cell.text or ""
    if len(cell) or cell.tag == "pre":
        return lines(_cell_text(cell))
    found = known.get(written)
    if found is None:
        found = known[written] = lines(_cell_text(cell))
    return found


def _cell_text(cell: html.HtmlElement) -> str:
    """The text of a cell: a line for each block and after each `<br>`."""
    if not len(cell) and cell.tag != "pre":  # nothing but text, as most cells
        return _joined(_folded_blanks(cell.text)) if cell.text else ""
    return _joined("".join(_cell_pieces(cell)))


def _cell_pieces(element: html.HtmlElement) -> Iterator[str]:
    keep = element.tag == "pre"
    if element.text:
        yield element.text if keep else _folded_blanks(element.text)
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif isinstance(child.tag, str) and child.tag not in _UNSEEN and not _HIDDEN.search(child.get("style", "")):
            is_block = child.tag in _BLOCKS
            if is_block:
                yield "\n"
            yield from _cell_pieces(child)
            if is_block:
                yield "\n"
        if child.tail:
            yield child.tail if keep else _folded_blanks(child.tail)


def _folded_blanks(text: str) -> str:
    """Blanks as a browser folds them; those with a line end become a gap, which vanishes between Chinese characters."""
    if not _BLANKS.search(text):
        return text
    return _BLANKS.sub(lambda match: _GAP if "\n" in match[0] or "\r" in match[0] else " ", text)


def _joined(text: str) -> str:
    """The gaps closed: nothing beside a Chinese character, a blank between two words."""
    if _GAP not in text:
        return text
    return re.sub(r" *\x00[ \x00]*", lambda match: _closed(text, match.start(), match.end()), text)


def _closed(text: str, start: int, end: int) -> str:
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or not after or "\n" in (before, after):
        return ""
    return "" if is_wide(before) and is_wide(after) else " "
