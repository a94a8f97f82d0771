"""A newcomer's path on the command line: an odd heading, a row that was set aside, a corrected publication."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.command_line.conftest import Ended, Run
from tests.reading import tables
from tests.store.test_supersession import BUREAU, NEW, TITLE, notice

BY = ("--who", "乔", "--why", "核对纸质原件")
NUMBER = "43990319870521001X"


def found(run: Ended, status: int = 0) -> Any:
    """The one JSON document on standard output."""
    assert run.returncode == status, run
    return json.loads(run.stdout)


def odd_notice(tmp_path: Path, name: str, publisher: str | None = BUREAU) -> Path:
    rows = notice(publisher=publisher, published=None)
    rows[3][3] = "核拨数"
    rows.insert(3, ["单位：万元"])
    return tables.write(tmp_path / name, rows)


def test_an_odd_heading_is_named_mapped_once_used_listed_and_revoked(run: Run, tmp_path: Path) -> None:
    first, second = odd_notice(tmp_path, "三月.csv"), odd_notice(tmp_path, "四月.html")
    read = found(run("read", first, "--json"), 3)
    [unknown] = [r for r in read["rejected"] if r["code"] == "heading-unknown"]
    assert unknown["locator"] == "sheet:csv!R5C4"
    assert "核拨数" in unknown["reason"] and "fund_notice" in unknown["reason"] and "mappings add" in unknown["reason"]
    taken = found(run("ingest", first, "--json"), 3)
    assert [d["status"] for d in taken["documents"]] == ["rejected"]

    said = ("--publisher", BUREAU, "--kind", "fund_notice", "--heading", "核拨数", "--who", "乔")
    wrong = run("mappings", "add", *said, "--meaning", "补助金", "--json")
    assert wrong.returncode == 1
    assert "补助金额" in json.loads(wrong.stdout)["error"]["message"]
    mapping = found(run("mappings", "add", *said, "--meaning", "补助金额", "--json"))["mapping"]

    assert [r["amount_yuan"] for r in found(run("read", second, "--json"))["rows"]] == [
        "125000",
        "80000",
        "55000",
        "40000",
    ]
    taken = found(run("ingest", first, second, "--json"))
    assert [d["status"] for d in taken["documents"]] == ["accepted", "accepted"]
    [row] = found(run("mappings", "list", "--json"))
    assert (row["id"], row["heading"], row["meaning"], row["documents"]) == (mapping, "核拨数", "补助金额", 2)
    assert "核拨数" in run("mappings", "list").stdout

    assert (
        found(run("mappings", "revoke", mapping, "--who", "乔", "--why", "改用统一表头", "--json"))["revoked"] is True
    )
    assert found(run("mappings", "list", "--json")) == []
    [row] = found(run("mappings", "list", "--revoked", "--json"))
    assert row["revoked_why"] == "改用统一表头"
    assert run("mappings", "revoke", mapping, "--who", "乔").returncode == 1
    assert found(run("read", second, "--json"), 3)["rows"] == []


def test_a_clerk_may_name_the_publisher_of_files_that_do_not(run: Run, tmp_path: Path) -> None:
    path = odd_notice(tmp_path, "三月.csv", publisher=None)
    run("mappings", "add", "--publisher", BUREAU, "--kind", "fund_notice", "--heading", "核拨数",
        "--meaning", "补助金额", "--who", "乔")  # fmt: skip
    assert found(run("read", path, "--json"), 3)["rows"] == []
    assert len(found(run("read", path, "--publisher", BUREAU, "--json"))["rows"]) == 4
    [document] = found(run("ingest", path, "--publisher", BUREAU, "--json"))["documents"]
    assert document["status"] == "accepted"


def test_a_row_set_aside_is_shown_corrected_and_the_correction_undone(run: Run, tmp_path: Path) -> None:
    path = tables.write(tmp_path / "公示.csv", notice(("12.5", "八点五?", "5.5", "4")))
    run("ingest", path)
    [entry] = found(run("quarantine", "list", "--json"))
    shown = found(run("quarantine", "show", entry["id"], "--json"))
    assert [(c["heading"], c["text"]) for c in shown["cells"] if c["is_marked"]] == [("补助金额(万元)", "八点五?")]
    assert "八点五?" in run("quarantine", "show", entry["id"]).stdout

    refused = run("quarantine", "correct", entry["id"], "--set", "补助金额=也不是", *BY, "--json")
    assert refused.returncode == 1
    assert "row 6" in json.loads(refused.stdout)["error"]["message"]
    decision = found(run("quarantine", "correct", entry["id"], "--set", "补助金额=8.5", *BY, "--json"))["decision"]
    assert found(run("quarantine", "list", "--json")) == []
    [decided] = found(run("quarantine", "list", "--decided", "--json"))
    assert (decided["id"], decided["who"], decided["cells"]) == (decision, "乔", "补助金额(万元)=8.5")

    assert found(run("quarantine", "undo", decision, *BY, "--json"))["undone"] is True
    [again] = found(run("quarantine", "list", "--json"))
    assert again["id"] == entry["id"]
    assert found(run("quarantine", "dismiss", entry["id"], *BY, "--json"))["entry"] == entry["id"]
    assert "Nothing is set aside" in run("quarantine", "list").stdout


def test_numbers_of_persons_are_masked_in_what_is_shown(run: Run, tmp_path: Path) -> None:
    rows = [["数据表：死亡人员登记（death）"], ["姓名", "身份证号", "死亡日期"], ["", NUMBER, "2025-03-05"]]
    run("ingest", tables.write(tmp_path / "登记.csv", rows))
    [entry] = found(run("quarantine", "list", "--json"))
    for output in (
        run("quarantine", "show", entry["id"]).stdout,
        run("quarantine", "show", entry["id"], "--json").stdout,
    ):
        assert "4399**" in output
        assert "19870521" not in output
    made = run("quarantine", "correct", entry["id"], "--set", "姓名=申屠岳", "--set", f"身份证号={NUMBER}", *BY)
    assert made.returncode == 0, made.stderr
    assert "19870521" not in made.stdout + run("quarantine", "list", "--decided", "--json").stdout


def test_a_corrected_publication_replaces_the_earlier_one_and_the_difference_is_shown(run: Run, tmp_path: Path) -> None:
    old = tables.write(tmp_path / "甲.csv", notice())
    new = tables.write(tmp_path / "乙.csv", notice(NEW, TITLE + "（更正）", "2026年2月5日"))
    run("ingest", old)
    run("ingest", new)
    [row] = found(run("replacements", "list", "--json"))
    assert (row["newer_file"], row["older_file"], row["state"]) == ("乙.csv", "甲.csv", "in_force")
    shown = found(run("replacements", "show", row["id"], "--json"))
    assert (shown["same"], shown["added"], shown["removed"]) == (3, 0, 0)
    assert ("80,000 yuan", "90,000 yuan") in {(r["old"], r["new"]) for r in shown["rows"]}
    assert "90,000 yuan" in run("replacements", "show", shown["older"][:12], shown["newer"][:12]).stdout
    listed = {d["file_name"]: d["replaced_by"] for d in found(run("documents", "list", "--json"))}
    assert listed == {"甲.csv": "乙.csv", "乙.csv": ""}

    assert found(run("replacements", "end", row["id"], *BY, "--json"))["ended"] is True
    assert found(run("replacements", "list", "--json")) == []
    [over] = found(run("replacements", "list", "--over", "--json"))
    assert over["state"] == "over"
    assert (
        len(
            found(run("replacements", "declare", shown["newer"][:8], shown["older"][:8], *BY, "--json"))["replacements"]
        )
        == 1
    )


def test_a_proposal_is_accepted(run: Run, tmp_path: Path) -> None:
    run("ingest", tables.write(tmp_path / "甲.csv", notice()))
    run("ingest", tables.write(tmp_path / "乙.csv", notice(NEW)))
    [proposal] = found(run("replacements", "list", "--json"))
    assert proposal["state"] == "proposed"
    assert found(run("replacements", "accept", proposal["id"], *BY, "--json"))["replacements"] == [proposal["id"]]
    [accepted] = found(run("replacements", "list", "--json"))
    assert (accepted["state"], accepted["who"]) == ("in_force", "乔")


def test_a_file_is_taken_in_as_the_one_that_replaces_another(run: Run, tmp_path: Path) -> None:
    [old] = found(run("ingest", tables.write(tmp_path / "甲.csv", notice()), "--json"))["documents"]
    new = tables.write(tmp_path / "乙.csv", notice(NEW, "另拟的标题公示", period=None))
    unsaid = run("ingest", new, "--replaces", old["sha256"][:12])
    assert unsaid.returncode == 1
    assert "State who" in unsaid.stderr
    assert len(found(run("documents", "list", "--json"))) == 1
    assert run("ingest", new, *BY).returncode == 2
    found(run("ingest", new, "--replaces", old["sha256"][:12], *BY, "--json"))
    [row] = found(run("replacements", "list", "--json"))
    assert (row["older_id"], row["why"]) == (old["sha256"], "核对纸质原件")


UNUSABLE = {
    "a mapping of a kind that does not exist": (
        ["mappings", "add", "--publisher", "a", "--kind", "x", "--heading", "b", "--meaning", "c", "--who", "d"], 2,
    ),
    "a decision without a reason": (["quarantine", "dismiss", "0" * 32, "--who", "乔"], 2),
    "a cell without an equals sign": (["quarantine", "correct", "0" * 32, "--set", "补助金额", *BY], 2),
    "an entry that is not there": (["quarantine", "show", "0" * 32], 1),
    "a correction of an entry that is not there": (["quarantine", "correct", "0" * 32, "--set", "A=1", *BY], 1),
    "a decision that is not there": (["quarantine", "undo", "0" * 16, *BY], 1),
    "a replacement that is not there": (["replacements", "show", "0" * 16], 1),
    "a document that is not there": (["replacements", "declare", "a" * 12, "b" * 12, *BY], 1),
    "a document named by too little": (["replacements", "show", "ab", "cd"], 1),
}  # fmt: skip


def test_what_cannot_be_used_is_one_json_document_and_changes_nothing(run: Run) -> None:
    for name, (arguments, status) in UNUSABLE.items():
        refused = run(*arguments, "--json")
        assert refused.returncode == status, (name, refused.stderr)
        assert json.loads(refused.stdout)["error"]["message"], name
        assert "Traceback" not in refused.stderr


GROUPS = {
    "mappings": ("list", "add", "revoke"),
    "quarantine": ("list", "show", "correct", "dismiss", "undo"),
    "replacements": ("list", "show", "accept", "declare", "end"),
    "documents": ("list",),
}


def test_every_command_has_help_with_an_example_and_an_empty_list_says_so(run: Run) -> None:
    for group, verbs in GROUPS.items():
        for verb in verbs:
            text = run(group, verb, "--help").stdout
            assert f"Example: sunledger {group} {verb}" in text, (group, verb)
        assert found(run(group, "list", "--json")) == []
        assert run(group, "list").stdout.strip()
