"""Money: Decimal yuan in records, integer fen in columns, never a float.

Flows in: amounts as Decimal yuan. Flows out: whole fen for storage and sums, and text for people.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

FEN_PER_YUAN = 100
# SQLite and Parquet hold 64-bit integers: about 92 quadrillion yuan, far above any budget.
MAX_FEN = 2**63 - 1


def to_fen(yuan: Decimal) -> int:
    """Whole fen of an amount in yuan.

    Raises ValueError when the amount has a fraction of a fen or does not fit 64 bits: rounding would
    be a silent repair.

    >>> to_fen(Decimal("913668.4"))
    91366840
    """
    fen = yuan * FEN_PER_YUAN
    if fen != fen.to_integral_value():
        raise ValueError(f"{yuan} yuan is not a whole number of fen")
    if abs(fen) > MAX_FEN:
        raise ValueError(f"{yuan} yuan does not fit 64 bits")
    return int(fen)


def from_fen(fen: int) -> Decimal:
    """Yuan of an amount in fen.

    >>> from_fen(91366840)
    Decimal('913668.40')
    """
    return Decimal(fen).scaleb(-2)


def plain(yuan: Decimal) -> str:
    """The shortest exact decimal text of an amount, without exponent.

    >>> plain(Decimal("4080000.00"))
    '4080000'
    """
    text = format(yuan, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Fen(TypeDecorator[Decimal]):
    """A column of integer fen that Python sees as Decimal yuan."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Yuan to fen on the way in."""
        return None if value is None else to_fen(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Fen to yuan on the way out."""
        return None if value is None else from_fen(value)
