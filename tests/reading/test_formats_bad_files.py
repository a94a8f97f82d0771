"""Every kind of bad file is refused with one clear sentence in both languages, and nothing is read from it."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen import canvas

from analytics.errors import FileRejected
from analytics.reading import formats
from analytics.reading.formats import containers, read_content
from models.language import Language
from tests.reading.rendering import RENDERERS, html_page, html_table, to_csv, to_docx, to_html, to_pdf, to_xls, to_xlsx

ROWS = [["序号", "村名", "金额"], ["1", "苗儿村", "20"], ["2", "田江村", "30"]]
HAN = "".join(chr(0x4E00 + i) for i in range(200))


def reason(path: Path, **limits: int) -> str:
    """The code of the one sentence with which a file is refused; it names the file and no folder, in both languages."""
    with pytest.raises(FileRejected) as refused:
        read_content(path, **limits)
    for language in Language:
        sentence = refused.value.message.say(language)
        assert path.name in sentence
        assert str(path.parent) not in sentence
        assert "{" not in sentence
    return refused.value.message.code


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same package with some parts changed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert reason(tmp_path / "nowhere.xlsx") == "file-missing"
    assert reason(tmp_path) == "file-missing"


@pytest.mark.parametrize("media", sorted(RENDERERS))
def test_an_empty_file_is_refused(media: str, tmp_path: Path) -> None:
    (tmp_path / f"empty.{media}").touch()
    assert reason(tmp_path / f"empty.{media}") == "file-empty"


def test_a_file_over_the_limit_is_refused_by_its_size_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000_000)  # a hole: it takes no space, and reading it would take minutes
    monkeypatch.setattr(formats, "look", lambda _: pytest.fail("the file was opened"))
    assert reason(path) == "file-too-large"
    assert reason(to_csv(tmp_path / "small.csv", ROWS), max_bytes=10) == "file-too-large"


@pytest.mark.parametrize("media", sorted(RENDERERS))
def test_zeros_are_no_known_format(media: str, tmp_path: Path) -> None:
    path = tmp_path / f"zeros.{media}"
    path.write_bytes(bytes(20_000))
    assert reason(path) == "file-format-unknown"


@pytest.mark.parametrize("media", sorted(RENDERERS))
def test_random_bytes_are_no_known_format(media: str, tmp_path: Path) -> None:
    path = tmp_path / f"random.{media}"
    path.write_bytes(zlib.compress(HAN.encode() * 9) * 5)
    assert reason(path) == "file-format-unknown"


@pytest.mark.parametrize("own", sorted(RENDERERS))
@pytest.mark.parametrize("claimed", [*sorted(RENDERERS), "txt"])
def test_an_ending_that_is_not_the_contents_own_is_refused_with_the_proper_one(
    own: str, claimed: str, tmp_path: Path
) -> None:
    if own == claimed:
        return
    RENDERERS[own](tmp_path / f"true.{own}", ROWS).rename(tmp_path / f"lie.{claimed}")
    with pytest.raises(FileRejected) as refused:
        read_content(tmp_path / f"lie.{claimed}")
    assert refused.value.message.code == "file-ending-lies"
    assert refused.value.message.params["proper"] == f".{own}"


@pytest.mark.parametrize("media", ["xlsx", "xls", "docx", "pdf", "html"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_file_is_refused(media: str, share: float, tmp_path: Path) -> None:
    rows = [*ROWS, *[[str(n), HAN[n : n + 60], str(n)] for n in range(3, 120)]]
    path = RENDERERS[media](tmp_path / f"cut.{media}", rows)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert reason(path) in {"file-damaged", "file-format-unknown"}


@pytest.mark.parametrize("media", ["xlsx", "xls", "docx", "pdf"])
def test_a_file_damaged_in_the_middle_is_read_or_refused_but_never_breaks_the_run(media: str, tmp_path: Path) -> None:
    path = RENDERERS[media](tmp_path / f"hurt.{media}", ROWS)
    data = path.read_bytes()
    for start in range(0, len(data), max(1, len(data) // 25)):
        path.write_bytes(data[:start] + bytes(len(data[start : start + 60])) + data[start + 60 :])
        try:
            read_content(path)
        except FileRejected as refused:
            assert path.name in refused.message.say(Language.ZH)


def test_a_reader_that_fails_in_any_way_refuses_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """What a library outside Python may raise."""

    for error in (RuntimeError("boom"), MemoryError(), RecursionError(), Panic("439903")):

        def fail(_: Path, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr("analytics.reading.formats.csv.read", fail)
        assert reason(to_csv(tmp_path / "any.csv", ROWS)) == "file-damaged"


def test_an_interruption_by_the_user_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analytics.reading.formats.csv.read", stop)
    with pytest.raises(KeyboardInterrupt):
        read_content(to_csv(tmp_path / "any.csv", ROWS))


@pytest.mark.parametrize("media", ["xlsx", "docx"])
def test_a_package_with_a_password_is_refused(media: str, tmp_path: Path) -> None:
    plain = RENDERERS[media](tmp_path / f"plain.{media}", ROWS)
    with plain.open("rb") as source, (tmp_path / f"locked.{media}").open("wb") as target:
        OOXMLFile(source).encrypt("岚汀", target)
    assert reason(tmp_path / f"locked.{media}") == "file-protected"


def test_an_old_workbook_with_a_password_is_refused(tmp_path: Path) -> None:
    path = to_xls(tmp_path / "locked.xls", ROWS)
    data = path.read_bytes()
    # The record that a password adds stands right behind the start of the workbook; the record of the
    # interface code page, which stands there otherwise, is renamed to it.
    start = data.index(struct.pack("<HH", 0x0809, 16))
    second = start + 4 + 16
    path.write_bytes(data[:second] + struct.pack("<H", 0x2F) + data[second + 2 :])
    assert reason(path) == "file-protected"


def test_a_pdf_with_a_password_is_refused_and_one_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    for name, user in (("locked.pdf", "geheim"), ("open.pdf", "")):
        page = canvas.Canvas(str(tmp_path / name), encrypt=StandardEncryption(user, "owner", canPrint=0))
        page.drawString(72, 700, "Programme budget 2024")
        page.save()
    assert reason(tmp_path / "locked.pdf") == "file-protected"
    assert [p.text for p in read_content(tmp_path / "open.pdf").paragraphs] == ["Programme budget 2024"]


def test_a_scanned_pdf_is_refused_as_in_need_of_recognition(tmp_path: Path) -> None:
    page = canvas.Canvas(str(tmp_path / "scan.pdf"), pagesize=A4)
    Image.new("RGB", (60, 80), "white").save(tmp_path / "scan.png")
    page.drawImage(str(tmp_path / "scan.png"), 0, 0, *A4)
    page.save()
    assert reason(tmp_path / "scan.pdf") == "file-needs-ocr"


def test_a_pdf_whose_last_page_is_a_picture_is_read_with_a_note(tmp_path: Path) -> None:
    page = canvas.Canvas(str(tmp_path / "part.pdf"), pagesize=A4)
    page.drawString(72, 700, "Programme budget 2024")
    page.showPage()
    Image.new("RGB", (60, 80), "white").save(tmp_path / "scan.png")
    page.drawImage(str(tmp_path / "scan.png"), 0, 0, *A4)
    page.save()
    assert read_content(tmp_path / "part.pdf").notes == ("pages-without-text",)


def test_a_package_that_unpacks_to_too_much_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MAX_UNPACKED", 2_000_000)
    for media in ("xlsx", "docx"):
        path = repacked(
            RENDERERS[media](tmp_path / f"bomb.{media}", ROWS),
            lambda name, data: data + b" " * 3_000_000 if name.endswith(("sheet1.xml", "document.xml")) else data,
        )
        assert path.stat().st_size < 100_000
        assert reason(path) == "file-unpacks-too-large"


def test_a_package_whose_ratio_is_that_of_a_bomb_is_refused(tmp_path: Path) -> None:
    path = repacked(
        to_xlsx(tmp_path / "ratio.xlsx", ROWS),
        lambda name, data: data + b" " * 60_000_000 if name.endswith("sheet1.xml") else data,
    )
    assert reason(path) == "file-unpacks-too-large"


def test_a_package_that_declares_less_than_it_holds_is_refused(tmp_path: Path) -> None:
    path = repacked(
        to_xlsx(tmp_path / "lie.xlsx", ROWS),
        lambda name, data: data + b" " * 3_000_000 if name.endswith("sheet1.xml") else data,
    )
    with zipfile.ZipFile(path) as package:
        size = next(entry.file_size for entry in package.infolist() if entry.filename.endswith("sheet1.xml"))
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 900)))
    assert reason(path) == "file-damaged"


def test_a_sheet_of_absurd_dimensions_is_refused_quickly(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "近")
        sheet.write(1_048_575, 16_383, "远")
    old = xlwt.Workbook()
    for number in range(3):
        sheet = old.add_sheet(f"表{number}")
        sheet.write(0, 0, "近")
        sheet.write(65_535, 255, "远")
    old.save(str(tmp_path / "far.xls"))
    started = time.monotonic()
    assert reason(tmp_path / "far.xlsx") == "file-sheet-too-large"
    assert reason(tmp_path / "far.xls") == "file-sheet-too-large"
    assert time.monotonic() - started < 5


def test_a_merged_area_over_the_whole_sheet_is_clamped_to_its_data(tmp_path: Path) -> None:
    path = repacked(
        to_xlsx(tmp_path / "merged.xlsx", [["题", ""], ["甲", "乙"]], [(0, 0, 0, 1)]),
        lambda name, data: data.replace(b'ref="A1:B1"/>', b'ref="A1:XFD1"/>'),
    )
    (grid,) = read_content(path).grids
    assert [[cell.text for cell in row] for row in grid.rows] == [["题", "题"], ["甲", "乙"]]


def test_merged_areas_that_overlap_are_refused(tmp_path: Path) -> None:
    again = b'<mergeCell ref="A1:B2"/>' * 40
    path = repacked(
        to_xlsx(tmp_path / "overlap.xlsx", [["题", ""], ["", ""], ["甲", "乙"]], [(0, 0, 1, 1)]),
        lambda name, data: data.replace(b'<mergeCell ref="A1:B2"/>', again),
    )
    assert reason(path) == "file-damaged"


@pytest.mark.parametrize("media", ["xlsx", "docx"])
def test_a_package_with_entities_of_its_own_is_refused(media: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("from another file", "utf-8")
    attack = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    path = repacked(
        RENDERERS[media](tmp_path / f"entity.{media}", ROWS),
        lambda name, data: (
            data.replace(b"?>", b"?>" + attack, 1) if name.endswith(("sharedStrings.xml", "document.xml")) else data
        ),
    )
    assert reason(path) == "file-unsafe"


def test_a_page_with_entities_of_its_own_reads_no_other_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("from another file", "utf-8")
    path = tmp_path / "entity.html"
    path.write_text(
        f'<!DOCTYPE html [<!ENTITY e SYSTEM "file://{secret}">]><html><body><p>甲&e;</p></body></html>', "utf-8"
    )
    assert "another" not in "".join(p.text for p in read_content(path).paragraphs)


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "b"])
def test_a_page_of_huge_nesting_is_refused(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "deep.html"
    path.write_text(html_page(f"<{tag}>" * 30_000 + "金额 20 万元"), "utf-8")
    assert reason(path) in {"file-nested-too-deep", "file-damaged"}


def test_a_page_that_breaks_off_is_refused_inside_a_table_and_noted_elsewhere(tmp_path: Path) -> None:
    whole = html_page(f"<p>说明。</p>{html_table(ROWS)}<p>落款</p>")
    path = tmp_path / "cut.html"
    path.write_text(whole[: whole.index("田江村")], "utf-8")
    assert reason(path) == "file-damaged"
    path.write_text(whole[: whole.index("款</p>")], "utf-8")
    assert read_content(path).notes == ("page-cut-short",)


def test_a_csv_with_nul_characters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes("序号,金额\r\n".encode() * 2000 + b"1,\x0020\r\n")
    assert reason(path) == "file-csv-binary"


def test_a_csv_that_ends_inside_quotes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "open.csv"
    path.write_text('序号,名称\r\n1,"没有结束\r\n2,下一行\r\n', "utf-8")
    assert reason(path) == "file-damaged"


def test_a_csv_that_would_fill_to_absurd_width_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("甲" + "," * 100_000 + "\n" + "乙\n" * 100_000, "utf-8")
    assert reason(path) == "file-sheet-too-large"


def test_text_in_no_known_encoding_is_refused_and_single_bad_bytes_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "bytes.csv"
    path.write_bytes(("序号,金额\r\n" * 900).encode() + bytes([0xFF, 0xFE, 0x80]) * 300)
    assert reason(path) == "file-encoding-unknown"
    path.write_bytes(("序号,金额\r\n" * 2000).encode() + b"\xff,1\r\n")
    content = read_content(path)
    assert content.notes == ("text-partly-illegible",)
    assert "\ufffd" in next(content.grids).rows[-1][0].text


@pytest.mark.parametrize(
    "label", ["idna", "punycode", "hex", "rot13", "unicode_escape", "utf-7", "none-of-them", "x" * 300]
)
def test_a_page_that_claims_an_encoding_that_no_browser_knows_is_read_by_its_bytes(label: str, tmp_path: Path) -> None:
    path = tmp_path / "claim.html"
    path.write_bytes(html_page("<p>+TgA- 甲\\u4e59</p>", charset=label).encode("gb18030"))
    assert [p.text for p in read_content(path).paragraphs] == ["+TgA- 甲\\u4e59"]


def test_a_word_document_of_the_old_kind_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = to_xls(tmp_path / "old.doc", ROWS)
    data = bytearray(path.read_bytes())
    entry = data.index("Workbook".encode("utf-16-le"))
    data[entry : entry + 24] = "WordDocument".encode("utf-16-le")
    data[entry + 64] = 26  # the length of the name in its directory entry, with the end sign
    path.write_bytes(data)
    assert reason(path) == "file-old-word"


@pytest.mark.parametrize("media", ["xlsx", "docx", "html", "csv"])
def test_a_file_without_any_text_is_refused(media: str, tmp_path: Path) -> None:
    path = tmp_path / f"blank.{media}"
    if media == "xlsx":
        xlsxwriter.Workbook(path).close()
    elif media == "docx":
        docx.Document().save(str(path))
    else:
        path.write_text(html_page("<p> </p>") if media == "html" else ",,\r\n,,\r\n", "utf-8")
    assert reason(path) == "file-without-text"


def test_a_picture_and_a_foreign_package_are_no_known_format(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "slides.xlsx", "w") as package:
        package.writestr("ppt/presentation.xml", "<p/>")
    assert reason(tmp_path / "slides.xlsx") == "file-format-unknown"
    picture = io.BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    (tmp_path / "photo.pdf").write_bytes(picture.getvalue())
    assert reason(tmp_path / "photo.pdf") == "file-format-unknown"


def test_a_pdf_stream_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analytics.reading.formats.pdf.MAX_STREAM", 200_000)
    path = to_pdf(tmp_path / "bomb.pdf", ROWS)
    packed = zlib.compress(b"0 0 m " * 100_000)
    stream = b"99 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n" % (len(packed), packed)
    head, mark, tail = path.read_bytes().rpartition(b"xref")
    path.write_bytes(head + stream + mark + tail)
    assert reason(path) == "file-unpacks-too-large"


def test_all_the_good_files_of_this_page_are_read(tmp_path: Path) -> None:
    for writer, name in ((to_docx, "a.docx"), (to_html, "a.htm"), (to_xlsx, "a.XLSX")):
        assert not read_content(writer(tmp_path / name, ROWS)).is_empty
