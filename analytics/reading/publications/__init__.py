"""The kinds of publication that can be read, one module each, found by scanning this folder.

Flows in: the content of a file, whatever its format. Flows out: the reading of the module that recognises it best,
or one sentence that says what the file looks like instead. The door: `recognise` and `kinds`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from analytics.errors import FileRejected
from analytics.reading.content import Content, Grid, Paragraph, Role
from analytics.reading.headings import is_figure
from analytics.reading.publications.lookalikes import Lookalike, resembles
from analytics.reading.records import Reading
from analytics.reading.sheets import closest, marked, read_sheets
from models.tables import FromDocument
from models.vocabulary import DocumentKind

__all__ = ["kinds", "recognise"]

CERTAIN = 0.5  # the score from which a file is taken for a kind
ROWS_TO_TELL, ROWS_OF_LONG = 120, 16  # what a file is, its first rows say; of a long table already the very first
LONG = 2_000
PAGES_TO_TELL = 3  # of a table that goes on from page to page
CLOSE = 0.2  # the score from which a kind is named as similar


class Publication(Protocol):
    """What a module of this folder offers to be found."""

    KIND: DocumentKind

    def score(self, content: Content) -> float:
        """How surely the content is of this kind: 0 not at all, 1 certainly."""
        ...

    def read(self, content: Content) -> Reading:
        """The records of the content."""
        ...


@cache
def kinds() -> dict[DocumentKind, Publication]:
    """The modules of this folder that read a kind of publication."""
    found: dict[DocumentKind, Publication] = {}
    for entry in sorted(iter_modules(__path__), key=lambda item: item.name):
        module = import_module(f"{__name__}.{entry.name}")
        if hasattr(module, "KIND"):
            publication = cast(Publication, module)
            found[publication.KIND] = publication
    return found


def recognise(content: Content) -> Reading:
    """The reading of a file by the kind that fits best.

    Raises FileRejected: nothing legible; a publication of a kind that is not read (an award, a budget); or no kind.
    """
    if content.is_empty:
        raise FileRejected("kind-nothing-legible")
    if content.data is not None:
        return _recognised_data(content)
    if marked(content):
        return read_sheets(content)
    beginning = _first_pages(content)
    head = beginning.head(ROWS_TO_TELL)
    scores, (fit, table) = _fits(beginning)
    best = max(scores, key=lambda kind: scores[kind])
    other = resembles(head)
    if other is not None and other.weight > max(scores[best], fit):
        raise FileRejected("kind-not-read", looks_like=_both(other))
    if table is not None and fit > max(scores[best], CERTAIN):
        return read_sheets(content, table)
    if scores[best] < CERTAIN:
        close = sorted((kind for kind in scores if scores[kind] >= CLOSE), key=lambda kind: -scores[kind])
        if close:
            raise FileRejected("kind-uncertain", closest="、".join(_both(kind) for kind in close))
        raise FileRejected("kind-unknown", known="、".join(_both(kind) for kind in scores))
    if any(grid.tail is not None for grid in content.grids) and not getattr(kinds()[best], "READS_IN_PASSES", False):
        raise FileRejected("file-too-long-for-kind", kind=_both(best))
    return kinds()[best].read(content)


def _fits(content: Content) -> tuple[dict[DocumentKind, float], tuple[float, type[FromDocument] | None]]:
    """How surely the content is of each kind, and of which table of the models it is a plain register."""
    is_long = any(len(grid.rows) > LONG for grid in content.grids)
    scores: dict[DocumentKind, float] = {}
    fit: tuple[float, type[FromDocument] | None] = (0.0, None)
    for rows in (ROWS_OF_LONG, ROWS_TO_TELL) if is_long else (ROWS_TO_TELL,):
        head = content.head(rows)
        scores = {kind: module.score(head) for kind, module in kinds().items()}
        fit = closest(head)
        if max(*scores.values(), fit[0]) >= CERTAIN:
            break
    return scores, fit


def _first_pages(content: Content) -> Content:
    """The content without the pages on which a table of a pdf only goes on: its first pages tell what it is."""
    if content.media != "pdf":
        return content
    blocks: list[Paragraph | Grid] = []
    run: list[Grid] = []
    for block in content.blocks:
        if isinstance(block, Grid):
            run = [*run, block] if run and _goes_on(run[0], block) else [block]
        elif block.role is not Role.FURNITURE:
            run = []
        if len(run) <= PAGES_TO_TELL:
            blocks.append(block)
    return replace(content, blocks=tuple(blocks))


def _goes_on(first: Grid, page: Grid) -> bool:
    """Whether a table has the width of another one, and begins with the heading of that one or with figures."""
    if page.width != first.width or not page.rows or not first.rows:
        return False
    texts = [cell.text for cell in page.rows[0]]
    return texts == [cell.text for cell in first.rows[0]] or any(map(is_figure, texts))


def _recognised_data(content: Content) -> Reading:
    """The reading of a JSON document, which is of an open standard or of no kind that is read."""
    standards = {kind: module for kind, module in kinds().items() if getattr(module, "READS_DATA", False)}
    for module in standards.values():
        if module.score(content) >= CERTAIN:
            return module.read(content)
    raise FileRejected("kind-unknown", known="、".join(_both(kind) for kind in standards))


def _both(term: DocumentKind | Lookalike) -> str:
    """A term in both languages, as the place of a sentence cannot know its language."""
    return f"{term.zh} ({term.en})"
