"""Shares in firms as written in registers, read exactly.

Flows in: text such as 5, 33.33 or 51%. Flows out: the share as a decimal, in hundredths of a per cent, and whether it
controls the firm.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, InvalidOperation

# 5a.9: a holding above this hands control on to the firm held.
CONTROL_PERCENT = Decimal(50)
_WHOLE = Decimal(100)


def read_share(text: str | None) -> Decimal | None:
    """A share in per cent, None when none is written or it is no number from 0 to 100.

    >>> read_share("5.0"), read_share("若干"), read_share("700")
    (Decimal('5.0'), None, None)
    """
    try:
        share = Decimal((text or "").strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
    return share if share.is_finite() and 0 <= share <= _WHOLE else None


def basis_points(text: str | None) -> int | None:
    """A share in hundredths of a per cent, rounded down so that 4.999 % stays below 5 %.

    >>> basis_points("4.999"), basis_points("51%")
    (499, 5100)
    """
    share = read_share(text)
    return None if share is None else int((share * _WHOLE).to_integral_value(ROUND_FLOOR))


def is_controlling(text: str | None) -> bool:
    """Whether a holding as written is above 50 %.

    >>> is_controlling("50"), is_controlling("50.001")
    (False, True)
    """
    share = read_share(text)
    return share is not None and share > CONTROL_PERCENT
