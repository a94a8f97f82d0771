"""The command line as people and scripts rely on it: JSON on standard output, exit codes, one clear sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from reportlab.pdfgen import canvas
from sqlalchemy import select

from analytics.keys import load_keys
from analytics.reading import Originals, content_of, ingest
from analytics.rules import rules
from analytics.settings import Settings
from analytics.store import open_store
from models.tables import Document
from tests.command_line.conftest import Run
from tests.conftest import LANTING, PUBLICATIONS

AS_OF = "2026-11-22"
RECORDED = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)


def sunledger(*arguments: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from analytics.cli import main; main()", *map(str, arguments)],
        env=os.environ | environment, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def document(run: subprocess.CompletedProcess[bytes]) -> Any:
    """The one JSON document on standard output, and nothing else there."""
    return json.loads(run.stdout)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An installation with the samples taken in and analysed, as `make pipeline` leaves it."""
    home = tmp_path_factory.mktemp("office") / "var"
    environment = {"SUNLEDGER_HOME": str(home)}
    assert sunledger("init", **environment).returncode == 0
    chosen = Settings(home=home, database_url=None, engine="duckdb", key_file=None, release=None, language=None)
    keys, store = load_keys(chosen.key_path), open_store(chosen)
    # Recorded on a fixed day: what is analysed as of another fixed day must have been known by then.
    ingest(store, Originals(home, keys), keys, [PUBLICATIONS, LANTING], RECORDED)
    store.dispose()
    assert sunledger("analyse", "--as-of", AS_OF, **environment).returncode == 0
    return environment


def test_init_says_where_the_store_is(tmp_path: Path) -> None:
    run = sunledger("init", "--json", SUNLEDGER_HOME=str(tmp_path / "var"))
    assert run.returncode == 0
    assert document(run)["revision"]
    assert document(run)["store"].endswith("store.db")


def test_read_is_a_dry_run_that_needs_no_store(tmp_path: Path) -> None:
    page = PUBLICATIONS / "jiangbei-sangong-2021.html"
    run = sunledger("read", page, "--json", SUNLEDGER_HOME=str(tmp_path / "none"))
    assert run.returncode == 0
    read = document(run)
    assert read["kind"] == "three_public"
    assert read["stated_total_yuan"] == "44320000"
    assert read["sum_holds"] is True
    assert [row["amount_yuan"] for row in read["rows"]] == ["390000", "3230000", "26480000", "14220000"]
    assert all(row["locator"] for row in read["rows"])
    assert not (tmp_path / "none").exists()


def test_read_prints_for_people_in_their_language() -> None:
    for language, word in (("zh", "合计"), ("en", "Stated total")):
        run = sunledger("read", PUBLICATIONS / "jiangbei-sangong-2021.html", SUNLEDGER_LANGUAGE=language)
        assert word in run.stdout.decode()


def test_a_file_that_is_not_there_fails_with_one_sentence_and_no_traceback() -> None:
    run = sunledger("read", "no-such-file.xlsx")
    assert run.returncode == 1
    assert run.stderr.decode().count("\n") == 1
    assert b"Traceback" not in run.stderr


def test_wrong_usage_exits_with_2() -> None:
    assert sunledger("read").returncode == 2
    assert sunledger("flags", "--format", "docx").returncode == 2


def test_an_unknown_setting_is_an_error() -> None:
    run = sunledger("init", SUNLEDGER_HOEM="x")
    assert run.returncode == 1
    assert b"SUNLEDGER_HOEM" in run.stderr


def test_commands_without_a_store_say_what_to_do_next(tmp_path: Path) -> None:
    for command in (("ingest", PUBLICATIONS), ("analyse",)):
        run = sunledger(*command, SUNLEDGER_HOME=str(tmp_path / "none"))
        assert run.returncode == 1
        assert b"sunledger init" in run.stderr


def test_flags_without_a_run_say_what_to_do_next(tmp_path: Path) -> None:
    sunledger("init", SUNLEDGER_HOME=str(tmp_path / "var"))
    run = sunledger("flags", "--json", SUNLEDGER_HOME=str(tmp_path / "var"))
    assert run.returncode == 1
    assert "sunledger analyse" in document(run)["error"]["message"]


