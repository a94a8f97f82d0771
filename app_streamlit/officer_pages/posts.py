"""Which posts need a second look? The figures, the map, one field of it, and the leads behind that field.

Flows in: overview, heatmap and contributions of the open run. Flows out: widgets. What is chosen is kept in the address
(`?unit=`, `?cell=`, `?lead=`), so that a look can be passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.reports import (
    attention_text,
    column_label,
    contribution_rows,
    field_steps,
    heatmap,
    overview,
    rule_name,
    unit_flags,
    units,
    unplaced_risks,
)
from app_streamlit import look
from app_streamlit.officer_pages import lead_panel
from app_streamlit.officer_pages.chart import PICKED, heatmap_chart
from app_streamlit.officer_pages.opened import ask, ask_view
from models.language import Language, say
from models.vocabulary import Confidence, Severity

_POSTS_SHOWN = 15


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-posts-title", language), anchor=False)
    _figures(language)
    fields = ask(heatmap)
    if fields.empty:
        look.state(say("officer-no-posts", language), say("officer-no-posts-next", language))
        return
    shown, several_units = _choose_unit(fields, language)
    field = _choose_field(shown, several_units, language)
    _field_detail(fields[fields["field"] == field].iloc[0], language)
    _unplaced(language)


def _figures(language: Language) -> None:
    seen = ask(overview)
    look.figures(
        [
            (
                str(seen.open_leads),
                say("officer-open-leads", language),
                say("officer-open-leads-remark", language, high=seen.high_leads, unknown=seen.cannot_assess),
            ),
            (
                f"{seen.assessed} / {seen.cells}",
                say("officer-coverage", language),
                say("officer-coverage-remark", language),
            ),
            (
                str(seen.quarantined_places),
                say("officer-set-aside", language),
                say("officer-set-aside-remark", language, files=seen.quarantined_files, documents=seen.documents),
            ),
        ]
    )
    elsewhere = len(ask(unit_flags))
    if elsewhere:
        look.quiet(say("officer-elsewhere", language, count=elsewhere))


def _unplaced(language: Language) -> None:
    risks = ask_view(unplaced_risks, language)
    if risks.empty:
        return
    st.divider()
    with st.expander(say("officer-unplaced", language, count=len(risks))):
        look.quiet(say("officer-unplaced-note", language))
        look.plain_table(
            [say(code, language) for code in ("officer-unit", "officer-subject", "officer-grade", "officer-file")],
            [
                [risk["unit"], risk["name"], look.level_label(risk["grade"], language), risk["file_name"]]
                for risk in risks.to_dict("records")
            ],
            frozenset(),
        )


def _choose_unit(fields: pd.DataFrame, language: Language) -> tuple[pd.DataFrame, bool]:
    """The fields to draw: one unit, or the posts with most attention of all units."""
    known = ask(units)
    keys = [unit_id or "" for unit_id in known["unit_id"]]
    names = dict(zip(keys, (name or say("reports-unit-unknown", language) for name in known["unit"]), strict=True))
    headline, choice = st.columns([3, 2], vertical_alignment="bottom")
    with headline:
        st.subheader(say("officer-map", language), anchor=False)
    if len(keys) == 1:
        look.quiet(f"{names[keys[0]]}　{say('officer-map-hint', language)}")
        return fields, False
    everything = say("officer-all-units", language, rows=_POSTS_SHOWN)
    # A unit without id is offered by its empty key; "*" is a key no unit has.
    options = ["*", *keys]
    with choice:
        chosen = st.selectbox(
            say("officer-unit", language),
            options,
            index=options.index(st.query_params["unit"]) if st.query_params.get("unit") in options else 0,
            format_func=lambda key: everything if key == "*" else names[key],
            key=f"unit_choice_{language}",
            persist_state="session",
            label_visibility="collapsed",
        )
    st.query_params["unit"] = chosen
    look.quiet(say("officer-map-hint", language))
    if chosen != "*":
        return fields[fields["unit_key"] == chosen], False
    posts = fields.groupby("post_id", as_index=False).agg(
        attention=("attention", "sum"), unit=("unit", "first"), post=("post", "first")
    )
    heaviest = posts.sort_values(["attention", "unit", "post"], ascending=[False, True, True])["post_id"]
    order = {post: number for number, post in enumerate(heaviest[:_POSTS_SHOWN])}
    shown = fields[fields["post_id"].isin(order)]
    return shown.sort_values("post_id", key=lambda posts: posts.map(order), kind="stable"), len(keys) > 1


def _choose_field(shown: pd.DataFrame, several_units: bool, language: Language) -> str:
    """Draw the map and the list beside it; both set the same choice."""
    ranked = shown.assign(severity=shown["level"].map({"HIGH": 0, "MEDIUM": 1, "LOW": 2}).fillna(3)).sort_values(
        ["attention", "severity", "field"], ascending=[False, True, True]
    )
    options = list(ranked["field"])
    wanted = st.session_state.get("cell") or st.query_params.get("cell")
    chosen = str(wanted if wanted in options else options[0])
    labels = {row["field"]: _field_label(row, language) for row in ranked.to_dict("records")}
    row_labels = _row_labels(shown, several_units)
    with st.container(key="map"):
        st.altair_chart(
            heatmap_chart(shown, row_labels, chosen, language, look.palette()),
            key="heatmap",
            theme=None,
            on_select=_picked_on_map,
            selection_mode=PICKED,
            alt=say("officer-map-alt", language),
        )
    # A list of its own for each language: the browser keeps showing the words a list was first drawn with.
    list_key = f"cell_list_{language}"
    st.session_state[list_key] = chosen
    st.selectbox(
        say("officer-cell", language),
        options,
        format_func=labels.__getitem__,
        key=list_key,
        on_change=_picked_in_list,
        args=(list_key,),
    )
    with st.expander(say("officer-map-table", language)):
        look.plain_table(
            [
                say(code, language)
                for code in (
                    "officer-unit", "officer-post", "officer-step-kind", "officer-step-names", "officer-level",
                    "officer-leads", "officer-attention",
                )
            ],
            [
                [
                    row["unit"] or say("reports-unit-unknown", language),
                    row["post"],
                    column_label(row["column"], language),
                    row["step_names"],
                    look.level_label(row["level"], language),
                    str(row["flags"]),
                    attention_text(row["attention"]),
                ]
                for row in ranked.to_dict("records")
            ],
            frozenset({5, 6}),
        )  # fmt: skip
    st.session_state["cell"] = chosen
    st.query_params["cell"] = chosen
    return chosen


def _picked_on_map() -> None:
    points = st.session_state["heatmap"]["selection"].get(PICKED) or []
    if points:
        st.session_state["cell"] = points[0]["field"]


def _picked_in_list(list_key: str) -> None:
    st.session_state["cell"] = st.session_state[list_key]


def _row_labels(shown: pd.DataFrame, several_units: bool) -> pd.Series:
    """Post names, with department or unit where the name alone would not tell rows apart."""
    label = shown["post"].astype("object")
    if several_units:
        label = shown["unit"].fillna("") + " · " + label
    posts_per_label = shown.assign(label=label).groupby("label")["post_id"].nunique()
    doubtful = label.map(posts_per_label) > 1
    return label.where(~doubtful, label + "（" + shown["department"].fillna("") + "）")


def _field_label(row: Mapping[Any, Any], language: Language) -> str:
    level = row["level"] if isinstance(row["level"], str) else None
    return say(
        "officer-cell-option",
        language,
        level=look.level_label(level, language),
        attention=attention_text(row["attention"]),
        unit=row["unit"] or say("reports-unit-unknown", language),
        post=row["post"],
        column=row["step_names"] or column_label(row["column"], language),
    )


def _field_detail(field: pd.Series, language: Language) -> None:
    st.divider()
    names = field["step_names"] or column_label(field["column"], language)
    st.subheader(f"{field['post']} · {names}", anchor=False)
    unit = field["unit"] or say("reports-unit-unknown", language)
    look.quiet(" · ".join(part for part in (unit, field["department"]) if isinstance(part, str)))
    steps = ask(field_steps, field["field"])
    parts = ask(contribution_rows, field["field"])
    left, right = st.columns([1, 1], gap="large")
    with left:
        if steps.empty:
            st.html(look.level_sign(field["level"], language))
            look.quiet(say("officer-whole-post-note", language))
        for step in steps.to_dict("records"):
            _step_detail(step, len(steps) > 1, language)
    with right:
        if parts.empty:
            look.state(say("officer-no-leads-here", language), say("officer-no-leads-here-next", language))
        else:
            _contributions(parts, language)
    if not parts.empty:
        lead_panel.choose_and_show(list(parts["flag"]), language)


def _step_detail(step: Mapping[Any, Any], several: bool, language: Language) -> None:
    level = step["level"] if isinstance(step["level"], str) else None
    st.html(look.level_sign(level, language))
    if several:
        st.markdown(f"**{look.plain(str(step['power']))} · {look.plain(str(step['step']))}**")
    elif step["power"]:
        st.markdown(f"**{look.plain(str(step['power']))}**")
    st.markdown(look.plain(str(step[f"level_{language}"])))
    st.markdown(look.plain(str(step[f"attention_{language}"])))
    if step["risk"]:
        look.quiet(say("officer-risk", language, risk=step["risk"]))
    if step["measures"]:
        look.quiet(say("officer-measures", language, measures=step["measures"]))


def _contributions(parts: pd.DataFrame, language: Language) -> None:
    st.markdown(f"**{say('officer-contributions', language)}**")
    total = attention_text(int(parts["points"].sum()))
    look.plain_table(
        [
            say(code, language)
            for code in ("officer-rule", "officer-severity", "officer-confidence", "officer-volume", "officer-points")
        ],
        [
            [
                f"{part['rule']} {rule_name(part['rule'], language)}",
                Severity(part["severity"]).label(language),
                Confidence(part["confidence"]).label(language),
                str(part["matters"]) if part["matters"] else "—",
                attention_text(part["points"]),
            ]
            for part in parts.to_dict("records")
        ],
        frozenset({3, 4}),
        [say("officer-sum", language), "", "", "", total],
    )
