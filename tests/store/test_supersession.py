"""A corrected publication takes the place of the earlier one: both stay readable, one counts, and any day can be seen
again as it was.
"""

from __future__ import annotations

import doctest
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

import analytics.reading.supersession
from analytics.errors import RunAborted
from analytics.reading import content_of
from analytics.reading.exports import export_registers
from analytics.reading.supersession import (
    Replaces,
    accept,
    declare,
    end,
    resolve_document,
    supersede,
    supersessions,
)
from models.language import Language
from models.tables import Document, FundItem, FundNotice, Supersession
from models.vocabulary import SupersessionSign
from tests.store.conftest import Office, day

TITLE = "岚汀市2025年农机购置补贴资金分配公示"
BUREAU = "岚汀市农业农村局"
OLD = ("12.5", "8", "5.5", "4")
NEW = ("12.5", "9", "5.5", "4")
TOWNS = ("青禾镇", "石桥镇", "芦溪镇", "白鹭镇", "云溪镇", "竹溪镇")
WHO = {"who": "乔", "why": "更正公告"}


def notice(
    amounts: Sequence[str] = OLD,
    title: str = TITLE,
    published: str | None = "2026年2月2日",
    publisher: str | None = BUREAU,
    period: str | None = "2026年2月2日至2026年2月9日",
    towns: Sequence[str] = TOWNS,
) -> list[list[str]]:
    rows = [[title], [f"发布机构：{publisher}" if publisher else "", "", f"发布日期：{published}" if published else ""]]
    rows += [[f"公示时间：{period}"]] if period else []
    rows.append(["序号", "乡镇", "项目名称", "补助金额(万元)"])
    return rows + [[str(n), town, "插秧机", a] for n, (town, a) in enumerate(zip(towns, amounts, strict=False), 1)]


def links(office: Office) -> list[tuple[str, str, str, str]]:
    """Newer file, older file, sign, and whether it is in force, proposed, or over."""
    found = []
    for row in supersessions(office.engine):
        state = "over" if row["until"] else "in force" if row["since"] else "proposed"
        found.append((row["newer_file"], row["older_file"], row["found"], state))
    return sorted(found)


