"""Files made to harm: each is refused with its own sentence, or read as if the trick were not there.

Every file is read and taken in by a process of its own, which has a bound on time and memory (`tests.fuzzing.worker`).
"""

from __future__ import annotations

import copy
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Engine

from analytics.errors import FileRejected
from analytics.keys import Keys
from analytics.reading import Originals, export_registers, ingest, read_file
from analytics.reading.formats import read_content
from analytics.settings import Settings
from models.language import Language
from models.tables import Payment
from tests.fuzzing.seeds import with_object_streams
from tests.fuzzing.worker import Worker
from tests.reading.rendering import html_page, html_table, to_docx, to_xls, to_xlsx

TITLE = "清河县2023年第三批财政衔接推进乡村振兴补助资金项目公示"
ROWS = [
    [TITLE, "", "", ""],
    ["单位：万元", "", "", ""],
    ["序号", "村名", "项目名称", "资金金额"],
    ["1", "苗儿村", "水果基地项目", "20"],
    ["2", "田江村", "蔬菜基地项目", "30"],
]
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
MOST = 900_000_000  # bytes that the process may hold, of which its libraries are a third
Make = Callable[[Path], Path]


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    process = Worker(tmp_path_factory.mktemp("worker"))
    yield process
    process.end()


# --- packages --------------------------------------------------------------------------------------------------------


def repacked(path: Path, change: Callable[[str, bytes], bytes] = lambda _, part: part, **extra: bytes) -> Path:
    """The same package with some parts changed and others added."""
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in {**parts, **extra}.items():
            new.writestr(name, data)
    return path


def sheet(path: Path) -> Path:
    return to_xlsx(path / "file.xlsx", ROWS)


def text(path: Path) -> Path:
    return to_docx(path / "file.docx", ROWS)


def with_part(make: Make, name: str, data: bytes = b"x", suffix: str | None = None) -> Make:
    def made(folder: Path) -> Path:
        path = repacked(make(folder), **{name: data})
        return path if suffix is None else path.rename(path.with_suffix(suffix))

    return made


def changed(make: Make, part: str, old: bytes, new: bytes) -> Make:
    def made(folder: Path) -> Path:
        return repacked(make(folder), lambda name, data: data.replace(old, new) if name.endswith(part) else data)

    return made


def bomb(depth: int = 3) -> bytes:
    """An archive of archives of zeros."""
    data = bytes(20_000_000)
    for _ in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for number in range(4):
                package.writestr(f"{number}.zip", data)
        data = out.getvalue()
    return data


def overlapping(folder: Path) -> Path:
    """Thousands of names for the same packed bytes."""
    path = repacked(sheet(folder), **{"xl/media/zeros.bin": bytes(5_000_000)})
    with zipfile.ZipFile(path, "a") as package:
        whole = package.getinfo("xl/media/zeros.bin")
        for number in range(90):
            again = copy.copy(whole)
            again.filename = f"xl/media/{number}.bin"
            package.filelist.append(again)
        package._didModify = True  # type: ignore[attr-defined]
    return path


def twice(folder: Path) -> Path:
    path = sheet(folder)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("XL/Worksheets/Sheet1.xml", "<other/>")
    return path


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>"  # fmt: skip
QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 200_000 + b'">]>'


def with_doctype(make: Make, part: str, doctype: bytes, encoding: str = "utf-8") -> Make:
    def change(name: str, data: bytes) -> bytes:
        if not name.endswith(part):
            return data
        head, _, body = data.partition(b"?>")
        return (head + b"?>" + doctype + body).decode("utf-8").replace("UTF-8", encoding).encode(encoding)

    return lambda folder: repacked(make(folder), change)


PACKAGES: list[tuple[str, Make, str]] = [
    ("archives within archives are never opened", with_part(sheet, "xl/media/inner.zip", bomb()), "read"),
    ("parts that overlap", overlapping, "file-package-unsound"),
    ("the same part under two spellings", twice, "file-package-unsound"),
    ("a name that climbs out of the archive", with_part(sheet, "xl/../../../evil.xml"), "file-package-unsound"),
    ("a name from the root of the disk", with_part(text, "/etc/evil"), "file-package-unsound"),
    ("a name with the letter of a drive", with_part(text, "C:\\evil"), "file-package-unsound"),
    ("macros under an ending that has none", with_part(sheet, "xl/vbaProject.bin"), "file-macros-hidden"),
    ("macros in a document that should have none", with_part(text, "word/vbaProject.bin"), "file-macros-hidden"),
    ("macros that are declared are not run", with_part(sheet, "xl/vbaProject.bin", suffix=".xlsm"), "read"),
    ("a document with declared macros", with_part(text, "word/vbaProject.bin", suffix=".docm"), "read"),
    ("entities that grow tenfold nine times", with_doctype(sheet, "sharedStrings.xml", LAUGHS), "file-unsafe"),
    ("entities that are long and many", with_doctype(text, "document.xml", QUADRATIC), "file-unsafe"),
    ("entities in another encoding", with_doctype(sheet, "sharedStrings.xml", LAUGHS, "utf-16"), "file-unsafe"),
    (
        "a sheet that is said to lie outside",
        changed(sheet, "workbook.xml.rels", b"worksheets/sheet1.xml", b"../../../../etc/passwd"),
        "file-damaged",
    ),
    (
        "a relationship to another machine",
        changed(
            text,
            "document.xml.rels",
            b"</Relationships>",
            b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" '
            b'Target="http://example.invalid/x" TargetMode="External"/></Relationships>',
        ),
        "read",
    ),
]

