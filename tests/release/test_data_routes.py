"""The plain pages: readable by anything, escaped, limited, cacheable, in two languages."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from analytics.release import publish
from analytics.release.reading import unit_key
from analytics.snapshot import View
from app_streamlit import data_routes
from tests.release import publications

BUREAU = unit_key("岚汀市农业农村局")
HOSTILE = '<script>alert("x")</script>'


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


@dataclass(frozen=True)
class Site:
    address: str

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        asked = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, headers=asked, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return Answer(answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, {k.lower(): v for k, v in error.headers.items()}, error.read())


def _serve(path: Path) -> tuple[Site, uvicorn.Server, threading.Thread]:
    probe = socket.socket()
    probe.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(data_routes.build(path), log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [probe]}, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    return Site(f"http://127.0.0.1:{probe.getsockname()[1]}"), server, thread


@pytest.fixture(scope="module")
def site(release_path: Path) -> Iterator[Site]:
    site, server, thread = _serve(release_path)
    yield site
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize(
    "path",
    ["/", "/units", f"/units/{BUREAU}", "/notices", "/notices/n1", "/notices/n3", "/three-public", "/data", "/search",
     "/search?q=%E5%86%9C%E4%B8%9A"],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_answers_in_both_languages_with_one_heading_and_its_language(
    site: Site, path: str, language: str
) -> None:
    answer = site.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status == 200
    assert answer.text.count("<h1>") == 1
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in answer.text
    assert answer.headers["content-language"] == language
    assert not re.search(r"\{[a-z]+\}", answer.text)  # no place of a sentence is left unfilled
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["/", "/notices/n3", "/units/nothing", "/data/fund_item.csv", "/static/style.css"])
def test_every_answer_forbids_what_a_plain_page_does_not_need(site: Site, path: str) -> None:
    headers = site.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_no_planted_person_stands_on_any_page(site: Site) -> None:
    paths = ["/", "/units", "/notices", "/notices/n1", "/notices/n3", "/three-public", "/data", f"/units/{BUREAU}"]
    paths += [f"/notices/n3?format=json&lang={language}" for language in ("zh", "en")]
    for path in paths:
        text = site.get(path).text
        assert not [word for word in publications.CANARIES if word in text], path


def test_nothing_about_flags_or_registers_is_said(site: Site) -> None:
    for path in ("/", f"/units/{BUREAU}", "/notices/n3", "/three-public"):
        text = site.get(f"{path}?lang=zh").text
        assert not [word for word in ("预警", "疑点", "风险", "回避", "申报人") if word in text]


def test_a_notice_shows_its_rows_its_total_and_its_source(site: Site) -> None:
    text = site.get("/notices/n3?lang=zh").text
    assert "文件写明合计 17,700.00 元，各行相加为 17,600.00 元，相差 100.00 元" in text
    assert "另有 1 行因含个人信息未公开" in text
    assert "石桥村种粮合作社" in text
    assert "第 8 行第 4 列" in text
    assert publications.FARMERS_FILE["id"] in text
    english = site.get("/notices/n3?lang=en").text
    assert "an individual" in english
    assert "a difference of 100.00 yuan" in english


@pytest.mark.parametrize(
    "header, language",
    [("zh-CN,zh;q=0.9,en;q=0.8", "zh"), ("en-US,en;q=0.9", "en"), ("fr", "zh"), ("zh;q=0.1, en;q=0.9", "en"),
     ("en;q=x", "zh"), ("", "zh")],
)  # fmt: skip
def test_the_language_follows_the_browser(site: Site, header: str, language: str) -> None:
    assert site.get("/", Accept_Language=header).headers["content-language"] == language


def test_tables_are_served_byte_for_byte_as_released(site: Site, release_path: Path) -> None:
    for form in ("csv", "json", "parquet"):
        answer = site.get(f"/data/fund_item.{form}")
        assert answer.body == (release_path / f"fund_item.{form}").read_bytes()
        assert f"fund_item.{form}" in answer.headers["content-disposition"]


def test_pages_are_data_too(site: Site) -> None:
    unit = json.loads(site.get(f"/units/{BUREAU}?format=json").body)
    assert unit["unit"]["unit"] == "岚汀市农业农村局"
    assert unit["programmes"][0]["disclosed_fen"] == 141400000
    found = json.loads(site.get("/search?format=json&q=" + urllib.parse.quote("石桥镇")).body)
    assert len(found["found"]["items"]) == 1


@pytest.mark.parametrize("path", ["/", "/notices/n1", "/data/fund_item.csv"])
def test_what_has_not_changed_is_not_sent_again(site: Site, path: str) -> None:
    first = site.get(path)
    assert "max-age" in first.headers["cache-control"]
    again = site.get(path, If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_the_two_languages_are_not_taken_for_one_another_by_caches(site: Site) -> None:
    assert site.get("/?lang=zh").headers["etag"] != site.get("/?lang=en").headers["etag"]
    assert site.get("/").headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    "path, status",
    [
        ("/nothing", 404),
        ("/units/nothing", 404),
        ("/notices/..%2f..%2fetc%2fpasswd", 404),
        ("/notices/" + "a" * 70, 404),
        ("/data/recusal.csv", 404),
        ("/data/tenure.parquet", 404),
        ("/data/manifest.json", 404),
        ("/data/fund_item.exe", 404),
        ("/notices?page=2", 404),
        ("/notices?page=0", 400),
        ("/notices?page=x", 400),
        ("/?lang=xx", 400),
        ("/search?q=" + "a" * 101, 400),
        ("/search?x=" + "a" * 1001, 400),
    ],
)
def test_what_does_not_exist_or_cannot_be_asked_has_a_designed_page(site: Site, path: str, status: int) -> None:
    answer = site.get(path)
    assert answer.status == status
    assert 'class="state"' in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_but_reading_is_answered(site: Site, method: str) -> None:
    assert site.get("/", method=method).status == 405


def test_what_a_reader_types_is_never_markup(site: Site) -> None:
    text = site.get("/search?q=" + urllib.parse.quote(HOSTILE)).text
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text


def test_what_a_publication_says_is_never_markup(tmp_path: Path) -> None:
    tables = publications.tables()
    tables["fund_notice"][0]["title"] = HOSTILE
    tables["fund_item"][0]["project"] = HOSTILE
    tables["document"] = [publications.NOTICE_FILE | {"file_name": HOSTILE}, *publications.DOCUMENTS[1:]]
    publish(View.from_rows(tables, as_of=publications.AS_OF), tmp_path)
    site, server, thread = _serve(tmp_path / "current")
    try:
        for path in ("/", "/notices", "/notices/n1", "/search?q=script"):
            text = site.get(path).text
            assert "<script" not in text
        assert "&lt;script&gt;" in site.get("/notices/n1").text
    finally:
        server.should_exit = True
        thread.join(10)


def test_before_the_first_release_the_next_step_is_told_and_a_release_is_then_found_by_itself(tmp_path: Path) -> None:
    site, server, thread = _serve(tmp_path / "current")
    try:
        empty = site.get("/?lang=en")
        assert empty.status == 503
        assert "Nothing has been published yet" in empty.text
        first = publish(publications.view(), tmp_path)
        assert first.id in site.get("/").text
        second = publish(
            View.from_rows(publications.tables() | {"programme_budget": []}, as_of=publications.AS_OF), tmp_path
        )
        assert second.id in site.get("/").text
        third = publish(publications.view(), tmp_path)
        (third.folder / "fund_item.csv").write_bytes(b"damaged")
        assert second.id in site.get("/").text  # the one before stays in use
    finally:
        server.should_exit = True
        thread.join(10)


def test_a_damaged_release_is_not_shown(tmp_path: Path) -> None:
    info = publish(publications.view(), tmp_path)
    (info.folder / "fund_item.csv").write_bytes(b"damaged")
    site, server, thread = _serve(tmp_path / "current")
    try:
        answer = site.get("/?lang=zh")
        assert answer.status == 503
        assert "数据校验未通过" in answer.text
    finally:
        server.should_exit = True
        thread.join(10)