def totals(office: Office, *on: int) -> list[int]:
    """The sums of the items that analyses see as of some days, in yuan."""
    return [sum(row["amount_fen"] for row in view.rows("fund_item")) // 100 for view in office.views(*on)]


def sha(office: Office, name: str) -> str:
    with office.engine.connect() as connection:
        return connection.scalars(select(Document.id).where(Document.file_name == name)).one()


LATER = "2026年2月5日"
# The second file, its name, and how it is linked to the first: sign and state, or None.
SECOND = {
    "its title says that it is a correction": (
        notice(NEW, TITLE + "（更正）", LATER), "乙.csv", ("named", "in force"),
    ),
    "it speaks about the other in its title": (
        notice(NEW, f"关于更正《{TITLE}》的公告", LATER), "乙.csv", ("named", "in force"),
    ),
    "only its file name says that it is a correction": (
        notice(NEW, published=LATER), "甲-更正.csv", ("named", "in force"),
    ),
    "a correction that is dated before what it corrects": (
        notice(NEW, TITLE + "（更正）", "2026年1月5日"), "乙.csv", ("named", "proposed"),
    ),
    "a correction with few of the rows": (
        notice(("12.5",), TITLE + "（更正）", LATER, towns=("湖滨镇",)), "乙.csv", None,
    ),
    "a correction of just half of the rows": (
        notice(("1", "2"), TITLE + "（更正）", LATER), "乙.csv", ("named", "in force"),
    ),
    "a correction of another batch": (
        notice(NEW, "岚汀市2025年第二批农机购置补贴资金分配公示（更正）", LATER), "乙.csv", None,
    ),
    "a correction by another publisher": (
        notice(NEW, TITLE + "（更正）", LATER, publisher="岚汀市水利局"), "乙.csv", None,
    ),
    "a correction without a publisher is put to the clerk": (
        notice(NEW, TITLE + "（更正）", LATER, publisher=None), "乙.csv", ("named", "proposed"),
    ),
    "the same notice period under the same title, published later": (
        notice(NEW, published=LATER), "乙.csv", ("same_notice", "in force"),
    ),
    "the same, but nothing says which is later": (notice(NEW), "乙.csv", ("same_notice", "proposed")),
    "the same title without a notice period, soon after": (
        notice(NEW, published=LATER, period=None), "乙.csv", ("alike", "proposed"),
    ),
    "the same title without a notice period, half a year later": (
        notice(NEW, published="2026年8月5日", period=None), "乙.csv", None,
    ),
    "the same title and another notice period": (
        notice(NEW, published=LATER, period="2026年2月5日至2026年2月12日"), "乙.csv", None,
    ),
    "a town's renewal is no correction": (
        notice(NEW, "岚汀市2025年城市更新项目资金分配公示", LATER), "乙.csv", None,
    ),
    "the same rows in another format are an edition": (notice(published=LATER), "乙.html", None),
    "one other amount in another format is a second version": (
        notice(NEW, published=LATER), "乙.html", ("same_notice", "in force"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SECOND)
def test_a_second_version_is_recognised_only_where_it_speaks_for_itself(case: str, office: Office) -> None:
    rows, name, expected = SECOND[case]
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish(name, rows), on=2)
    assert links(office) == ([] if expected is None else [(name, "甲.csv", *expected)])


def test_an_earlier_day_sees_the_old_figure_and_a_later_day_the_new_one(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), on=5)
    assert totals(office, 1, 4, 5, 6) == [300_000, 300_000, 310_000, 310_000]
    assert [len(view.rows("document")) for view in office.views(4, 5)] == [1, 1]


def test_a_proposal_changes_nothing_until_it_is_accepted_and_then_from_that_day_on(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW)), on=2)
    assert totals(office, 3) == [610_000]
    [row] = supersessions(office.engine)
    accept(office.engine, row["id"], **WHO, now=day(5))
    # The identities of the snapshot are those of now: a day on which both counted has to judge for itself.
    assert totals(office, 1, 3, 4, 5) == [300_000, 610_000, 610_000, 310_000]
    both, one = ({m["record_id"] for m in view.rows("mention")} for view in office.views(3, 5))
    assert both > one
    end(office.engine, row["id"], who="乔", why="其实是另一批", now=day(8))
    assert totals(office, 4, 5, 7, 8) == [610_000, 310_000, 310_000, 610_000]
    assert [r["who"] for r in supersessions(office.engine)] == ["乔"]


def test_a_proposal_that_was_turned_down_is_not_put_again(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW)), on=2)
    [row] = supersessions(office.engine)
    end(office.engine, row["id"], who="乔", why="两批", now=day(3))
    with office.engine.begin() as connection:
        assert supersede(connection, [sha(office, "乙.csv"), sha(office, "甲.csv")], day(4)) == []
    assert [state for *_, state in links(office)] == ["over"]


def test_a_later_correction_replaces_the_earlier_correction(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", "2026年2月3日")), on=2)
    office.take(office.publish("丙.csv", notice(("1", "1", "1", "1"), TITLE + "（更正）", "2026年2月4日")), on=3)
    assert totals(office, 1, 2, 3) == [300_000, 310_000, 40_000]


def test_all_versions_taken_in_at_once_leave_the_last_one(office: Office) -> None:
    office.take(
        office.publish("丙.csv", notice(("1", "1", "1", "1"), published="2026年2月4日")),
        office.publish("甲.csv", notice()),
        office.publish("乙.csv", notice(NEW, published="2026年2月3日")),
    )
    assert totals(office, 1) == [40_000]


def test_an_older_version_that_comes_late_counts_for_nothing(office: Office) -> None:
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)))
    office.take(office.publish("甲.csv", notice()), on=2)
    assert totals(office, 1, 2) == [310_000, 310_000]


def test_both_formats_of_the_earlier_version_are_replaced(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()), office.publish("甲.html", notice()))
    assert totals(office, 1) == [300_000]
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), on=2)
    assert totals(office, 2) == [310_000]


