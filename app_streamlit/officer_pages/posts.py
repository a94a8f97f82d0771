"""Which posts need a second look? The figures, the map at three distances, one field of it, and the leads behind it.

Flows in: overview, map and parts of the open run. Flows out: widgets. What is chosen is kept in the address
(`map_view`, `?lead=`), so that a look can be passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analytics.reports import (
    ROWS_PER_PAGE,
    Chosen,
    Figure,
    RiskMap,
    Run,
    Zoom,
    attention_text,
    column_label,
    contribution_rows,
    domain_label,
    field_of,
    field_steps,
    level_rows,
    map_csv,
    map_table,
    overview,
    pattern_name,
    risk_map,
    rule_name,
    sector_label,
    sign_table,
    unit_flags,
    unplaced_risks,
)
from analytics.scoring import Source
from app_streamlit import look
from app_streamlit.officer_pages import chart, lead_panel, map_view, sign_panel, why_not
from app_streamlit.officer_pages.map_view import MapView
from app_streamlit.officer_pages.opened import ask, ask_view, opened_run
from models.language import Language, say
from models.vocabulary import Confidence, OwnerLevel, Severity

_POSTS_LISTED = 8
_NUMERIC_HEADS = frozenset({"attention", "leads", "signs", "points", "posts"})


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-posts-title", language), anchor=False)
    _figures(language)
    view = map_view.choose(language)
    shown = ask(risk_map, view.zoom, view.chosen, view.page)
    if shown.fields.empty:
        _nothing(view, language)
        return
    field = _map(shown, view, language)
    _take_away(shown, view, language)
    if field is not None:
        _field_detail(field, language)
    elif view.zoom is Zoom.SECTORS:
        _heaviest_posts(view, language)
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
                say("officer-coverage-by-formula", language, count=seen.by_formula)
                if seen.by_formula
                else say("officer-coverage-remark", language),
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
    signs = len(ask(sign_table, language))
    if signs:
        look.quiet(say("signs-counted", language, count=signs))


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


def _nothing(view: MapView, language: Language) -> None:
    """Nothing to draw: there is no post at all, or the filters leave none."""
    if view.chosen == Chosen() and view.page == 0:
        look.state(say("officer-no-posts", language), say("officer-no-posts-next", language))
        return
    look.state(say("officer-no-match", language), say("officer-no-match-next", language))
    st.button(say("officer-filter-none", language), on_click=_look_at_everything)


def _look_at_everything() -> None:
    map_view.keep(sector=None, power=None, unit=None, level=None, open=None, q=None, page=None, cell=None)


def _map(shown: RiskMap, view: MapView, language: Language) -> str | None:
    """Draw the map, the list beside it and its table; returns the field that is open, on posts by steps."""
    options = list(_ranked(shown)["key"])
    chosen = view.cell if view.cell in options else options[0] if shown.zoom is Zoom.POSTS else None
    _legend(shown, view.figure, language)
    with st.container(key="map"):
        st.altair_chart(
            chart.map_chart(shown, view.figure, chosen, language, look.palette()),
            key="heatmap",
            theme=None,
            on_select=partial(_picked_on_map, shown),
            selection_mode=chart.PICKED,
            alt=say("officer-map-alt", language),
        )
    _pages(shown, view, language)
    _list(shown, options, chosen, language)
    with st.expander(say("officer-map-table", language)):
        _table(shown, language)
    return chosen


def _ranked(shown: RiskMap) -> pd.DataFrame:
    """The fields, those that ask for most attention first, then those of the highest level."""
    return shown.fields.sort_values(["attention", "level_rank", "key"], ascending=[False, False, True])


def _legend(shown: RiskMap, figure: Figure, language: Language) -> None:
    colours = look.palette()
    known = chart.signs(figure, language, colours)
    present = {chart.value_of(field, figure) for field in shown.fields.to_dict("records")}
    marks = "".join(_legend_sign(sign, colours) for value, sign in known.items() if value in present)
    counted = shown.covered
    said = say(
        "officer-covered",
        language,
        points=counted.points,
        unit=counted.by_unit,
        formula=counted.by_formula,
        none=counted.not_assessed,
        leads=counted.leads,
        signs=counted.signs,
    )
    hint = say(f"officer-hint-{shown.zoom}", language)
    if figure is Figure.CHANGE:
        hint = say("officer-hint-no-run", language) if shown.run_before is None else say(
            "officer-hint-change", language, run=shown.run_before
        )  # fmt: skip
    st.html(f'<div class="sl-legend">{marks}</div>')
    look.quiet(f"{said}　{hint}")


def _legend_sign(sign: chart.Sign, colours: look.Palette) -> str:
    hatch = f"repeating-linear-gradient(45deg, {colours.paper} 0 5px, {colours.line} 5px 6px)"
    style = f"background: {hatch if sign.is_hatched else sign.fill}; color: {sign.ink}; margin-right: .5rem"
    return f'<span class="sl-sign" style="{style}">{look.escaped(sign.text)}</span>'


def _pages(shown: RiskMap, view: MapView, language: Language) -> None:
    pages = -(-shown.rows // ROWS_PER_PAGE)
    if shown.zoom is Zoom.SECTORS or pages < 2:
        return
    back, where, on = st.columns([1, 4, 1], vertical_alignment="center")
    with back:
        st.button(say("officer-page-back", language), disabled=view.page == 0, on_click=_turn, args=(view.page - 1,))
    with where:
        look.quiet(say("officer-page-of", language, page=view.page + 1, pages=pages, rows=shown.rows))
    with on:
        st.button(
            say("officer-page-on", language), disabled=view.page + 1 >= pages, on_click=_turn, args=(view.page + 1,)
        )


def _turn(page: int) -> None:
    map_view.keep(page=str(page) if page else None, cell=None)


def _list(shown: RiskMap, options: list[str], chosen: str | None, language: Language) -> None:
    """The fields as a list: what a click on the map does, without a pointer."""
    labels = _distinct_labels(shown, language)
    # A list of its own for each language: the browser keeps showing the words a list was first drawn with.
    key = f"cell_list_{shown.zoom}_{language}"
    st.session_state[key] = chosen
    st.selectbox(
        say("officer-cell" if shown.zoom is Zoom.POSTS else "officer-cell-nearer", language),
        options,
        index=None,
        format_func=labels.__getitem__,
        placeholder=say("officer-cell-choose", language),
        key=key,
        on_change=_picked_in_list,
        args=(shown, key),
    )


def _picked_on_map(shown: RiskMap) -> None:
    points = st.session_state["heatmap"]["selection"].get(chart.PICKED) or []
    if points:
        _open(shown, points[0]["field"])


def _picked_in_list(shown: RiskMap, key: str) -> None:
    if st.session_state[key] is not None:
        _open(shown, st.session_state[key])


def _open(shown: RiskMap, key: str) -> None:
    """A field was chosen: come nearer, or open it on posts by steps."""
    found = shown.fields[shown.fields["key"] == key]
    if found.empty:
        return
    field = found.iloc[0]
    if shown.zoom is Zoom.SECTORS:
        map_view.keep(zoom=str(Zoom.UNITS), sector=field["row"], power=field["column"], unit=None, page=None, cell=None)
    elif shown.zoom is Zoom.UNITS:
        _open_post(field["unit_key"], field["post_id"])
    else:
        map_view.keep(cell=key)


def _open_post(unit_key: str, post_id: str) -> None:
    """The steps of a post, with the one open that asks for most attention."""
    of_unit = risk_map(opened_run(), Zoom.POSTS, Chosen(unit=unit_key)).fields
    own = of_unit[of_unit["post_id"] == post_id].sort_values("attention", ascending=False, kind="stable")
    page = _page_of(of_unit, post_id)
    map_view.keep(zoom=str(Zoom.POSTS), unit=unit_key, power=None, page=page, cell=str(own["key"].iloc[0]))


def _page_of(fields: pd.DataFrame, post_id: str) -> str | None:
    rows = list(dict.fromkeys(fields["row"]))
    page = rows.index(post_id) // ROWS_PER_PAGE
    return str(page) if page else None


def _distinct_labels(shown: RiskMap, language: Language) -> dict[str, str]:
    """What each field is called; the browser tells entries of a list apart by their words, so no two are alike."""
    labels: dict[str, str] = {}
    for field in shown.fields.to_dict("records"):
        label = _field_label(shown, field, language)
        if label in labels.values() and shown.zoom is not Zoom.SECTORS:
            label = f"{label}（{field['department'] or field['post_id']}）"
        if label in labels.values():
            label = f"{label}（{len(labels) + 1}）"
        labels[field["key"]] = label
    return labels


def _field_label(shown: RiskMap, field: Mapping[Any, Any], language: Language) -> str:
    unit = field["unit"] or say("reports-unit-unknown", language)
    place: tuple[str, ...]
    if shown.zoom is Zoom.SECTORS:
        place = (sector_label(field["row"], language), domain_label(field["column"], language))
    elif shown.zoom is Zoom.UNITS:
        place = (unit, field["post"])
    else:
        place = (unit, field["post"], field["step_names"] or column_label(field["column"], language))
    return say(
        "officer-cell-place",
        language,
        level=look.level_label(field["level"], language),
        attention=attention_text(field["attention"]),
        place=say("officer-comma", language).join(place),
    )


def _table(shown: RiskMap, language: Language) -> None:
    table = map_table(shown, language)
    numeric = {say(f"reports-map-{head}", language) for head in _NUMERIC_HEADS}
    look.plain_table(
        list(table.columns),
        table.to_numpy().tolist(),
        frozenset(number for number, head in enumerate(table.columns) if head in numeric),
    )


def _heaviest_posts(view: MapView, language: Language) -> None:
    """The posts that ask for most attention, each a step away."""
    fields = ask(risk_map, Zoom.POSTS, view.chosen, 0).fields
    by_post = fields.groupby("post_id", sort=False).agg(
        attention=("attention", "sum"), unit_key=("unit_key", "first"), unit=("unit", "first"), post=("post", "first")
    )
    asking = by_post[by_post["attention"] > 0].head(_POSTS_LISTED)
    st.subheader(say("officer-heaviest", language), anchor=False)
    if asking.empty:
        look.state(say("officer-no-leads-here", language), say("officer-no-leads-here-next", language))
    with st.container(gap="xxsmall"):
        for post_id, post in asking.to_dict("index").items():
            place = (post["unit"] or say("reports-unit-unknown", language), post["post"])
            said = say(
                "officer-heaviest-post",
                language,
                attention=attention_text(post["attention"]),
                place=say("officer-comma", language).join(place),
            )
            st.button(
                look.plain(said),
                key=f"post_{post_id}",
                type="tertiary",
                icon=":material/arrow_right_alt:",
                on_click=_open_post,
                args=(post["unit_key"], post_id),
            )


def _take_away(shown: RiskMap, view: MapView, language: Language) -> None:
    """Table and picture as files; the picture says what it shows and what it does not."""
    run = opened_run()
    title = say("officer-picture-title", language, figure=view.figure.label(language), zoom=view.zoom.label(language))
    counted = shown.covered
    remarks = [
        say("officer-picture-run", language, run=run.id, day=str(run.facts.get("assessed_on") or run.facts["as_of"])),
        say("officer-covered", language, points=counted.points, unit=counted.by_unit, formula=counted.by_formula,
            none=counted.not_assessed, leads=counted.leads, signs=counted.signs),
        say("officer-reminder", language),
    ]  # fmt: skip
    drawn = (shown, view.figure, title, remarks, language, look.palette())
    name = f"sunledger-{run.id}-{view.zoom}-{view.figure}"
    csv, svg, png, note = st.columns([1, 1, 1, 3], vertical_alignment="center")
    with csv:
        st.download_button(say("officer-take-csv", language), partial(_whole_table, run, view, language), f"{name}.csv",
                           "text/csv", on_click="ignore", width="stretch")  # fmt: skip
    with svg:
        st.download_button(say("officer-take-svg", language), partial(chart.svg, *drawn), f"{name}.svg",
                           "image/svg+xml", on_click="ignore", width="stretch")  # fmt: skip
    with png:
        st.download_button(say("officer-take-png", language), partial(chart.png, *drawn), f"{name}.png",
                           "image/png", on_click="ignore", width="stretch")  # fmt: skip
    with note:
        look.quiet(say("officer-take-note", language))


def _whole_table(run: Run, view: MapView, language: Language) -> bytes:
    """All rows of the map, not one page of it. Made outside the session, which knows nothing of it then."""
    return map_csv(risk_map(run, view.zoom, view.chosen), language)


def _field_detail(key: str, language: Language) -> None:
    found = ask(field_of, key)
    if found.empty:
        return
    field = found.iloc[0]
    st.divider()
    names = field["step_names"] or column_label(field["column"], language)
    st.subheader(f"{field['post']} · {names}", anchor=False)
    unit = field["unit"] or say("reports-unit-unknown", language)
    look.quiet(" · ".join(part for part in (unit, field["department"]) if isinstance(part, str)))
    steps = ask(field_steps, key)
    parts = ask(contribution_rows, key)
    left, right = st.columns([1, 1], gap="large")
    with left:
        if steps.empty:
            st.html(look.level_sign(field["level"], language))
            look.quiet(say("officer-whole-post-note", language))
        rows = ask(level_rows, key, language)
        for number, step in enumerate(steps.to_dict("records")):
            with _frame_of_step(step, number, len(steps), language):
                _step_detail(step, language)
                _level_parts(rows[rows["point"] == (step["step_id"] or step["post_id"])], language)
                _controls(step, language)
                subject = step["step_id"] or step["post_id"]
                why_not.link(subject, say("officer-why-step", language), language)
    is_sign = parts["source"] == str(Source.SIGN)
    leads, signs = list(parts[~is_sign]["flag"]), list(parts[is_sign]["flag"])
    with right:
        if not leads:
            code = "signs-alone" if signs else "officer-no-leads-here"
            look.state(say(code, language, count=len(signs)), say(f"{code}-next", language))
        if not parts.empty:
            _contributions(parts, language)
    lead_panel.choose_and_show(leads, language)
    sign_panel.choose_and_show(signs, language)


def _frame_of_step(step: Mapping[Any, Any], number: int, steps: int, language: Language) -> Any:
    """One step of a field stands open; of several, the first does, and the others can be opened."""
    if steps == 1:
        return st.container()
    level = look.level_label(step["level"], language)
    label = look.plain(f"{level} · {step['power']} · {step['step']}")
    return st.expander(label, expanded=number == 0, key=f"step_{step['step_id']}_{language}")


def _step_detail(step: Mapping[Any, Any], language: Language) -> None:
    level = step["level"] if isinstance(step["level"], str) else None
    sign = look.level_sign(level, language)
    if step["grading"] == "formula":
        sign += f' <span class="sl-quiet">{look.escaped(say("officer-graded-by-formula", language))}</span>'
    st.html(sign)
    if step["power"]:
        st.markdown(f"**{look.plain(str(step['power']))} · {look.plain(str(step['step']))}**")
    st.markdown(look.plain(str(step[f"level_{language}"])))
    if step["step"]:
        st.markdown(look.plain(str(step[f"attention_{language}"])))
    if step["risk"]:
        look.quiet(say("officer-risk", language, risk=step["risk"]))
    if step["measures"]:
        look.quiet(say("officer-measures", language, measures=step["measures"]))


def _level_parts(rows: pd.DataFrame, language: Language) -> None:
    """What the level is made of, to the sum."""
    if rows.empty:
        return
    is_total = rows["is_total"].astype(bool)
    st.markdown(f"**{say('officer-level-parts', language)}**")
    look.plain_table(
        [say("officer-part", language), say("officer-points", language)],
        [[part["part"], attention_text(part["points"])] for part in rows[~is_total].to_dict("records")],
        frozenset({1}),
        [say("officer-sum", language), attention_text(rows[is_total]["points"].iloc[0])],
    )


def _controls(step: Mapping[Any, Any], language: Language) -> None:
    """Who is to control the risk, and what the library asks for that nobody wrote down."""
    said = []
    if step["due_owner"]:
        due = OwnerLevel(step["due_owner"]).label(language)
        code = "officer-due-owner" if step["owner_level"] else "officer-due-owner-unknown"
        actual = OwnerLevel(step["owner_level"]).label(language) if step["owner_level"] else ""
        said.append(say(code, language, due=due, actual=actual))
    if len(step["advised"]):
        names = say("officer-comma", language).join(measure[str(language)] for measure in step["advised"])
        said.append(say("officer-advised", language, measures=names))
    if said:
        st.markdown(f"**{say('officer-controls', language)}**")
    for text in said:
        look.quiet(text)


def _contributions(parts: pd.DataFrame, language: Language) -> None:
    st.markdown(f"**{say('officer-contributions', language)}**")
    total = attention_text(int(parts["points"].sum()))
    look.plain_table(
        [
            say(code, language)
            for code in (
                "signs-source", "signs-rule", "officer-severity", "officer-confidence", "officer-volume",
                "officer-points",
            )
        ],
        [
            [
                _source(part["source"], language),
                _what_asks(part, language),
                Severity(part["severity"]).label(language),
                Confidence(part["confidence"]).label(language),
                str(part["matters"]) if part["matters"] else "—",
                attention_text(part["points"]),
            ]
            for part in parts.to_dict("records")
        ],
        frozenset({4, 5}),
        [say("officer-sum", language), "", "", "", "", total],
        whole=frozenset({0}),
    )  # fmt: skip


def _source(source: str, language: Language) -> str:
    """Whether a lead or a sign asks for attention, by word and shape."""
    is_sign = source == str(Source.SIGN)
    shape = sign_panel.SHAPE if is_sign else sign_panel.LEAD_SHAPE
    return f"{shape} {say('signs-sign' if is_sign else 'signs-lead', language)}"


def _what_asks(part: Mapping[Any, Any], language: Language) -> str:
    named = pattern_name if part["source"] == str(Source.SIGN) else rule_name
    return f"{part['rule']} {named(part['rule'], language)}"
