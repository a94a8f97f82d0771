"""A real Chromium before a real face: an installation with the sample publications, a face on a free port, a browser.

Everything that is started here ends with its test or with the session.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect, sync_playwright

from analytics.keys import create_key, load_keys
from analytics.pipeline import analyse
from analytics.reading.ingest import ingest
from analytics.reading.originals import Originals
from analytics.settings import Settings
from analytics.store import init_store, open_store
from tests.conftest import LANTING, PROJECT, PUBLICATIONS

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AS_OF = date(2026, 11, 1)
NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
_PATIENCE = 60.0

expect.set_options(timeout=20_000)  # a face shares two cores with whatever else runs

StartFace = Callable[..., str]
OpenPage = Callable[..., Page]


def settled(page: Page) -> None:
    """Wait until the face has answered the last touch; what is clicked before would belong to the page that goes."""
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def open_list(page: Page, box: Locator) -> None:
    """Open the list of a box by keyboard; asked again where a page that was still being drawn closed it at once."""
    for _ in range(4):
        settled(page)
        box.focus()
        page.keyboard.press("ArrowDown")
        with suppress(AssertionError):
            expect(page.get_by_role("option").first).to_be_visible(timeout=5_000)
            return
    expect(page.get_by_role("option").first).to_be_visible()


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation that took in every sample publication and was analysed."""
    home = tmp_path_factory.mktemp("office") / "var"
    chosen = Settings(home=home, database_url=None, engine="duckdb", key_file=None, release=None, language=None)
    init_store(chosen)
    create_key(chosen.key_path)
    keys = load_keys(chosen.key_path)
    store = open_store(chosen)
    ingest(store, Originals(home, keys), keys, [PUBLICATIONS, LANTING], NOW)
    store.dispose()
    analyse(chosen, AS_OF, NOW)
    return chosen


@pytest.fixture(scope="session")
def start_face() -> Iterator[StartFace]:
    """Start a Streamlit script of `app_streamlit` on a free loopback port; returns its address once it answers."""
    running: list[subprocess.Popen[bytes]] = []

    def start(script: str, home: Path, **environment: str) -> str:
        port = _free_port()
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SUNLEDGER_")}
        face = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", f"app_streamlit/{script}", "--server.headless", "true"),
                *("--server.port", str(port), "--server.address", "127.0.0.1"),
            ],
            cwd=PROJECT,
            env=clean | {"SUNLEDGER_HOME": str(home), "PYTHONPATH": str(PROJECT)} | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        running.append(face)
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", face)
        return address

    yield start
    for face in running:
        face.terminate()
    for face in running:
        try:
            face.wait(timeout=10)
        except subprocess.TimeoutExpired:
            face.kill()
            face.wait()


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing; install the chromium package")
        pytest.skip(f"{CHROMIUM} is missing; install the chromium package to run the browser tests")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def open_page(_playwright: Playwright, tmp_path: Path) -> Iterator[OpenPage]:
    """Open an address in a browser with a profile of its own; `locale` is the language the browser asks for,
    `wait_for` what has to be there before the page counts as open.
    """
    contexts: list[BrowserContext] = []

    def open_(address: str, locale: str = "zh-CN", wait_for: str = "h1") -> Page:
        context = _playwright.chromium.launch_persistent_context(
            tmp_path / f"profile{len(contexts)}",
            executable_path=CHROMIUM,
            args=FLAGS,
            headless=True,
            locale=locale,
            viewport={"width": 1440, "height": 900},
        )
        contexts.append(context)
        page = context.pages[0]
        page.set_default_timeout(_PATIENCE * 1000)
        page.goto(address)
        page.wait_for_selector(wait_for)
        settled(page)
        return page

    yield open_
    for context in contexts:
        context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, face: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if face.poll() is not None:
            pytest.fail(f"the face ended with code {face.returncode} before it answered")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"{address} did not answer within {_PATIENCE:.0f} seconds")
