"""Numbers of persons, firms, telephones and accounts by the array, as strings that Arrow tables take.

Flows in: arrays of days, sequences and serials. Flows out: Arrow arrays of numbers whose check characters are right and which
nobody real can bear (see `data_sim.numbers`, whose rules they follow).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data_sim import numbers

_SERIALS = np.int64
# No bank issues cards that begin with 9 (ISO/IEC 7812: left to national bodies), and the last digit is made wrong on purpose.
_ACCOUNT_PREFIX = "9039"


def identity_numbers(area: NDArray[np.int64], born: NDArray[np.int32], sequence: NDArray[np.int64]) -> pa.Array:
    """Identity numbers of valid structure: six-digit area, day of birth in days since 1970, sequence 1 to 999.

    >>> identity_numbers(np.array([439903]), np.array([6349], np.int32), np.array([1]))[0].as_py()
    '43990319870521001X'
    """
    days = born.astype(np.int64).astype("datetime64[D]")
    texts = np.empty(len(days), "<U18")
    for code in np.unique(area):
        here = area == code
        texts[here] = numbers.identity_numbers(days[here], sequence[here].astype(_SERIALS), f"{code:06d}")
    return pa.array(texts)


def credit_codes(serial: NDArray[np.int64], kind: str = numbers.ENTERPRISE) -> pa.Array:
    """Unified social credit codes in a division that does not exist."""
    return pa.array(numbers.credit_codes(serial.astype(_SERIALS), kind))


def mobiles(serial: NDArray[np.int64]) -> pa.Array:
    """Mobile numbers in a network that no operator holds."""
    return pa.array(numbers.mobile_numbers(serial.astype(_SERIALS)))


def landlines(serial: NDArray[np.int64]) -> pa.Array:
    """Telephones with an area code that is not in use."""
    return pa.array(numbers.telephone_numbers(serial.astype(_SERIALS)))


def accounts(serial: NDArray[np.int64]) -> pa.Array:
    """Bank accounts of nineteen digits that are no card: no bank's prefix, and a check digit that fails on purpose.

    >>> len(accounts(np.array([7]))[0].as_py())
    19
    """
    body = np.char.add(_ACCOUNT_PREFIX, np.char.zfill((serial.astype(_SERIALS) % 10**14).astype(np.str_), 14))
    digits = np.ascontiguousarray(body).view("<U1").reshape(len(body), 18).astype(np.int64)
    doubled = digits[:, ::-1].copy()
    doubled[:, ::2] *= 2
    doubled -= 9 * (doubled > 9)
    wrong = (10 - doubled.sum(axis=1) % 10 + 5) % 10
    return pa.array(np.char.add(body, wrong.astype(np.str_)))
