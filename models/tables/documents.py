"""What was found in a document beside its records, and what its acceptance makes held."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, PrivacyKind


class PrivacyFinding(FromDocument):
    """Personal data seen in a document, by kind; the data itself is never stored, only a mask of it."""

    __tablename__ = "privacy_finding"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.FUND_NOTICE,
        "个人信息发现",
        "Privacy findings",
        about_zh="由系统在读取时记录，不由人填报。",
        about_en="Recorded by the program while reading, never filled in.",
        key=("document_id", "locator", "kind"),
        rules=("D09",),
        is_filled_in=False,
    )

    kind: Mapped[str] = field("类型", "kind", FieldKind.TERM, terms=PrivacyKind, example="身份证号")
    mask: Mapped[str] = field("遮蔽形式", "mask", example="4399**************")