def test_a_declared_replacement_takes_the_other_format_of_the_older_along(office: Office) -> None:
    office.take(office.publish("甲.csv", notice(period=None)), office.publish("甲.html", notice(period=None)))
    office.take(office.publish("乙.csv", notice(NEW, "另拟的标题公示", period=None)), on=2)
    found = declare(office.engine, sha(office, "乙.csv"), sha(office, "甲.csv"), **WHO, now=day(3))
    assert {f.older for f in found} == {sha(office, "甲.csv"), sha(office, "甲.html")}
    assert totals(office, 2, 3) == [610_000, 310_000]


def test_declaring_what_was_proposed_accepts_the_proposal_and_parts_the_contrary(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW)), on=2)
    declare(office.engine, sha(office, "乙.csv"), sha(office, "甲.csv"), **WHO, now=day(3))
    assert links(office) == [("乙.csv", "甲.csv", "same_notice", "in force")]

    office.take(office.publish("丁.csv", notice(title="岚汀市2025年水利资金分配公示")))
    office.take(office.publish("戊.csv", notice(NEW, title="岚汀市2025年水利资金分配公示")), on=2)
    declare(office.engine, sha(office, "丁.csv"), sha(office, "戊.csv"), **WHO, now=day(3))
    assert [one for one in links(office) if "丁.csv" in one] == [
        ("丁.csv", "戊.csv", "declared", "in force"),
        ("戊.csv", "丁.csv", "same_notice", "over"),
    ]


def test_a_file_may_be_taken_in_as_the_one_that_replaces_another(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    replaces = Replaces(sha(office, "甲.csv")[:8], "乔", "更正公告")
    office.take(office.publish("乙.csv", notice(NEW, "另拟的标题公示", period=None)), on=2, replaces=replaces)
    assert links(office) == [("乙.csv", "甲.csv", "declared", "in force")]
    [row] = supersessions(office.engine)
    assert (row["who"], row["why"]) == ("乔", "更正公告")


def refused_now(office: Office, decide: Any) -> str:
    """The code of the refusal, after which the store is as before."""
    before = office.contents()
    with pytest.raises(RunAborted) as refused:
        decide()
    assert office.contents() == before
    return refused.value.message.code


def test_what_cannot_be_decided_is_refused_and_nothing_changes(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    bad = office.folder / "空.csv"
    bad.write_bytes(b"")
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), bad, on=2)
    old, new, nothing = sha(office, "甲.csv"), sha(office, "乙.csv"), sha(office, "空.csv")
    [row] = supersessions(office.engine)
    refusals = {
        "by itself": (lambda: declare(office.engine, new, new, **WHO, now=day(3)), "supersession-of-itself"),
        "once more": (lambda: declare(office.engine, new, old, **WHO, now=day(3)), "supersession-stands"),
        "in a circle": (lambda: declare(office.engine, old, new, **WHO, now=day(3)), "supersession-circular"),
        "by what was not taken in": (
            lambda: declare(office.engine, nothing, old, **WHO, now=day(3)), "supersession-by-refused",
        ),
        "of what is not there": (lambda: declare(office.engine, new, "f" * 64, **WHO, now=day(3)), "document-unknown"),
        "by nobody": (
            lambda: declare(office.engine, old, new, who=" ", why="x", now=day(3)), "decision-without-name",
        ),
        "without a reason": (
            lambda: end(office.engine, row["id"], who="乔", why=" ", now=day(3)), "decision-without-reason",
        ),
        "what stands already": (
            lambda: accept(office.engine, row["id"], **WHO, now=day(3)), "supersession-not-standing",
        ),
        "what was never there": (lambda: end(office.engine, "0" * 16, **WHO, now=day(3)), "supersession-not-standing"),
    }  # fmt: skip
    for name, (decide, code) in refusals.items():
        assert refused_now(office, decide) == code, name


