"""How exactly fund notices and three-public tables are read: three figures for each collection of composed files.

Flows in: the collections beside this module. Flows out: the share of leaf rows exact in label and amount, the number of
wrong amounts taken without a warning on their row, and the share of right rows that carry one. Printed by
`python -m tests.reading.accuracy`; `test_accuracy` holds the floors.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analytics.errors import FileRejected
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from models.vocabulary import DocumentKind
from tests.reading import fund_layouts, fund_topics
from tests.reading.fund_documents import (
    TEXT_LAYOUTS,
    Comparison,
    Document,
    TableBlock,
    as_text,
    cases_of,
    compare,
    write,
)
from tests.reading.three_public_documents import Publication, judged, missing_reports, publications_of

HERE = Path(__file__).parent


@dataclass(slots=True)
class Figures:
    """Counts over the files of a collection."""

    files: int = 0
    leaves: int = 0
    right: int = 0
    warned_right: int = 0
    silent: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def exact(self) -> float:
        """The share of leaf rows exact in label and amount."""
        return self.right / max(1, self.leaves)

    @property
    def warned(self) -> float:
        """The share of right rows that carry a warning."""
        return self.warned_right / max(1, self.right)

    def add(self, document: Document, form: str, result: Comparison) -> None:
        """Count one file."""
        self.files += 1
        self.leaves += sum(not row.is_open for row in document.expected)
        self.right += result.right
        self.warned_right += len(result.warned_right)
        self.silent += [f"{document.name} [{form}]: {row}" for row in result.silent]
        self.missed += [f"{document.name} [{form}]: {row}" for row in result.missed]


def reading_of(document: Document, form: str, kind: DocumentKind) -> Reading | None:
    """The reading of a document rendered into a format; None where the file is refused or of another kind."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            reading = recognise(read_content(write(document, form, Path(folder))))
        except FileRejected:
            return None
    return reading if reading.kind is kind else None


def fund_figures(documents: Iterable[Document], forms: Sequence[str]) -> Figures:
    """The figures of fund notices; each document in one format, or in each of its own where none are given."""
    figures = Figures()
    for document, form in _rendered(documents, forms):
        reading = reading_of(document, form, DocumentKind.FUND_NOTICE)
        figures.add(document, form, compare(reading, document.expected))
    return figures


def three_public_figures(publications: Iterable[Publication], forms: Sequence[str]) -> Figures:
    """The figures of three-public publications; a report that is not found counts as a missed row."""
    figures = Figures()
    for publication in publications:
        for document, form in _rendered([publication.document], forms):
            reading = reading_of(document, form, DocumentKind.THREE_PUBLIC)
            figures.add(document, form, judged(reading, publication))
            lacking = missing_reports(reading, publication)
            figures.missed += [f"{document.name} [{form}]: {wanted}" for wanted in lacking]
    return figures


def _rendered(documents: Iterable[Document], forms: Sequence[str]) -> Iterator[tuple[Document, str]]:
    """One format for each document, another for the next, among those that fit it."""
    for document in documents:
        possible = [form for form in forms if form in document.formats] or list(document.formats)
        yield document, possible[sum(map(ord, document.name)) % len(possible)]


# --- the collections -------------------------------------------------------------------------------------------------

FORMS = ("html", "xlsx", "docx", "csv", "xls", "pdf")


def fund_notices() -> list[Document]:
    """Fund notices written by hand: those of single trades."""
    return cases_of((HERE / "fund_notices_of_trades.txt").read_text("utf-8"))


def three_public() -> list[Publication]:
    """Three-public publications written by hand."""
    return publications_of((HERE / "three_public.txt").read_text("utf-8"))


def with_tables(documents: Iterable[Document]) -> list[Document]:
    """The documents that hold one table, so that each may be shown as text."""
    return [
        d for d in documents if sum(isinstance(block, TableBlock) for block in d.blocks) == 1 and "html" in d.formats
    ]


def in_text(documents: Iterable[Document], layout: str) -> list[Document]:
    """The same documents with their table as lines of text."""
    return [as_text(document, layout) for document in with_tables(documents)]


def publications_in_text(layout: str) -> list[Publication]:
    """The three-public publications with their table as lines of text."""
    chosen = [p for p in three_public() if with_tables([p.document])]
    return [Publication(as_text(p.document, layout), p.reports) for p in chosen]


def main() -> None:
    """Print the figures of all collections."""
    rows = [
        ("fund notices, by hand", fund_figures(fund_notices(), FORMS)),
        ("fund notices, by trade", fund_figures(fund_topics.documents(0, 330), FORMS)),
        ("fund notices, by layout", fund_figures(fund_layouts.documents(100, 300), FORMS)),
        ("three-public, by hand", three_public_figures(three_public(), FORMS)),
    ]
    for layout in TEXT_LAYOUTS:
        rows.append((f"fund notices as text: {layout}", fund_figures(in_text(fund_notices(), layout), ("html",))))
        rows.append((f"three-public as text: {layout}", three_public_figures(publications_in_text(layout), ("html",))))
    print(f"{'collection':<50}{'files':>7}{'rows':>7}{'exact':>9}{'silent':>8}{'warned':>9}")
    for name, f in rows:
        print(f"{name:<50}{f.files:>7}{f.leaves:>7}{f.exact:>9.2%}{len(f.silent):>8}{f.warned:>9.2%}")


if __name__ == "__main__":
    main()
