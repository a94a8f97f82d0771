"""Which lead comes next? The queue by attention and triage, one in twenty drawn at random, and the chosen lead.

Flows in: the open run and the reviews in the store as it is now. Flows out: figures, the queue, one lead in full. What
is chosen is kept in the address (`?lead=`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.desk import Status
from analytics.errors import Explained
from analytics.reports import attention_text
from analytics.reports.reviews import queue_rows, waiting
from analytics.reports.scorecard import percent
from analytics.reports.triage import Opinion, opinion
from app_streamlit import look
from app_streamlit.officer_pages import desk, lead_panel, review_panel
from models.language import Language, say
from models.vocabulary import Severity

_SHOWN = 20
_SEVERITY_SIGNS = {"H": "■", "M": "◧", "L": "□"}


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("queue-title", language), anchor=False)
    engine = desk.open_desk(language)
    try:
        run, found = review_panel.desk_now(engine)
    except Explained as error:
        look.state(say("officer-cannot-open", language), error.message.say(language))
        return
    desk.last_decision(language)
    leads = waiting(run, found)
    settled = sum(one.status is Status.SETTLED for one in found.traced.values())
    changed = sum(one.status is Status.CHANGED for one in leads)
    claimed = sum(one.status is Status.CLAIMED for one in leads)
    look.figures(
        [
            (
                str(len(leads)),
                say("queue-waiting", language),
                say("queue-changed", language, count=changed) if changed else "",
            ),
            (str(claimed), say("queue-claimed", language), ""),
            (str(settled), say("queue-settled", language), say("queue-settled-remark", language)),
        ]
    )
    look.quiet(say("queue-order", language))
    _about_triage(opinion(run), language)
    if not leads:
        look.state(say("queue-empty", language), say("queue-empty-next", language))
        return
    rows = queue_rows(run, leads[:_SHOWN], language).to_dict("records")
    _table(rows, language)
    if len(leads) > _SHOWN:
        look.quiet(say("queue-more", language, count=len(leads) - _SHOWN))
    _chosen(rows, language)


def _about_triage(said: Opinion, language: Language) -> None:
    if said.refusal is not None:
        look.state(say("order-refused", language), said.refusal.say(language))
        return
    look.quiet(say(f"queue-likely-{'chance' if said.is_probability else 'rank'}-meaning", language))


def _table(rows: list[dict[Any, Any]], language: Language) -> None:
    columns = ("place", "rule", "subject", "unit", "severity", "status", "chosen", "attention", "likely")
    with st.container(key="queue"):
        look.plain_table(
            [say(f"queue-column-{column}", language) for column in columns],
            [
                [
                    str(row["place"]),
                    f"{row['rule']} {row['rule_name']}",
                    row["subject"],
                    row["unit"],
                    _unbroken(f"{_SEVERITY_SIGNS[row['severity']]} {Severity(row['severity']).label(language)}"),
                    _unbroken(review_panel.sign(Status(row["status_code"]), language)) + f" {row['owner']}",
                    _unbroken(("⚄ " if row["is_drawn"] else "") + row["drawn"]),
                    attention_text(row["points"]),
                    _unbroken(_likely(row, language)),
                ]
                for row in rows
            ],
            frozenset({7, 8}),
        )


def _likely(row: dict[Any, Any], language: Language) -> str:
    """The chance where it may be told, else the place by it; a dash where there is no model."""
    if row["chance"] is not None:
        return percent(Decimal(row["chance"]))
    return "—" if row["likely_rank"] is None else say("queue-likely-rank", language, rank=row["likely_rank"])


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")


def _chosen(rows: list[dict[Any, Any]], language: Language) -> None:
    labels = {row["flag"]: f"{row['place']} · {row['rule']} {row['rule_name']} · {row['subject']}" for row in rows}
    options = list(labels)
    wanted = st.query_params.get("lead", "")
    flag = st.selectbox(
        say("queue-choice", language),
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=labels.__getitem__,
        key=f"queue_choice_{language}",
    )
    st.query_params["lead"] = flag
    lead_panel.show(flag, language)
