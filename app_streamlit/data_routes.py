"""The public release as plain pages, JSON and CSV, in a process of its own: fast, readable without scripts, citable.

Flows in: one public release (`SUNLEDGER_RELEASE`). Flows out: semantic HTML that works with any reader, the same as
JSON (`?format=json`), and every table exactly as released. Nothing is stored, nothing but GET is answered.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
import structlog
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from analytics.errors import Explained
from analytics.release import Release, ReleaseBroken, ReleaseMissing, open_release, release_folder
from app_streamlit.public_pages import wording
from models.language import Language, say
from models.vocabulary import SpendingStage, ThreePublicItem

SETTING = "SUNLEDGER_RELEASE"
LONGEST_QUERY = 100  # characters of a search
LONGEST_ADDRESS = 1000  # bytes of everything behind the question mark
PAGE_ROWS = 200
_FRESH_SECONDS = 300

_ID = re.compile(r"^[0-9A-Za-z_-]{1,64}$")
_PACKAGE = files("app_streamlit.public_pages")
_MEDIA = {"csv": "text/csv; charset=utf-8", "json": "application/json", "parquet": "application/vnd.apache.parquet"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
log = structlog.get_logger()


def from_environment() -> Starlette:
    """The application for the release folder that `SUNLEDGER_RELEASE` names."""
    return build(Path(os.environ.get(SETTING, "")))


def build(release_path: Path) -> Starlette:
    """The application for one release folder or pointer; a release that is published later is found by itself."""
    current = _Current(release_path)
    pages: dict[str, Callable[[_Asked], Response]] = {
        "/": _home,
        "/units": _units,
        "/units/{id}": _unit,
        "/notices": _notices,
        "/notices/{id}": _notice,
        "/three-public": _three_public,
        "/search": _search,
        "/data": _data,
    }
    return Starlette(
        routes=[
            *(Route(path, partial(_answer, current, page), methods=["GET"]) for path, page in pages.items()),
            Route("/data/{table}.{form}", partial(_table, current), methods=["GET"]),
            Route("/static/style.css", _style, methods=["GET"]),
            Route("/health", _health, methods=["GET"]),
        ],
        middleware=[Middleware(_Guard)],
        exception_handlers={HTTPException: _on_http_error, Explained: _on_no_release, Exception: _on_failure},
    )


class _Current:
    """The release the pointer names now; while a new one fails its check, the one before stays in use."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._release: Release | None = None

    def release(self) -> Release:
        """The current release. Raises ReleaseMissing or ReleaseBroken when there is none to show."""
        if not str(self._path) or self._path == Path():
            raise ReleaseMissing("release-missing")
        folder = release_folder(self._path)
        with self._lock:
            if folder != self._folder or self._release is None:
                try:
                    self._release = open_release(folder)
                    self._folder = folder
                except ReleaseBroken as error:
                    log.error("release failed its check", code=error.message.code)
                    if self._release is None:
                        raise
            return self._release


class _Guard:
    """Security headers on every answer, and a limit to what may be asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] == "http" and len(scope["query_string"]) > LONGEST_ADDRESS:
            refused = _state(Request(scope), 400, "public-bad-request", "public-bad-request-next", limit=LONGEST_QUERY)
            await refused(scope, receive, send_guarded)
            return
        await self._app(scope, receive, send_guarded)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request with what every page needs."""

    request: Request
    release: Release
    language: Language

    def page(self, template: str, data: Any, **values: Any) -> Response:
        """The page, or its data when JSON is asked for."""
        if self.request.query_params.get("format") == "json":
            return Response(
                _json({"release": self.release.id, "as_of": self.release.as_of} | data), media_type=_MEDIA["json"]
            )
        return _html(self.request, self.language, template, release=self.release, **data, **values)


def _answer(current: _Current, page: Callable[[_Asked], Response], request: Request) -> Response:
    language = _language(request)
    release = current.release()
    tag = f'"{release.id}-{language}"'
    if tag in request.headers.get("if-none-match", ""):
        response = Response(status_code=304)
    else:
        response = page(_Asked(request, release, language))
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response.headers["Vary"] = "Accept-Language"
    response.headers["Content-Language"] = str(language)
    return response


