"""Numbers of invented people and firms: right in structure, in an area code that is not assigned.

GB/T 2260 knows no 439903, so that no real person or firm can bear such a number.
"""

from __future__ import annotations

from datetime import date

UNASSIGNED_AREA = "439903"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def identity_number(born: date, sequence: int) -> str:
    """An identity number with a valid check digit (GB 11643).

    >>> identity_number(date(1987, 5, 21), 1)
    '43990319870521001X'
    """
    body = f"{UNASSIGNED_AREA}{born:%Y%m%d}{sequence:03d}"
    return body + _ID_CHECKS[sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def masked(number: str) -> str:
    """The way registers mask a number: six and four characters legible.

    >>> masked("43990319870521001X")
    '439903********001X'
    """
    return number[:6] + "*" * 8 + number[-4:]


def credit_code(serial: int) -> str:
    """A unified social credit code with a valid check character (GB 32100).

    >>> len(credit_code(1))
    18
    """
    body = f"91{UNASSIGNED_AREA}MA{serial:07d}"
    total = sum(_CODE_ALPHABET.index(c) * w for c, w in zip(body, _CODE_WEIGHTS, strict=True))
    return body + _CODE_ALPHABET[(31 - total % 31) % 31]
