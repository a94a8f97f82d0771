"""One notice: what it says, whether its total adds up, its rows, and the file and cell each figure comes from."""

from __future__ import annotations

import streamlit as st

from analytics.release import NoticeDetail, Release
from app_streamlit import look
from app_streamlit.public_pages import opened, wording
from models.language import Language, say


def show(release: Release, language: Language) -> None:
    """Lay the page out for the notice named in the address."""
    detail = release.notice(st.query_params.get("id", ""))
    if detail is None:
        look.state(say("public-unknown-notice", language), say("public-unknown-next", language))
        return
    notice = detail.notice
    st.title(wording.title_of(notice, language), anchor=False)
    look.figures(
        [
            (
                wording.large_amount(notice["disclosed_fen"], language),
                say("public-col-disclosed", language),
                wording.basis_of(notice, language),
            )
        ]
    )
    st.html(f'<p class="sl-said">{look.escaped(wording.sum_sentence(notice, language))}</p>')
    opened.facts(wording.facts_of(notice, language))
    _rows(release, detail, language)
    _source(detail, language)
    opened.source_line(release, language)


def _rows(release: Release, detail: NoticeDetail, language: Language) -> None:
    items, parts = detail.items, detail.parts
    st.subheader(say("public-rows-heading", language, count=len(items)), anchor=False)
    if detail.notice["items_withheld"]:
        look.quiet(say("public-rows-withheld", language, count=int(detail.notice["items_withheld"])))
    if items.empty:
        look.state(say("public-no-rows", language), say("public-not-disclosed-next", language))
        return
    if items["payee_kind"].eq("individual").any():
        look.quiet(say("public-individuals-withheld", language))
    sources = list(dict.fromkeys(parts["name"].map(wording.text))) if len(parts) else []
    by_source = {(p["item_id"], wording.text(p["name"])): p["amount_fen"] for p in wording.records(parts)}
    has_notes = items["cell_note"].notna().any()
    headings = [say("public-col-payee", language), say("public-col-project", language)]
    headings += [opened.in_yuan(name, language) for name in (say("public-col-amount", language), *sources)]
    headings += [say("public-col-note", language)] if has_notes else []
    headings += [say("public-col-place", language)]
    rows = []
    for item in wording.records(items):
        project = wording.text(item["project"]) or ("" if item["payee_kind"] else wording.text(item["label"]))
        row = [wording.payee_name(item, language), project, wording.yuan(item["amount_fen"], language)]
        for name in sources:
            known = (item["id"], name) in by_source
            row.append(wording.yuan(by_source[item["id"], name], language) if known else "–")
        row += [wording.text(item["cell_note"])] if has_notes else []
        row.append(wording.place(item["locator"], language))
        rows.append(row)
    opened.table(headings, rows, frozenset(range(2, 3 + len(sources))), language)
    columns = opened.released_columns(release, "fund_item")
    opened.download(items, columns, "notice_rows", say("public-download-rows", language), key="notice-rows")


def _source(detail: NoticeDetail, language: Language) -> None:
    st.subheader(say("public-source-heading", language), anchor=False)
    st.html(f'<p class="sl-said">{look.escaped(wording.source_of(detail.document, language))}</p>')
    for edition in wording.records(detail.editions):
        look.quiet(say("public-source-edition", language, file=wording.text(edition["file_name"])))
    look.quiet(wording.place(str(detail.notice["locator"]), language))
    look.quiet(say("public-source-hash", language, hash=str(detail.notice["document_id"])))