def test_the_rules_that_the_samples_were_made_for_fire_on_them(office: dict[str, str]) -> None:
    run = sunledger("analyse", "--as-of", AS_OF, "--json", **office)
    summary = document(run)
    made_for = {"D07", "D08", "D09", "B01", "F04", "F10", "C01", "C10", "P01", "P02"}
    assert set(summary["flags"]["per_rule"]) >= made_for
    assert sum(summary["cannot_assess"].values()) > 0
    assert summary["peak_memory_mb"] > 0
    assert set(summary["seconds"]) >= {"seal", "open", "rules", "score"}


def test_analysing_twice_gives_identical_canonical_flags(office: dict[str, str]) -> None:
    first, second = (document(sunledger("analyse", "--as-of", AS_OF, "--json", **office)) for _ in range(2))
    for key in ("run", "snapshot", "canonical_hash", "flags", "cannot_assess"):
        assert first[key] == second[key]


def test_every_flag_has_its_figures_sentences_and_evidence(office: dict[str, str]) -> None:
    flags = document(sunledger("flags", "--json", **office))
    assert len(flags) >= 10
    for flag in flags:
        for key in ("rule", "level", "subject_type", "subject_id", "value", "threshold", "unit", "sentence_zh",
                    "sentence_en", "confidence"):  # fmt: skip
            assert flag[key] not in (None, ""), (flag["rule"], key)
        assert flag["evidence"], flag["rule"]
        for evidence in flag["evidence"]:
            assert set(evidence) == {"table", "id", "document", "locator"}
            assert all(evidence.values())


# What stands in the cell that evidence of a rule opens at, where one cell tells.
TELLING = {
    ("F04", "fund_item"): r"[\d.,]+",
    ("F10", "programme_budget"): r"[\d.,]+",
    ("B01", "three_public_line"): r"[\d.,]+",
    ("D07", "fund_notice"): r"公示时间：2024年6月4日至2024年6月8日。",
    ("D09", "privacy_finding"): r"439903\d{11}[\dX]",
    ("P01", "post_step"): "低",
    ("P02", "tenure"): r"\d{4}.*",
    ("C10", "recusal"): r"2024-07-23",
    ("C01", "matter_act"): r"2024-\d\d-\d\d.*",
}


def test_evidence_opens_at_the_cell_that_tells(office: dict[str, str]) -> None:
    chosen = Settings(home=Path(office["SUNLEDGER_HOME"]))
    with open_store(chosen).connect() as connection:
        media = {row.id: row.media for row in connection.execute(select(Document.id, Document.media))}
    texts: dict[str, dict[str, str]] = {}
    met = set()
    for flag in document(sunledger("flags", "--json", **office)):
        for evidence in flag["evidence"]:
            key = flag["rule"], evidence["table"]
            if key not in TELLING:
                continue
            name = evidence["document"]
            if name not in texts:
                content = content_of(chosen, name, str(media[name]))
                texts[name] = {str(p.locator): p.text for p in content.paragraphs} | {
                    str(c.locator): c.text for grid in content.grids for row in grid.rows for c in row
                }
            assert re.fullmatch(TELLING[key], texts[name][evidence["locator"]]), (key, evidence)
            met.add(key)
    assert met == set(TELLING)


def test_flags_as_csv_and_parquet_hold_the_same_rows(office: dict[str, str]) -> None:
    as_json = document(sunledger("flags", "--json", **office))
    as_csv = sunledger("flags", "--format", "csv", **office).stdout.decode("utf-8-sig")
    as_parquet = sunledger("flags", "--format", "parquet", **office).stdout
    rows = list(csv.DictReader(io.StringIO(as_csv)))
    assert [r["sentence_zh"] for r in rows] == [f["sentence_zh"] for f in as_json]
    assert pq.read_table(io.BytesIO(as_parquet)).column("subject_id").to_pylist() == [f["subject_id"] for f in as_json]


def test_publish_writes_a_release_without_officials(office: dict[str, str], tmp_path: Path) -> None:
    run = sunledger("publish", "--out", tmp_path / "release", "--json", **office)
    assert run.returncode == 0
    assert sum(document(run)["rows"].values()) > 50
    public = b"".join(p.read_bytes() for p in (tmp_path / "release").rglob("*") if p.is_file())
    for name in ("苗予航", "鄢一鸣", "卓予宁", "HB-2024-001", "439903"):
        assert name.encode() not in public
    assert "芦溪镇人民政府".encode() in public


