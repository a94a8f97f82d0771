"""The master key of an installation, and the two keys derived from it: one encrypts originals, one hashes numbers.

The master key lives in a file of its own outside the store. Flows in: that file, plain bytes, identity numbers. Flows
out: sealed bytes, and keyed hashes that are equal for equal numbers and say nothing without the key.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from analytics.errors import RunAborted

_KEY_BYTES = 32
_NONCE_BYTES = 12
_PIECE_BYTES = 8 << 20
_PIECES_MARK = b"sunledger pieces\n"  # a file sealed as one piece begins with a random nonce instead


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """The derived keys; never printed, never stored."""

    originals: bytes
    identity: bytes

    def seal(self, plain: bytes, name: str) -> bytes:
        """Encrypt and authenticate (AES-256-GCM); `name` is bound in, so that sealed files cannot be swapped."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.originals).encrypt(nonce, plain, name.encode())

    def seal_file(self, source: Path, target: BinaryIO, name: str) -> None:
        """Encrypt a file piece by piece: each is sealed under its number and whether it is the last of the file."""
        target.write(_PIECES_MARK)
        with source.open("rb") as file:
            piece, number = file.read(_PIECE_BYTES), 0
            while True:
                following = file.read(_PIECE_BYTES)
                sealed = self.seal(piece, f"{name}:{number}:{'more' if following else 'last'}")
                target.write(len(sealed).to_bytes(4, "big") + sealed)
                if not following:
                    return
                piece, number = following, number + 1

    def unseal_pieces(self, sealed: BinaryIO, name: str) -> Iterator[bytes]:
        """The pieces of a sealed file in order; a missing, swapped or changed piece stops the run."""
        if sealed.read(len(_PIECES_MARK)) != _PIECES_MARK:
            sealed.seek(0)
            yield self.unseal(sealed.read(), name)
            return
        number = 0
        length = sealed.read(4)
        while length:
            piece = sealed.read(int.from_bytes(length, "big"))
            length = sealed.read(4)
            yield self.unseal(piece, f"{name}:{number}:{'more' if length else 'last'}")
            number += 1

    def unseal(self, sealed: bytes, name: str) -> bytes:
        """Decrypt; a wrong key or a changed file stops the run."""
        try:
            return AESGCM(self.originals).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as error:
            raise RunAborted("original-unreadable", document=name[:12]) from error

    def hash_number(self, number: str) -> str:
        """Keyed hash of an identity number (HMAC-SHA-256, hex), upper case and blanks folded first."""
        return hmac.digest(self.identity, "".join(number.split()).upper().encode(), "sha256").hex()


def load_keys(path: Path) -> Keys:
    """Read the master key and derive the two; a missing key stops the run, since a new one could open nothing."""
    try:
        master = base64.b64decode(path.read_text("ascii").strip(), validate=True)
    except FileNotFoundError as error:
        raise RunAborted("key-missing", path=path) from error
    except (binascii.Error, UnicodeDecodeError, OSError) as error:
        raise RunAborted("key-unreadable", path=path) from error
    if len(master) != _KEY_BYTES:
        raise RunAborted("key-unreadable", path=path)
    return Keys(_derive(master, b"sunledger originals"), _derive(master, b"sunledger identity numbers"))


def create_key(path: Path) -> bool:
    """Write a new master key, readable by its owner alone; an existing one is left as it is. True when written."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode() + "\n")
    return True


def mask_number(number: str) -> str:
    """The form of an identity number that officers may see: 6 and 4 characters legible, as registers mask it.

    A number that is masked already is kept as written; one of another length shows its first four characters only.

    >>> mask_number("439903198705210018"), mask_number("439903870521001")
    ('439903********0018', '4399***********')
    """
    compact = "".join(number.split()).upper()
    if "*" in compact:
        return compact
    return compact[:6] + "*" * 8 + compact[-4:] if len(compact) == 18 else compact[:4] + "*" * (len(compact) - 4)


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=purpose).derive(master)
