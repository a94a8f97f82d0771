"""The command `sunledger serve`: the public face, the officer face, or all of them in the foreground.

Flows in: the command line and settings. Flows out: running faces, their addresses on standard output, until Ctrl-C.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics.release import ReleaseMissing, release_folder
from analytics.settings import Settings, settings
from app_streamlit import serving
from models.language import Language, say

_serve = typer.Typer(
    no_args_is_help=True,
    help="Serve the web faces. 启动网页。Example: sunledger serve public --port 8601",
)

_Host = Annotated[str, typer.Option("--host", help="Address the public face listens on.")]


def register(app: typer.Typer) -> None:
    """Add `serve` to the command line."""
    app.add_typer(_serve, name="serve")


@_serve.command()
def public(
    port: Annotated[int, typer.Option("--port", help="Port; plain pages and data follow two ports later.")] = (
        serving.PUBLIC_PORT
    ),
    host: _Host = serving.LOOPBACK,
) -> None:
    """Serve the public face, and plain pages, JSON and CSV beside it.

    Example: sunledger serve public --port 8601
    """
    chosen = settings()
    _note_missing_release(chosen)
    faces = serving.public_faces(chosen.release_path, host, port)
    raise typer.Exit(serving.serve(faces, chosen.reader_language, _tell))


@_serve.command()
def officer(
    port: Annotated[int, typer.Option("--port", help="Port on this machine.")] = serving.OFFICER_PORT,
) -> None:
    """Serve the officer face, on this machine only (127.0.0.1): it has no sign-in yet.

    Example: sunledger serve officer --port 8602
    """
    chosen = settings()
    _tell(say("serve-officer-loopback", chosen.reader_language))
    raise typer.Exit(serving.serve([serving.officer_face(chosen, port)], chosen.reader_language, _tell))


@_serve.command("all")
def everything(host: _Host = serving.LOOPBACK) -> None:
    """Serve the officer face (this machine only), the public face and the plain pages, until Ctrl-C.

    Example: sunledger serve all
    """
    chosen = settings()
    _tell(say("serve-officer-loopback", chosen.reader_language))
    _note_missing_release(chosen)
    raise typer.Exit(serving.serve_both(chosen, _tell, host))


def _note_missing_release(chosen: Settings) -> None:
    """Say how to publish when there is no release yet; the public face then shows its empty state."""
    try:
        release_folder(chosen.release_path)
    except ReleaseMissing:
        language: Language = chosen.reader_language
        typer.echo(say("serve-no-release", language, folder=_publish_folder(chosen.release_path)), err=True)


def _publish_folder(release: Path) -> Path:
    return release.parent if release.name == "current" else release


def _tell(text: str) -> None:
    typer.echo(text)