# --- sheets ----------------------------------------------------------------------------------------------------------


def cells(*rows: tuple[str, str]) -> Make:
    """A sheet with these cells as its rows: each is a place as it is written, and what stands before the place."""

    def made(folder: Path) -> Path:
        body = "".join(f'<row><c {sign}{place}"><v>1</v></c></row>' for sign, place in rows).encode()
        return repacked(
            sheet(folder),
            lambda name, data: (
                data.replace(b"</sheetData>", body + b"</sheetData>") if name.endswith("sheet1.xml") else data
            ),
        )

    return made


def long_sheet(folder: Path) -> Path:
    """A million rows of three columns."""
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c><c r="C{0}"><v>1</v></c></row>'.format
    body = "".join(map(row, range(1, 1_000_001))).encode()
    head, tail = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>',
        b"</sheetData></worksheet>",
    )
    return repacked(sheet(folder), lambda name, data: head + body + tail if name.endswith("sheet1.xml") else data)


def wide_sheet(rows: int) -> Make:
    def made(folder: Path) -> Path:
        with xlsxwriter.Workbook(folder / "file.xlsx") as book:
            own = book.add_worksheet()
            for row in range(rows):
                for column in range(0, 16_384, 1 if rows < 3 else 16_383):
                    own.write_number(row, column, column)
        return folder / "file.xlsx"

    return made


SHEETS: list[tuple[str, Make, str]] = [
    ("a million rows of three columns", long_sheet, "file-sheet-too-large"),
    ("sixteen thousand columns", wide_sheet(2), "file-table-too-wide"),
    ("sixteen thousand columns and hundreds of rows", wide_sheet(300), "file-sheet-too-large"),
    ("far cells in small letters", cells(('r="', "a1"), ('r="', "xfd1048576")), "file-sheet-too-large"),
    ("far cells with blanks before the value", cells(('r="', "A1"), ('r = "', "XFD1048576")), "file-sheet-too-large"),
    ("far cells beyond any sheet", cells(('r="', "A1"), ('r="', "ZZZZ99999999")), "file-sheet-too-large"),
]

# --- pages, documents, text ------------------------------------------------------------------------------------------


def page(body: str) -> Make:
    def made(folder: Path) -> Path:
        (folder / "file.html").write_text(html_page(body, TITLE), "utf-8")
        return folder / "file.html"

    return made


def spans(name: str, value: str) -> str:
    return html_table(ROWS).replace("<td>", f'<td {name}="{value}">')


def paragraphs(number: int) -> Make:
    one = b"<w:p><w:r><w:t>\xe4\xb8\x80</w:t></w:r></w:p>"
    return changed(text, "document.xml", b"<w:sectPr", one * number + b"<w:sectPr")


def tables(number: int, depth: int) -> Make:
    opening, closing = b"<w:tbl><w:tr><w:tc>", b"<w:p/></w:tc></w:tr></w:tbl>"
    body = (opening * depth + b"<w:p><w:r><w:t>1</w:t></w:r></w:p>" + closing * depth) * number
    return changed(text, "document.xml", b"<w:sectPr", body + b"<w:sectPr")


def written(name: str, data: bytes) -> Make:
    def made(folder: Path) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    return made