def _language(request: Request) -> Language:
    """`?lang=` decides, else what the browser prefers, else Chinese. An unknown language is refused."""
    asked = request.query_params.get("lang")
    if asked is not None:
        if asked not in set(Language):
            raise HTTPException(400)
        return Language(asked)
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> Language:
    """The language an Accept-Language header prefers among ours.

    >>> preferred("en-GB,en;q=0.9,zh;q=0.8"), preferred("de, zh-TW;q=0.5"), preferred("")
    (<Language.EN: 'en'>, <Language.ZH: 'zh'>, <Language.ZH: 'zh'>)
    """
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:LONGEST_ADDRESS].split(",")):
        name, _, weight = part.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, name.strip().lower()[:2]))
        except ValueError:
            continue
    known = [Language(name) for _, _, name in sorted(ranked) if name in set(Language)]
    return known[0] if known else Language.ZH


def _home(asked: _Asked) -> Response:
    release = asked.release
    totals = {name: getattr(release.totals, name) for name in release.totals.__slots__}
    return asked.page(
        "home.html",
        {
            "totals": totals,
            "programmes": _rows(release.programmes()),
            "three_public": _rows(release.three_public_by_year()),
        },
    )


def _units(asked: _Asked) -> Response:
    return asked.page("units.html", {"units": _rows(asked.release.units)})


def _unit(asked: _Asked) -> Response:
    release = asked.release
    unit = release.unit(_id(asked.request))
    if unit is None:
        raise HTTPException(404)
    key = unit["unit_id"]
    lines = release.three_public_of(key)
    return asked.page(
        "unit.html",
        {
            "unit": unit,
            "programmes": _rows(release.programmes(key)),
            "notices": _rows(release.notices_of(key)),
            "three_public": _rows(lines),
        },
        years=_years(lines, asked.language),
    )


def _years(lines: pd.DataFrame, language: Language) -> list[tuple[str, list[tuple[str, wording.Compared]]]]:
    """Per year (newest first) the items with budget and final account."""
    years = []
    for (year, _), found in lines.groupby(["fiscal_year", "body"], dropna=False):
        items = [(i.label(str(language)), found[found["item"] == str(i)]) for i in ThreePublicItem]
        years.append((wording.year(year, language), [(n, wording.compared(f, language)) for n, f in items if len(f)]))
    return years[::-1]


def _notices(asked: _Asked) -> Response:
    notices = asked.release.notices
    page, last = _page(asked.request, len(notices)), -(-len(notices) // PAGE_ROWS) or 1
    shown = notices.iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return asked.page("notices.html", {"notices": _rows(shown), "page": page, "pages": last, "count": len(notices)})


def _page(request: Request, rows: int) -> int:
    asked = request.query_params.get("page", "1")
    if not re.fullmatch(r"[1-9]\d{0,4}", asked):
        raise HTTPException(400)
    if int(asked) > 1 and (int(asked) - 1) * PAGE_ROWS >= rows:
        raise HTTPException(404)
    return int(asked)


def _notice(asked: _Asked) -> Response:
    detail = asked.release.notice(_id(asked.request))
    if detail is None:
        raise HTTPException(404)
    parts: dict[str, list[dict[str, Any]]] = {}
    for part in _rows(detail.parts):
        parts.setdefault(str(part["item_id"]), []).append(part)
    items = [{**item, "parts": parts.get(str(item["id"]), [])} for item in _rows(detail.items)]
    return asked.page(
        "notice.html",
        {"notice": detail.notice, "items": items, "document": detail.document, "editions": _rows(detail.editions)},
        sources=list(dict.fromkeys(wording.text(name) for name in detail.parts["name"])),
    )


def _three_public(asked: _Asked) -> Response:
    release = asked.release
    totals = release.three_public[release.three_public["item"].eq("total")]
    compared = [
        (found.iloc[0].to_dict(), wording.compared(found, asked.language))
        for _, found in totals.groupby(["fiscal_year", "body"], dropna=False)
    ]
    data = {"by_year": _rows(release.three_public_by_year()), "totals": _rows(totals)}
    return asked.page("three_public.html", data, compared=compared[::-1])


def _search(asked: _Asked) -> Response:
    query = asked.request.query_params.get("q", "").strip()
    if len(query) > LONGEST_QUERY:
        raise HTTPException(400)
    found = {kind: _rows(frame) for kind, frame in asked.release.search(query).items()}
    titles = asked.release.notices.set_index("id")["title"].map(wording.text).to_dict()
    return asked.page("search.html", {"query": query, "found": found}, titles=titles)


def _data(asked: _Asked) -> Response:
    manifest = dict(asked.release.manifest)
    return asked.page("data.html", {"manifest": manifest}, withheld=wording.withheld_rows(manifest, asked.language))


def _table(current: _Current, request: Request) -> Response:
    """A table exactly as released, byte for byte; open to scripts of other sites, since it is open data."""
    release = current.release()
    table, form = request.path_params["table"], request.path_params["form"]
    content = release.file(table, form)
    if content is None:
        raise HTTPException(404)
    tag = f'"{release.id}-{table}-{form}"'
    response = Response(status_code=304)
    if tag not in request.headers.get("if-none-match", ""):
        response = Response(content, media_type=_MEDIA[form])
        response.headers["Content-Disposition"] = f'attachment; filename="{table}.{form}"'
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={_FRESH_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _style(_: Request) -> Response:
    content = _PACKAGE.joinpath("static", "style.css").read_bytes()
    return Response(content, media_type="text/css", headers={"Cache-Control": f"public, max-age={_FRESH_SECONDS}"})


def _health(_: Request) -> Response:
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def _id(request: Request) -> str:
    value: str = request.path_params["id"]
    if not _ID.match(value):
        raise HTTPException(404)
    return value


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{n: None if wording.is_blank(v) else v for n, v in row.items()} for row in wording.records(frame)]


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, default=str)


