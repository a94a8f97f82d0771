"""Are these two one? Mentions that may be one person or firm and that no evidence joins, to be decided one by one.

Flows in: the open run's snapshot, and the judgements in the store as it is now. Flows out: pairs with what is compared
side by side, the decision about each, and the judgements that were made, each of which can be withdrawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st
from sqlalchemy import Engine

from analytics.identity import MentionKey, Question, judge, parse_mention, withdraw
from analytics.reports.who import compared_rows, judgement_rows, open_mentions, open_questions, question_rows
from app_streamlit import look
from app_streamlit.officer_pages import desk, opened
from models.language import Language, say
from models.vocabulary import Verdict

_SHOWN = 10
_JUDGED_SHOWN = 30


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("who-title", language), anchor=False)
    engine = desk.open_desk(language)
    desk.last_decision(language)
    with st.spinner(say("officer-loading", language)):
        mentions = opened.ask_view(open_mentions)
    found = open_questions(mentions, engine, desk.now())
    made = judgement_rows(engine, language)
    in_force = int((made["withdrawn"] == "").sum())
    look.figures(
        [
            (str(len(found)), say("who-open", language), ""),
            (str(in_force), say("who-judged", language), ""),
        ]
    )
    look.quiet(say("who-caution", language))
    if not found:
        look.state(say("who-none", language), say("who-none-next", language))
    rows = question_rows(found[:_SHOWN], language).to_dict("records")
    for question, row in zip(found, rows, strict=False):
        _question(engine, question, row, mentions.called, language)
    if len(found) > _SHOWN:
        look.quiet(say("who-more", language, count=len(found) - _SHOWN))
    _judgements(engine, made.to_dict("records"), language)


def _question(
    engine: Engine, question: Question, row: dict[Any, Any], called: Mapping[str, str], language: Language
) -> None:
    key = f"{row['one']}_{row['other']}"
    with st.container(border=True, key=f"question_{key}"):
        compared = compared_rows(question, called, language)
        heads = [f"{row[name]}（{row[register]}）" for name, register in _SIDES]
        look.plain_table(
            [say("who-column-aspect", language), *heads, say("who-column-equal", language)],
            compared.to_numpy().tolist(),
            frozenset(),
        )
        with st.form(f"form_{key}", border=False):
            who, why = desk.name_and_reason(f"who_{key}", language)
            buttons = st.columns([1, 1, 1, 4])
            pressed = [
                verdict
                for verdict, column in zip(Verdict, buttons, strict=False)
                if column.form_submit_button(verdict.label(language), width="stretch")
            ]
        if pressed:
            sides: tuple[MentionKey, MentionKey] = (parse_mention(row["one"]), parse_mention(row["other"]))
            decision = partial(judge, engine, *sides, pressed[0], who=who, why=why, now=desk.now())
            desk.decide(decision, say("who-kept", language, verdict=pressed[0].label(language)), who, language)


_SIDES = (("name", "register"), ("other_name", "other_register"))


def _judgements(engine: Engine, made: list[dict[Any, Any]], language: Language) -> None:
    if not made:
        return
    st.subheader(say("who-judged", language), anchor=False)
    for row in made[:_JUDGED_SHOWN]:
        text, button = st.columns([6, 1], vertical_alignment="center")
        done = say("desk-by", language, who=row["who"], moment=row["recorded"], why=row["why"])
        over = ""
        if row["withdrawn"]:
            ended = {"who": row["withdrawn_by"], "moment": row["withdrawn"], "why": row["withdrawn_why"]}
            over = say("aside-undone", language, **ended)
        with text:
            st.html(
                f"<div>{look.escaped(row['verdict'])}</div>"
                f"<div class='sl-quiet'>{look.escaped(row['one'])}　{look.escaped(row['other'])}</div>"
                f"<div class='sl-quiet'>{look.escaped(done)}　{look.escaped(over)}</div>"
            )
        with button:
            if not row["withdrawn"] and st.button(
                say("who-withdraw", language), key=f"withdraw_{row['id']}", width="stretch"
            ):
                _withdraw(engine, row, language)


def _withdraw(engine: Engine, row: dict[Any, Any], language: Language) -> None:
    @st.dialog(say("who-withdraw-title", language))
    def window() -> None:
        look.quiet(f"{row['verdict']}　{row['one']}　{row['other']}")
        with st.form(f"withdraw_form_{row['id']}", border=False):
            who, why = desk.name_and_reason(f"withdraw_{row['id']}", language)
            is_withdrawn = st.form_submit_button(say("who-withdraw", language), type="primary")
        if is_withdrawn:
            action = partial(withdraw, engine, row["id"], who=who, why=why, now=desk.now())
            desk.decide(action, say("who-withdrawn", language), who, language)

    window()
