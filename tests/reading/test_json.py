"""JSON is read strictly: exact numbers, no key twice, and a place in it can be opened again."""

from __future__ import annotations

import doctest
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import FileRejected
from analytics.reading import pointers, read_file
from analytics.reading.formats import json as json_format
from analytics.reading.formats import read_content
from analytics.reading.pointers import leaves, located, steps_of
from analytics.reports.source import ShownGrid, source_blocks
from models.places import Locator

RELEASE = {
    "ocid": "ocds-lanting-1",
    "tender": {"title": "农产品检测设备采购", "value": {"amount": 480000, "currency": "CNY"}, "items": [{"id": "1"}]},
}

steps = st.lists(st.one_of(st.text(max_size=8), st.integers(0, 99)), max_size=5)


def written(tmp_path: Path, text: str, name: str = "file.json") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def refused(path: Path) -> str:
    with pytest.raises(FileRejected) as error:
        read_content(path)
    return error.value.message.code


def test_numbers_are_exact_and_texts_legible(tmp_path: Path) -> None:
    text = '{"a": 0.1, "b": 12345678901234567890, "c": 1e3, "d": " \\u3000检测\\u200b设备 ", "e": [null, true]}'
    data = read_content(written(tmp_path, text)).data
    assert data == {
        "a": Decimal("0.1"),
        "b": 12345678901234567890,
        "c": Decimal(1000),
        "d": "检测设备",
        "e": [None, True],
    }


@pytest.mark.parametrize("name", ["one.json", "one.jsonl", "one.ndjson"])
def test_values_one_a_line_are_a_list_under_any_ending(name: str, tmp_path: Path) -> None:
    content = read_content(written(tmp_path, '{"a": 1}\n\n{"a": 2}\r\n', name))
    assert content.data == [{"a": 1}, {"a": 2}]
    assert content.media == "json"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 2}', "file-json-key-twice"),
        ('{"a": 1, "a\\u200b": 2}', "file-json-key-twice"),
        ('{"a": NaN}', "file-json-number"),
        ('{"a": -Infinity}', "file-json-number"),
        ('{"a": 1e999999999}', "file-json-number"),
        ('{"a": ' + "9" * 5000 + "}", "file-json-number"),
        ('{"a": 0.' + "1" * 5000 + "}", "file-json-number"),
        ('{"a": 1}{"a": 2}', "file-json-invalid"),
        ('{"a": 1,}', "file-json-invalid"),
        ('{"a": 01}', "file-json-invalid"),
        ('{"a": "\t"}', "file-json-invalid"),
        ('{"a": 1', "file-json-invalid"),
        ('{"a": 1} // note', "file-json-invalid"),
        ('{"a": ' + "[" * 100 + "]" * 100 + "}", "file-json-too-deep"),
        ('{"a": ' + "[" * 200_000, "file-json-too-deep"),
        ("[" + '{"a":' * 100_000, "file-json-too-deep"),
        ("[" + "[]," * 1_600_000 + "[]]", "file-json-too-many-values"),
        ("{}", "file-without-text"),
        ('[{"ocid": "甲"}]'.encode("gb18030").decode("latin-1"), "utf8"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_what_two_programs_could_read_differently_is_refused(text: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_bytes(text.encode("latin-1") if code == "utf8" else text.encode())
    assert refused(path) == ("file-json-not-utf8" if code == "utf8" else code)


def test_half_a_character_is_shown_as_illegible_and_noted(tmp_path: Path) -> None:
    content = read_content(written(tmp_path, '{"a": "甲\\ud800乙"}'))
    assert content.data == {"a": "甲\ufffd乙"}
    assert content.notes == ("text-partly-illegible",)


def test_utf_16_and_other_endings_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "wide.json"
    path.write_bytes('{"a": 1}'.encode("utf-16"))
    assert refused(path) == "file-json-not-utf8"
    assert refused(written(tmp_path, '[{"a": 1}]', "table.csv")) == "file-ending-lies"
    assert refused(written(tmp_path, "序号,金额\r\n1,2\r\n", "table.json")) == "file-ending-lies"


def test_a_csv_that_opens_with_a_bracket_stays_a_csv(tmp_path: Path) -> None:
    assert read_content(written(tmp_path, "[注]单位：元,\r\n序号,金额\r\n1,2\r\n", "note.csv")).media == "csv"


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_format, "MAX_JSON_BYTES", 10)
    assert refused(written(tmp_path, '{"a": "long enough"}')) == "file-too-large"


def test_json_that_is_of_no_standard_is_refused_by_kind(tmp_path: Path) -> None:
    with pytest.raises(FileRejected) as error:
        read_file(written(tmp_path, '[{"name": "x"}]'))
    assert error.value.message.code == "kind-unknown"


@given(steps)
def test_a_pointer_survives_being_written(way: list[str | int]) -> None:
    place = located(way)
    assert Locator.parse(str(place)) == place
    assert steps_of(place) == tuple(map(str, way))


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=12,
)


@given(
    st.one_of(
        st.lists(json_values, min_size=1, max_size=4), st.dictionaries(st.text(max_size=4), json_values, min_size=1)
    )
)
def test_every_value_of_a_document_can_be_opened_and_is_marked(data: Any) -> None:
    content = type("C", (), {"data": data, "blocks": ()})()
    for way, text in leaves(data):
        marked = [
            cell
            for block in source_blocks(content, str(located(way)))
            if isinstance(block, ShownGrid)
            for _, row in block.rows
            for cell in row
            if cell.marked
        ]
        assert len(marked) == 2
        assert marked[1].text == text or "*" in marked[1].text


def test_an_object_is_shown_whole_with_what_stands_around_it(tmp_path: Path) -> None:
    content = read_content(written(tmp_path, json.dumps({"releases": [RELEASE], "version": "1.1"}, ensure_ascii=False)))
    blocks = source_blocks(content, "json:/releases/0/tender")
    assert [(block.part, block.marked) for block in blocks if isinstance(block, ShownGrid)] == [
        ("json:", False),
        ("json:/releases/0", False),
        ("json:/releases/0/tender", True),
    ]
    assert source_blocks(content, "json:/nowhere/9")


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(pointers).failed == 0
