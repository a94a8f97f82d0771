"""Good files to begin with: the samples, each of their tables in every other format, and packed documents of odd make.

Flows in: the folder of samples. Flows out: seeds by format, and the tables found in the samples as plain rows.
"""

from __future__ import annotations

import tempfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.reading.formats import MEDIA, read_content
from tests.reading.rendering import RENDERERS

SAMPLES = Path(__file__).parents[2] / "samples"
FORMATS = ("xlsx", "xls", "html", "docx", "pdf", "csv", "json")

_MOST_ROWS, _MOST_COLUMNS = 60, 30
_LARGE = 300_000  # bytes; a larger seed is read too slowly to be mutated by the thousand

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Seed:
    """A good file: its name, its format, its ending, and its bytes."""

    name: str
    media: str
    suffix: str
    data: bytes


@cache
def samples() -> tuple[Seed, ...]:
    """The sample files of a format that is read, by name."""
    found = []
    for path in sorted(SAMPLES.rglob("*")):
        suffix = path.suffix.lower()
        if path.is_file() and suffix in MEDIA and path.stat().st_size < _LARGE:
            found.append(Seed(path.name, MEDIA[suffix], suffix, path.read_bytes()))
    return tuple(found)


@cache
def tables() -> tuple[tuple[str, Rows], ...]:
    """The tables of the samples: the file they come from, and their rows with merged areas resolved."""
    found = []
    for path in sorted(SAMPLES.rglob("*")):
        suffix = path.suffix.lower()
        if not path.is_file() or suffix not in MEDIA or suffix == ".pdf" or MEDIA[suffix] == "json":
            continue
        content = read_content(path)
        lines = [block.text for block in content.paragraphs][:3]
        for grid in content.grids:
            rows = [[cell.text for cell in row[:_MOST_COLUMNS]] for row in list(grid.rows)[:_MOST_ROWS]]
            if len(rows) > 1 and len(rows[0]) > 1:
                titles = [[line, *[""] * (len(rows[0]) - 1)] for line in lines if len(line) < 60]
                found.append((path.name, [*titles, *rows]))
    return tuple(found)


@cache
def seeds() -> dict[str, tuple[Seed, ...]]:
    """Every seed by its format: the samples, and a few of their tables in each format."""
    found: dict[str, list[Seed]] = {media: [] for media in FORMATS}
    for seed in samples():
        found[seed.media].append(seed)
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, rows) in enumerate(tables()):
            media = FORMATS[number % (len(FORMATS) - 1)]
            path = RENDERERS[media](Path(folder) / f"{number}.{media}", rows)
            found[media].append(Seed(f"{name} as {media}", media, f".{media}", path.read_bytes()))
    found["pdf"].append(Seed("object streams", "pdf", ".pdf", with_object_streams()))
    return {media: tuple(own) for media, own in found.items()}


def with_object_streams(line: bytes = b"Programme budget 2024", repeated: int = 1) -> bytes:
    """A document whose objects stand packed in an object stream, as newer programs write them."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join([b"3 0 R"] * repeated), repeated),
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 4 0 R >> >> >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    index, body = b"", b""
    for number, text in objects.items():
        index += b"%d %d " % (number, len(body))
        body += text + b"\n"
    drawn = zlib.compress(b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % line)
    packed = zlib.compress(index + body)
    out = b"%PDF-1.5\n"
    at = {5: len(out)}
    out += b"5 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n" % (len(drawn), drawn)
    at[6] = len(out)
    out += (
        b"6 0 obj\n<< /Type /ObjStm /N %d /First %d /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n"
        % (len(objects), len(index), len(packed), packed)
    )
    at[7] = len(out)
    entries = b"\0\0\0\0\xff"
    for number in range(1, 8):
        entries += (
            bytes([2, 0, 0, 6, number - 1]) if number in objects else b"\1" + at[number].to_bytes(3, "big") + b"\0"
        )
    packed = zlib.compress(entries)
    out += (
        b"7 0 obj\n<< /Type /XRef /Size 8 /W [1 3 1] /Root 1 0 R /Length %d /Filter /FlateDecode >>\n"
        b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (len(packed), packed, at[7])
    )
    return out