def test_the_catalogue_can_be_listed_and_shown() -> None:
    listed = document(sunledger("rules", "list", "--json"))
    assert [r["code"] for r in listed] == [rule.code for rule in rules()]
    shown = document(sunledger("rules", "show", "c01", "--json"))
    assert shown["code"] == "C01"


def test_every_command_has_help_with_an_example(run: Run) -> None:
    for command in (["init"], ["read"], ["ingest"], ["analyse"], ["flags"], ["publish"], ["rules", "list"],
                    ["rules", "show"], ["serve", "public"], ["serve", "officer"], ["recusal-check"],
                    ["appointment-check"]):  # fmt: skip
        text = run(*command, "--help").stdout
        assert "sunledger " + " ".join(command) in text, command
        assert "Example" in text, command


def _encrypted_workbook(path: Path) -> None:
    import msoffcrypto.format.ooxml

    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    plain.seek(0)
    with path.open("wb") as out:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("secret", out)


def _scanned_pdf(path: Path) -> None:
    page = canvas.Canvas(str(path))
    page.rect(50, 50, 400, 600, fill=1)
    page.showPage()
    page.save()


def _truncated_workbook(path: Path) -> None:
    whole = (PUBLICATIONS / "beita-fupin-2020.xlsx").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def _zeros(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse on disk, 200 MB of zeros to every reader


BAD_FILES = {
    "an empty file": ("空白.xlsx", lambda p: p.write_bytes(b"")),
    "a file whose ending lies": (
        "预算.xlsx", lambda p: p.write_bytes((PUBLICATIONS / "jiangbei-sangong-2021.html").read_bytes()),
    ),
    "a truncated workbook": ("截断.xlsx", _truncated_workbook),
    "a password-protected workbook": ("加密.xlsx", _encrypted_workbook),
    "a scanned PDF without text": ("扫描件.pdf", _scanned_pdf),
    "200 MB of zeros": ("大文件.csv", _zeros),
    "a zip that is no document": ("压缩.docx", lambda p: zipfile.ZipFile(p, "w").writestr("a.txt", "x")),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_input_gets_one_clear_sentence_and_loses_nothing(name: str, tmp_path: Path) -> None:
    file_name, make = BAD_FILES[name]
    path = tmp_path / file_name
    make(path)
    environment = {"SUNLEDGER_HOME": str(tmp_path / "var"), "SUNLEDGER_LANGUAGE": "en"}
    sunledger("init", **environment)
    good = PUBLICATIONS / "jiangbei-sangong-2021.html"

    read = sunledger("read", path, "--json", **environment)
    assert read.returncode == 3, read.stderr.decode()
    [rejected] = document(read)["rejected"]
    assert file_name in rejected["reason"]

    taken = sunledger("ingest", path, good, "--json", **environment)
    assert taken.returncode == 3, taken.stderr.decode()
    statuses = [d["status"] for d in document(taken)["documents"]]
    assert statuses == ["rejected", "accepted"]
    assert b"Traceback" not in taken.stderr


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["analyse", "--as-of", "9999-12-31"], 2),
        (["analyse", "--as-of", "yesterday"], 2),
        (["analyse", "--engine", "abacus"], 1),
        (["flags", "--format", "csv"], 2),
        (["flags", "--format", "parquet"], 2),
        (["flags", "--run", "../../elsewhere"], 1),
        (["publish", "--out", "/dev/null/release"], 1),
        (["no-such-command"], 2),
    ],
)
def test_a_failure_is_one_json_document_too(arguments: list[str], status: int, office: dict[str, str]) -> None:
    run = sunledger(*arguments, "--json", **office)
    assert run.returncode == status
    assert document(run)["error"]["message"]
    assert b"Traceback" not in run.stderr


@pytest.mark.parametrize("url", ["no address", "abacus://host/store", "sqlite:////dev/null/store.db"])
def test_a_store_that_cannot_be_opened_is_one_sentence_without_the_address(url: str, tmp_path: Path) -> None:
    run = sunledger("analyse", "--json", SUNLEDGER_HOME=str(tmp_path), SUNLEDGER_DATABASE_URL=url)
    assert run.returncode == 1
    assert document(run)["error"]["code"] == "store-unreachable"
    assert b"Traceback" not in run.stderr


