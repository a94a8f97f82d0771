"""Numbers of invented people, firms and telephones: right in structure, in ranges that nobody real can bear.

Flows in: a birth date, a sequence or a serial, alone or as an array of them. Flows out: identity numbers (GB 11643),
unified social credit codes (GB 32100) and telephone numbers, with their check characters; the forms for one and for
many give the same numbers.

Why they are nobody's:

- Division codes 4399xx stand in no edition of GB/T 2260, so no identity number and no credit code begins with them.
- 154 is a network code that is assigned to no operator (电信网编号计划: of the networks 150 to 159, all others are).
- 0729 is an area code in no use: the neighbouring 0728 is the last one of its group that was given out.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

Texts = NDArray[np.str_]
Integers = NDArray[np.int64]

UNASSIGNED_AREA = "439903"
UNASSIGNED_NETWORK: Final = "154"
UNASSIGNED_TELEPHONE_AREA: Final = "0729"

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 11714: the check character of the nine-place organisation code that a credit code holds in places 9 to 17.
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_FULL_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_CHECKS = "0123456789X"

# The first two places of a credit code: who registers, and what is registered.
ORGAN, INSTITUTION, ENTERPRISE, SOLE_TRADER, COOPERATIVE = "11", "12", "91", "92", "93"
PERSONS_A_DAY: Final = 999


def identity_number(born: date, sequence: int, area: str = UNASSIGNED_AREA) -> str:
    """An identity number with a valid check digit (GB 11643); an odd sequence is a man's, an even one a woman's.

    >>> identity_number(date(1987, 5, 21), 1)
    '43990319870521001X'
    """
    body = f"{area}{born:%Y%m%d}{sequence:03d}"
    return body + _ID_CHECKS[sum(int(d) * w for d, w in zip(body, _ID_WEIGHTS, strict=True)) % 11]


def identity_numbers(born: NDArray[np.datetime64], sequences: Integers, area: str = UNASSIGNED_AREA) -> Texts:
    """The identity numbers of many: days of birth (datetime64[D]) and sequences from 1 to 999, place by place.

    >>> list(identity_numbers(np.array(["1987-05-21"], "datetime64[D]"), np.array([1])))
    [np.str_('43990319870521001X')]

    Raises ValueError: a sequence is outside 1 to 999.
    """
    if sequences.size and (sequences.min() < 1 or sequences.max() > PERSONS_A_DAY):
        raise ValueError(f"sequences of a day run from 1 to {PERSONS_A_DAY}")
    months = born.astype("datetime64[M]")
    years = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (born.astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64) + 1
    digits = np.empty((len(born), 17), np.int64)
    digits[:, :6] = [int(d) for d in area]
    _spread(digits[:, 6:14], years * 10_000 + month * 100 + day)
    _spread(digits[:, 14:17], sequences)
    checks = np.array(list(_ID_CHECKS))[(digits * np.array(_ID_WEIGHTS)).sum(axis=1) % 11]
    return _joined(np.column_stack([np.array(list("0123456789"))[digits], checks]))


def daily_sequences(born: NDArray[np.datetime64], male: NDArray[np.bool_]) -> Integers:
    """A sequence for each person so that no two of one birthday and sex share it: odd for men, even for women.

    Raises ValueError: more than about 499 of one sex were born on one day.
    """
    key = born.astype("datetime64[D]").astype(np.int64) * 2 + male
    order = np.argsort(key, kind="stable")
    first = np.r_[True, key[order][1:] != key[order][:-1]]
    starts = np.maximum.accumulate(np.where(first, np.arange(len(key)), 0))
    nth = np.empty(len(key), np.int64)
    nth[order] = np.arange(len(key)) - starts
    sequences = nth * 2 + np.where(male, 1, 2)
    if len(sequences) and sequences.max() > PERSONS_A_DAY:
        raise ValueError("more persons of one sex on one birthday than an area code has numbers for")
    return sequences


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


def credit_codes(serials: Integers, kind: str = ENTERPRISE, area: str = UNASSIGNED_AREA) -> Texts:
    """Credit codes of many bodies of one kind, one for each serial; both check characters are right.

    The organisation code inside (places 9 to 17) is MA and the serial in base 31, with its own check (GB 11714).

    Raises ValueError: a serial is negative or has more than six places in base 31.
    """
    base = len(_CODE_ALPHABET)
    if serials.size and (serials.min() < 0 or serials.max() >= base**6):
        raise ValueError("a serial has at most six places in base 31")
    places = np.empty((len(serials), 17), np.int64)
    places[:, :10] = [_CODE_ALPHABET.index(c) for c in f"{kind}{area}MA"]
    _spread(places[:, 10:16], serials, base)
    worth = np.array([_FULL_ALPHABET.index(c) for c in _CODE_ALPHABET])[places[:, 8:16]]
    rest = 11 - (worth * np.array(_ORGANISATION_WEIGHTS)).sum(axis=1) % 11
    check = np.array(list(_ORGANISATION_CHECKS))[np.where(rest == 11, 0, rest)]
    places[:, 16] = np.array([_CODE_ALPHABET.index(c) for c in _ORGANISATION_CHECKS])[np.where(rest == 11, 0, rest)]
    letters = np.array(list(_CODE_ALPHABET))
    last = letters[(31 - (places * np.array(_CODE_WEIGHTS)).sum(axis=1) % 31) % 31]
    return _joined(np.column_stack([letters[places[:, :16]], check, last]))


def mobile_numbers(serials: Integers) -> Texts:
    """Mobile numbers in a network that is assigned to nobody, one for each serial below 10 ** 8; near serials differ.

    >>> mobile_numbers(np.array([0]))[0][:3]
    '154'
    """
    if serials.size and (serials.min() < 0 or serials.max() >= 10**8):
        raise ValueError("a mobile number has eight places after its network")
    # A multiplier prime to 10 ** 8 scatters the serials without two of them meeting.
    scattered = (serials * 61_803_399 + 27_182_818) % 10**8
    return np.char.add(UNASSIGNED_NETWORK, np.char.zfill(scattered.astype(np.str_), 8))


def telephone_numbers(serials: Integers) -> Texts:
    """Office telephones with an area code that is not in use, one for each serial below 9 999 999."""
    local = 80_000_000 + serials * 7_654_321 % 10**7
    return np.char.add(f"{UNASSIGNED_TELEPHONE_AREA}-", local.astype(np.str_))


def _spread(into: Integers, values: Integers, base: int = 10) -> None:
    """Write numbers into columns of digits, the most significant first."""
    rest = values.copy()
    for column in range(into.shape[1] - 1, -1, -1):
        into[:, column] = rest % base
        rest //= base


def _joined(characters: Texts) -> Texts:
    """Rows of single characters as one text each."""
    packed = np.ascontiguousarray(characters.astype("<U1"))
    joined: Texts = packed.view(f"<U{packed.shape[1]}").reshape(-1)
    return joined