HEADING = "序号,村名,金额\r\n".encode()
TEXTS: list[tuple[str, Make, str]] = [
    ("tables in tables ten thousand deep", page("<table><tr><td>" * 10_000), "file-nested-too-deep"),
    ("tables in tables ten thousand deep, closed",
     page("<table><tr><td>" * 10_000 + "1" + "</td></tr></table>" * 10_000), "file-nested-too-deep"),
    ("tables in tables fifty deep", page("<table><tr><td>" * 50 + html_table(ROWS) + "</td></tr></table>" * 50), "read"),
    ("columns that span a billion", page(spans("colspan", "1000000000")), "file-table-too-wide"),
    ("rows that span a billion", page(spans("rowspan", "1000000000")), "read"),
    ("tags with twenty thousand attributes",
     page("<p " + "".join(f"a{n}=1 " for n in range(40_000)) + ">x</p>"), "file-exhausting"),
    ("entities of the page's own",
     written("file.html", b"<!DOCTYPE html [" + LAUGHS[14:] + b"<html><body><p>&j;&j;</p></body></html>"), "kind-unknown"),
    ("a hundred thousand paragraphs", paragraphs(100_000), "read"),
    ("five thousand tables", tables(5_000, 1), "file-exhausting"),
    ("tables in tables of a document", tables(1, 40), "read"),
    ("tables in tables ten thousand deep in a document", tables(1, 10_000), "file-damaged"),
    ("a csv of one line", written("file.csv", HEADING + b"x" * 40_000_000), "file-csv-line-too-long"),
    ("a csv of nothing but separators", written("file.csv", HEADING + b"," * 5_000_000), "file-sheet-too-large"),
    ("a long csv of absurd width", written("file.csv", HEADING + (b"," * 90_000 + b"\n") * 200), "file-sheet-too-large"),
    ("a long csv with a quote that never ends", written("file.csv", HEADING + b'1,"x\n' + b"2,y\n" * 5_000_000), "file-damaged"),
    ("a long csv with NUL characters", written("file.csv", HEADING + b"1,2\n" * 5_000_000 + b"\0"), "file-csv-binary"),
    ("a long csv whose mark lies", written("file.csv", b"\xef\xbb\xbf" + HEADING + b"1,2\n" * 5_000_000 + b"\xff"), "file-encoding-unknown"),
    ("a csv in two encodings", written("file.csv", "序号,项目名称,金额\r\n".encode() * 300 + "1,苗儿村,2\r\n".encode("gb18030") * 300), "file-encoding-mixed"),
    ("objects a hundred thousand deep", written("file.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000), "file-json-too-deep"),
    ("lists without end", written("file.json", b"[" * 20_000_000), "file-json-too-many-values"),
    ("a number of a million digits", written("file.json", b'[{"a":' + b"9" * 1_000_000 + b"}]"), "file-json-number"),
]  # fmt: skip

# --- old workbooks ---------------------------------------------------------------------------------------------------


def old(offset: Callable[[bytes], int], value: int) -> Make:
    """An old workbook in which one number of its container is another one."""

    def made(folder: Path) -> Path:
        path = to_xls(folder / "file.xls", ROWS)
        data = bytearray(path.read_bytes())
        at = offset(bytes(data))
        data[at : at + 4] = struct.pack("<I", value)
        path.write_bytes(data)
        return path

    return made


def in_table(sector: int) -> Callable[[bytes], int]:
    """Where the table of sectors says what follows a sector."""
    return lambda data: (struct.unpack_from("<I", data, 76)[0] + 1) * 512 + 4 * sector


OLD: list[tuple[str, Make, str]] = [
    ("sectors in a circle", old(in_table(3), 0), "file-damaged"),
    ("a sector that follows itself", old(in_table(0), 0), "file-damaged"),
    ("sectors outside the file", old(in_table(1), 9_999), "file-damaged"),
    ("a directory in a circle", old(lambda data: 48, 0), "file-format-unknown"),
    ("a table of sectors that nobody counts", old(lambda data: 68, 1), "file-damaged"),
]

# --- pdf -------------------------------------------------------------------------------------------------------------


def pdf(*objects: bytes, drawn: bytes = b"BT /F1 12 Tf 72 700 Td (Budget 2024) Tj ET") -> Make:
    """A document of catalogue (1), pages (2), page (3), font (4), its drawing (5) and further objects from 6 on."""
    own = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> "
        b"/XObject << /X6 6 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        *objects,
    ]
    for number, replaced in enumerate(objects, start=1):
        if replaced.startswith(b"="):  # takes the place of the object of this number in the document
            place, _, body = replaced[1:].partition(b"=")
            own[int(place) - 1] = body
            own[4 + number] = b"null"

    def made(folder: Path) -> Path:
        out, at = b"%PDF-1.4\n", []
        for number, body in enumerate(own, start=1):
            at.append(len(out))
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(own) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in at)
        out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(own) + 1, start)
        (folder / "file.pdf").write_bytes(out)
        return folder / "file.pdf"

    return made


def form(number: int, drawn: bytes) -> bytes:
    """A form that a page can draw, which may draw the form of this number."""
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X%d %d 0 R >> >> /Length %d >>\n"
        b"stream\n%s\nendstream" % (number, number, len(drawn), drawn)
    )


def objects_packed(data: bytes) -> Make:
    packed = zlib.compress(data)
    stream = b"<< /Type /ObjStm /N 3 /First 9 /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream"
    return pdf(stream % (len(packed), packed))