_TEMPLATES = jinja2.Environment(
    loader=jinja2.FunctionLoader(lambda name: _PACKAGE.joinpath("templates", name).read_text("utf-8")),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def _html(request: Request, language: Language, template: str, status: int = 200, **values: Any) -> Response:
    other = Language.EN if language is Language.ZH else Language.ZH
    content = _TEMPLATES.get_template(template).render(
        language=str(language),
        other=str(other),
        here=request.url.path,
        kept=[(n, v) for n, v in request.query_params.multi_items() if n in ("q", "page")],
        say=lambda code, **params: say(code, language, **params),
        large=lambda fen: wording.large_amount(fen, language),
        yuan=lambda fen: wording.yuan(fen, language),
        unit_name=lambda name: wording.unit_name(name, language),
        programme_name=lambda name: wording.programme_name(name, language),
        title_of=lambda notice: wording.title_of(notice, language),
        payee_name=lambda item: wording.payee_name(item, language),
        year=lambda value: wording.year(value, language),
        stage=lambda code: wording.term(SpendingStage, code, language),
        sum_sign=lambda holds: wording.sum_sign(holds, language),
        sum_sentence=lambda notice: wording.sum_sentence(notice, language),
        facts_of=lambda notice: wording.facts_of(notice, language),
        source_of=lambda document: wording.source_of(document, language),
        basis_of=lambda notice: wording.basis_of(notice, language),
        place=lambda locator: wording.place(locator, language),
        years_covered=lambda first, last: wording.years_covered(first, last, language),
        **{"release": None} | values,
    )
    return Response(content, status_code=status, media_type="text/html")


def _state(request: Request, status: int, code: str, next_step: str, **params: object) -> Response:
    """A designed page for what cannot be shown: what is the case, and what to do next."""
    try:
        language = _language(request)
    except HTTPException:
        language = preferred(request.headers.get("accept-language", ""))
    response = _html(
        request,
        language,
        "state.html",
        status,
        headline=say(code, language),
        next_step=say(next_step, language, **params),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _on_http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return _state(request, 404, "public-not-found", "public-unknown-next")
    return _state(request, status, "public-bad-request", "public-bad-request-next", limit=LONGEST_QUERY)


def _on_no_release(request: Request, error: Exception) -> Response:
    if isinstance(error, ReleaseMissing):
        return _state(request, 503, "public-empty", "public-empty-next")
    return _state(request, 503, "public-broken", "public-failed-next")


def _on_failure(request: Request, error: Exception) -> Response:
    log.error("request failed", kind=type(error).__name__)
    response = _state(request, 500, "public-failed", "public-failed-next")
    response.headers.update(_HEADERS)  # this answer passes outside the middleware
    return response
