"""Starting and ending the web faces: each a process of its own, ended together, the public ones told nothing secret.

Flows in: which faces, their ports, the release folder. Flows out: running processes, and their addresses once they
answer. A child ends with its parent, however the parent ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from analytics.errors import RunAborted
from analytics.settings import PREFIX, Settings
from models.language import Language, say

LOOPBACK = "127.0.0.1"
PUBLIC_PORT = 8601
OFFICER_PORT = 8602
DATA_ROUTES_AFTER = 2  # the plain pages listen this many ports after the public face
PATIENCE_SECONDS = 60
_LOWEST_PORT, _HIGHEST_PORT = 1024, 65000
_GRACE_SECONDS = 8.0

_HERE = Path(__file__).parent
_PROJECT = _HERE.parent
# All that the public processes get to know of the machine; nothing that leads to the store, its keys or its settings.
_PUBLIC_ENVIRONMENT = (
    "PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT",
    "VIRTUAL_ENV", "PYTHONUTF8", "PYTHONIOENCODING",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Face:
    """One face: its name (message code), how it is started, where it listens, and what tells that it is up."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    host: str
    port: int
    health: str

    @property
    def address(self) -> str:
        """The address a browser on this machine opens."""
        host = LOOPBACK if self.host in ("0.0.0.0", "") else self.host  # noqa: S104 - compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def public_environment(environment: Mapping[str, str], release: Path) -> dict[str, str]:
    """The environment of the public processes: paths and language of the machine, and the release folder."""
    kept = {name: value for name, value in environment.items() if name in _PUBLIC_ENVIRONMENT}
    return kept | {"SUNLEDGER_RELEASE": str(release.absolute()), "PYTHONPATH": str(_PROJECT)}


def public_faces(release: Path, host: str = LOOPBACK, port: int = PUBLIC_PORT) -> list[Face]:
    """The public face and its plain pages; both read the release folder and nothing else."""
    environment = public_environment(os.environ, release)
    plain_port = port + DATA_ROUTES_AFTER
    plain = (
        sys.executable, "-m", "uvicorn", "app_streamlit.data_routes:from_environment", "--factory", "--host", host,
        "--port", str(plain_port), "--log-level", "warning", "--no-server-header", "--no-access-log",
        "--limit-concurrency", "200", "--timeout-keep-alive", "10",
    )  # fmt: skip
    shown = (*_streamlit("public_face.py", host, port), "--", f"--plain-port={plain_port}")
    return [
        Face("serve-face-public", shown, environment, host, port, "/_stcore/health"),
        Face("serve-face-data", plain, environment, host, plain_port, "/health"),
    ]


def officer_face(chosen: Settings, port: int = OFFICER_PORT) -> Face:
    """The officer face; until it has sign-in it listens on this machine only, and no option changes that.

    The settings are handed on in full, with absolute paths, since the face runs in another folder than the command.
    """
    given = {PREFIX + name.upper(): value for name, value in chosen.model_dump().items() if value is not None}
    named = {name: str(value.absolute() if isinstance(value, Path) else value) for name, value in given.items()}
    environment = dict(os.environ) | named | {"PYTHONPATH": str(_PROJECT)}
    return Face(
        "serve-face-officer",
        _streamlit("officer_face.py", LOOPBACK, port),
        environment,
        LOOPBACK,
        port,
        "/_stcore/health",
    )


def _streamlit(script: str, host: str, port: int) -> tuple[str, ...]:
    return (
        sys.executable, "-m", "streamlit", "run", str(_HERE / script), "--server.headless", "true",
        "--server.address", host, "--server.port", str(port), "--server.fileWatcherType", "none",
        "--server.enableXsrfProtection", "true", "--browser.gatherUsageStats", "false",
        "--client.toolbarMode", "minimal", "--client.showErrorDetails", "none", "--logger.level", "warning",
    )  # fmt: skip


def serve_both(chosen: Settings, tell: Callable[[str], None], host: str = LOOPBACK) -> int:
    """Serve officer face, public face and plain pages until Ctrl-C or SIGTERM; returns the exit code."""
    faces = [officer_face(chosen), *public_faces(chosen.release_path, host)]
    return serve(faces, chosen.reader_language, tell)


def serve(faces: Sequence[Face], language: Language, tell: Callable[[str], None]) -> int:
    """Start faces, tell their addresses once each answers, and wait until asked to stop; all end together.

    Raises RunAborted when a port cannot be used or a face does not come up; then none is left running.
    """
    for face in faces:
        check_port(face.host, face.port)
    with _asked_to_stop() as stopped, _running(faces) as children:
        for face, child in zip(faces, children, strict=True):
            _wait_until_up(face, child, language, stopped)
        if not stopped():
            for face in faces:
                tell(say("serve-address", language, face=say(face.name, language), address=face.address))
            tell(say("serve-stop", language))
        while not stopped():
            for face, child in zip(faces, children, strict=True):
                if child.poll() is not None:
                    raise RunAborted("serve-ended", face=say(face.name, language), status=child.returncode)
            time.sleep(0.2)
    return 0


def check_port(host: str, port: int) -> None:
    """Raise RunAborted when a port is out of range or taken."""
    if not _LOWEST_PORT <= port <= _HIGHEST_PORT:
        raise RunAborted("serve-port-impossible", port=port)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port just left in TIME_WAIT is free
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RunAborted("serve-port-taken", port=port) from error


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C or SIGTERM has come; the handlers of before are put back."""
    asked: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def _running(faces: Sequence[Face]) -> Iterator[list[subprocess.Popen[bytes]]]:
    children: list[subprocess.Popen[bytes]] = []
    try:
        for face in faces:
            children.append(
                subprocess.Popen(  # noqa: S603 - our own interpreter and scripts
                    face.command,
                    env=dict(face.environment),
                    cwd=_PROJECT,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C reaches us alone, and we end the children in order
                    preexec_fn=_end_with_parent if sys.platform == "linux" else None,
                )
            )
        yield children
    finally:
        _end(children)


def _end_with_parent() -> None:
    """Ask the kernel to end this child when its parent is gone, also when the parent was killed."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + _GRACE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_until_up(face: Face, child: subprocess.Popen[bytes], language: Language, stopped: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not stopped():
        if child.poll() is not None:
            raise RunAborted("serve-ended", face=say(face.name, language), status=child.returncode)
        if time.monotonic() > until:
            raise RunAborted("serve-not-answering", face=say(face.name, language), seconds=PATIENCE_SECONDS)
        if _answers(face.address + face.health):
            return
        time.sleep(0.2)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