DRAWN = b"BT /F1 12 Tf 72 700 Td (Budget 2024) Tj ET /X6 Do"
PDFS: list[tuple[str, Make, str]] = [
    ("pages that are their own parents", pdf(b"=2=<< /Type /Pages /Kids [2 0 R 3 0 R 1 0 R] /Count 3 >>"), "kind-unknown"),
    ("a page named a hundred thousand times",
     pdf(b"=2=<< /Type /Pages /Kids [" + b"3 0 R " * 100_000 + b"] /Count 100000 >>"), "kind-unknown"),
    ("a list of objects that names a hundred million", written("file.pdf", with_object_streams().replace(b"/Size 8", b"/Size 99999999")), "file-damaged"),
    ("objects packed a thousandfold", objects_packed(b" " * 60_000_000), "file-unpacks-too-large"),
    ("a script that runs on opening",
     pdf(b"=1=<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>"), "kind-unknown"),
    ("a file to launch and another inside",
     pdf(b"=1=<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (cmd.exe) >> /Names << /EmbeddedFiles 9 0 R >> >>"), "kind-unknown"),
    ("a form that draws itself", pdf(form(6, b"/X6 Do"), drawn=DRAWN), "kind-unknown"),
    ("forms that draw each other twice, forty deep",
     pdf(*[form(n + 1, b"/X%d Do /X%d Do" % (n + 1, n + 1)) for n in range(6, 46)], form(46, b""), drawn=DRAWN), "file-exhausting"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "outcome", "is_taken_in"),
    [
        pytest.param(make, outcome, is_taken_in, id=name)
        for group, is_taken_in in ((PACKAGES, True), (OLD, True), (SHEETS, False), (TEXTS, False), (PDFS, False))
        for name, make, outcome in group
    ],
)
def test_a_hostile_file_is_refused_by_name_or_read_without_harm(
    make: Make, outcome: str, is_taken_in: bool, worker: Worker, tmp_path: Path
) -> None:
    verdict = worker.ask(make(tmp_path), is_taken_in=is_taken_in)
    assert verdict.complaint is None
    assert verdict.outcome == outcome
    assert verdict.peak < MOST


def test_macros_are_told_and_not_run(tmp_path: Path) -> None:
    reading = read_file(with_part(sheet, "xl/vbaProject.bin", suffix=".xlsm")(tmp_path))
    assert [w.code for w in reading.warnings] == ["macros-not-run"]
    assert [row.label for row in reading.rows] == [row.label for row in read_file(sheet(tmp_path)).rows]


def test_a_formula_is_read_as_the_value_that_the_file_keeps_and_one_without_says_so(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "file.xlsx") as book:
        own = book.add_worksheet()
        own.write_row(0, 0, ["甲", "乙", "丙"])
        own.write_formula(1, 0, "=1+1", None, 2)
        own.write_formula(1, 1, "=cmd|'/C calc'!A0", None, "")
        own.write_string(1, 2, "=cmd|'/C calc'!A0")
    path = repacked(tmp_path / "file.xlsx", lambda _, part: part.replace(b"<v>2</v>", b""))
    (grid,) = read_content(path).grids
    assert [cell.text for cell in grid.rows[1]] == ["#未计算", "#未计算", "=cmd|'/C calc'!A0"]


def test_a_formula_as_a_name_is_kept_as_text_and_leaves_where_no_spreadsheet_runs_it(
    tmp_path: Path, engine: Engine, installation: Settings, keys: Keys
) -> None:
    rows = [["惠农补贴资金发放明细表", *[""] * 5], ["序号", "姓名", "身份证号", "项目名称", "金额（元）", "发放日期"]]
    rows.append(["1", "令狐岚", "", "=cmd|'/C calc'!A0", "100", "2025-04-18"])
    taken = ingest(engine, Originals(installation.home, keys), keys, [to_xlsx(tmp_path / "file.xlsx", rows)], NOW)
    assert taken[0].rows == 1
    (written,) = export_registers(engine, [Payment], tmp_path / "out", "csv", Language.ZH)
    exported = written.read_text("utf-8-sig")
    assert "'=cmd|" in exported
    assert ",=cmd" not in exported
    (record,) = read_file(written).records
    assert record.values["programme"] == "=cmd|'/C calc'!A0"


def test_an_attack_on_the_archive_leaves_no_file_behind(tmp_path: Path) -> None:
    folder = tmp_path / "inside" / "here"
    folder.mkdir(parents=True)
    path = with_part(sheet, "../evil.xml", b"evil")(folder)
    with pytest.raises(FileRejected):
        read_file(path)
    assert [found.name for found in tmp_path.rglob("*") if found.is_file()] == ["file.xlsx"]