def test_taking_in_with_a_replacement_that_is_refused_takes_nothing_in(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    two = [office.publish(f"{n}.csv", notice(NEW, title=f"岚汀市{n}公示")) for n in "丙丁"]
    cases = {
        "two files": (two, Replaces(sha(office, "甲.csv"), **WHO), "supersession-needs-one-file"),
        "no such document": (two[:1], Replaces("abcdef", **WHO), "document-unknown"),
        "too short to name one": (two[:1], Replaces("ab", **WHO), "document-unknown"),
        "nobody says so": (two[:1], Replaces(sha(office, "甲.csv"), "", "x"), "decision-without-name"),
        "without a reason": (two[:1], Replaces(sha(office, "甲.csv"), "乔", ""), "decision-without-reason"),
    }
    for name, (files, replaces, code) in cases.items():
        assert refused_now(office, lambda f=files, r=replaces: office.take(*f, on=2, replaces=r)) == code, name


def test_a_document_is_named_by_the_beginning_of_its_hash(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    whole = sha(office, "甲.csv")
    with office.engine.connect() as connection:
        assert resolve_document(connection, f" {whole[:6].upper()} ") == whole
        for wrong in ("", whole[:5], "%", whole[:6] + "_", "../甲"):
            with pytest.raises(RunAborted) as refused:
                resolve_document(connection, wrong)
            assert refused.value.message.code == "document-unknown"


def test_both_versions_stay_readable(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), on=2)
    for name, amount in (("甲.csv", "8"), ("乙.csv", "9")):
        content = content_of(office.settings, sha(office, name), "csv")
        assert amount in {cell.text for grid in content.grids for row in grid.rows for cell in row}
    with office.engine.connect() as connection:
        assert len(connection.scalars(select(FundItem.id)).all()) == 8


def test_what_was_replaced_is_not_handed_out_again(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), on=2)
    [written] = export_registers(office.engine, [FundNotice], office.folder / "out", "csv", Language.ZH)
    text = written.read_text("utf-8-sig")
    assert "90000" in text
    assert text.count("石桥镇|插秧机") == 1


def test_an_ingest_broken_off_while_it_looks_for_older_versions_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.take(office.publish("甲.csv", notice()))
    before = office.contents()

    def broken(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("analytics.reading.supersession._judge", broken)
    with pytest.raises(KeyboardInterrupt):
        office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), on=2)
    assert office.contents() == before


def test_the_same_files_give_the_same_links_on_any_machine(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), on=2)
    with office.engine.connect() as connection:
        [one] = connection.scalars(select(Supersession.id)).all()
        new, old = sha(office, "乙.csv"), sha(office, "甲.csv")
    end(office.engine, one, **WHO, now=day(3))
    with office.engine.begin() as connection:
        connection.execute(Supersession.__table__.delete())
    with office.engine.begin() as connection:
        [found] = supersede(connection, [new], day(4))
    assert (found.id, found.older, found.sign) == (one, old, SupersessionSign.NAMED)


def test_a_report_is_replaced_by_a_later_one_of_the_same_unit_year_and_stage(office: Office) -> None:
    def report(amount: str, published: str, year: str = "2025") -> list[list[str]]:
        return [[f"岚汀市水利局{year}年“三公”经费预算公开表"], ["单位：万元", f"发布日期：{published}"],
                ["编制单位：岚汀市水利局"], ["项目", "预算数"], ["合计", amount], ["因公出国（境）费", "0"],
                ["公务接待费", "3"], ["公务用车购置及运行费", str(float(amount) - 3)]]  # fmt: skip

    office.take(office.publish("甲.csv", report("11.1", "2025年2月2日")))
    office.take(office.publish("乙.csv", report("12.1", "2025年3月2日")), on=2)
    office.take(office.publish("丙.csv", report("13.1", "2026年2月2日", "2026")), on=3)
    assert links(office) == [("乙.csv", "甲.csv", "same_report", "in force")]


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(analytics.reading.supersession).failed == 0


def test_instants_are_those_of_the_run(office: Office) -> None:
    office.take(office.publish("甲.csv", notice()))
    office.take(office.publish("乙.csv", notice(NEW, TITLE + "（更正）", LATER)), on=2)
    [row] = supersessions(office.engine)
    moments: list[datetime] = [row["recorded_at"], row["since"]]
    assert moments == [day(2), day(2)]
