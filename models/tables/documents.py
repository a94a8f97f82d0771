"""What was found in a document beside its records."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from models.tables.base import FromDocument


class PrivacyFinding(FromDocument):
    """Personal data seen in a document, by kind; the data itself is never stored, only a mask of it."""

    __tablename__ = "privacy_finding"

    kind: Mapped[str]  # PrivacyKind
    mask: Mapped[str]  # first characters and length, such as 4399**************
