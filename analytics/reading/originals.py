"""The original files, kept as they came: content-addressed, encrypted, outside the database.

Flows in: bytes of a file that was taken in. Flows out: the same bytes, for whoever may look at the source of a figure.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from analytics.errors import RunAborted
from analytics.keys import Keys, load_keys
from analytics.reading.content import Content
from analytics.reading.formats import read_content
from analytics.settings import Settings
from models.places import Locator


class Originals:
    """The folder of sealed originals of one installation."""

    def __init__(self, home: Path, keys: Keys) -> None:
        self._folder = home / "originals"
        self._keys = keys

    def keep(self, document_id: str, plain: Path) -> None:
        """Seal a file under its hash; one that is there already is left alone.

        Written beside and renamed, so that a crash leaves no half original. An original without a document (its
        ingest was interrupted) is harmless: it is found again under the same name when the file is taken in anew.
        """
        target = self._path(document_id)
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                self._keys.seal_file(plain, file, document_id)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(name).unlink()
            raise

    def open(self, document_id: str) -> bytes:
        """The file as it came."""
        return b"".join(self.pieces(document_id))

    def pieces(self, document_id: str) -> Iterator[bytes]:
        """The file as it came, piece by piece."""
        try:
            with self._path(document_id).open("rb") as sealed:
                yield from self._keys.unseal_pieces(sealed, document_id)
        except FileNotFoundError as error:
            raise RunAborted("original-missing", document=document_id[:12]) from error

    @contextlib.contextmanager
    def unsealed(self, document_id: str, media: str) -> Iterator[Path]:
        """The plain file under its ending, for as long as it is read, in a folder that only this user may enter."""
        with tempfile.TemporaryDirectory(prefix="sunledger-") as folder:
            path = Path(folder) / f"original.{media}"
            with path.open("wb") as file:
                for piece in self.pieces(document_id):
                    file.write(piece)
            yield path

    def _path(self, document_id: str) -> Path:
        return self._folder / document_id[:2] / f"{document_id}.sealed"


def content_of(settings: Settings, document_id: str, media: str, near: Locator | None = None) -> Content:
    """The paragraphs and grids of a document that was taken in, read again from its original.

    `media` is the ending the document was read under (`Document.media`). Of a very long table only the rows around
    `near` are given beside its head.
    """
    originals = Originals(settings.home, load_keys(settings.key_path))
    with originals.unsealed(document_id, media) as path:
        return read_content(path).around(near)