def test_why_not_gives_the_ruling_of_one_rule_about_one_subject(office: dict[str, str]) -> None:
    run = sunledger("why-not", "--rule", "p04", "--subject", "岚汀市水利局", "--json", **office)
    assert run.returncode == 0
    said = document(run)
    assert said["subject"]["kind"] == "unit"
    (ruling,) = said["rules"]
    assert (ruling["rule"], ruling["outcome"], ruling["threshold"]) == ("P04", "flag", "0")
    assert int(ruling["distance"]) == int(ruling["value"]) > 0
    assert ruling["is_flagged_side"] is True
    assert {answer["outcome"] for answer in ruling["answers"]} >= {"flag", "pass"}
    assert [one["held"] for one in ruling["inputs"]] == [True, True]


def test_why_not_leaves_no_rule_silent_and_speaks_the_language_of_its_reader(office: dict[str, str]) -> None:
    run = sunledger("why-not", "--subject", "出纳岗", SUNLEDGER_LANGUAGE="zh", **office)
    assert run.returncode == 0
    shown = run.stdout.decode()
    assert all(rule.code in shown and rule.name.zh in shown for rule in rules())
    assert "无法判断" in shown and "未涉及" in shown


def test_why_not_lists_what_a_text_may_mean_and_refuses_what_it_cannot(office: dict[str, str]) -> None:
    several = sunledger("why-not", "--subject", "水利局", "--json", **office)
    assert (several.returncode, document(several)["error"]["code"]) == (1, "why-several")
    assert {"unit", "post"} <= {one["kind"] for one in document(several)["candidates"]}
    person = sunledger("why-not", "--subject", "43990319850101001X", "--json", **office)
    assert (person.returncode, document(person)["error"]["code"]) == (1, "why-no-subject")
    assert b"43990319850101001X" not in person.stdout + person.stderr


def test_flags_of_a_run_without_flags_keep_their_columns(tmp_path: Path) -> None:
    environment = {"SUNLEDGER_HOME": str(tmp_path / "var")}
    sunledger("init", **environment)
    assert sunledger("analyse", "--as-of", AS_OF, **environment).returncode == 0
    rows = list(
        csv.reader(io.StringIO(sunledger("flags", "--format", "csv", **environment).stdout.decode("utf-8-sig")))
    )
    table = pq.read_table(io.BytesIO(sunledger("flags", "--format", "parquet", **environment).stdout))
    assert rows == [table.schema.names]
    assert table.num_rows == 0
    assert {str(field.type) for field in table.schema} == {"string"}


def test_the_name_of_a_file_gives_no_orders_to_the_terminal(tmp_path: Path) -> None:
    named = tmp_path / "名单\x1b[2K\u202e.csv"
    named.write_text("2024年奖补资金分配表\n单位：万元\n乡镇,奖补资金\n东镇,3\n", "utf-8")
    said = sunledger("read", named, SUNLEDGER_HOME=str(tmp_path / "home"))
    shown = (said.stdout + said.stderr).decode()
    assert "名单\\u001b[2K\\u202e.csv" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_lead_is_claimed_by_one_settled_once_and_counted_on_the_scorecard(office: dict[str, str]) -> None:
    waiting = document(sunledger("review", "queue", "--limit", 3, "--json", **office))
    assert [row["place"] for row in waiting] == [1, 2, 3]
    lead, rule = waiting[0]["lead"], waiting[0]["rule"]
    claim = ("review", "claim", lead, "--json", "--who")
    assert document(sunledger(*claim, "乔", **office)) == {"lead": lead, "act": "claimed"}
    refused = sunledger(*claim, "林", **office)
    assert (refused.returncode, document(refused)["error"]["code"]) == (1, "review-claimed-by")
    settle = ("review", "settle", lead, "not_held", "--reason", "lawful", "--who", "乔", "--note", "某甲的批复在卷")
    settled = sunledger(*settle, **office)
    assert settled.returncode == 0
    assert "某甲" not in settled.stdout.decode() + settled.stderr.decode()
    steps = document(sunledger("review", "list", "--lead", lead, "--json", **office))
    assert [(step["act_code"], step["who"], step["note"]) for step in steps] == [
        ("settled", "乔", "某甲的批复在卷"),
        ("claimed", "乔", ""),
    ]
    card = {row["rule"]: row for row in document(sunledger("rules", "scorecard", "--json", **office))}
    assert (card[rule]["reviewed"], card[rule]["not_held"], card[rule]["median_days"]) == (1, 1, 0)
