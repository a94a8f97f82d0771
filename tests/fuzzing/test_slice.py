"""A slice of `make fuzz`: some hundred damaged files of every format are read or refused, and nothing else."""

from __future__ import annotations

import pytest

from tests.fuzzing.mutations import mutated
from tests.fuzzing.seeds import FORMATS
from tests.fuzzing.worker import verdicts

FILES = 30 * len(FORMATS)


def test_damaged_files_are_read_or_refused_and_never_half_taken() -> None:
    failed = [
        f"{number}: {verdict.complaint} ({mutated(number)[1]})"
        for number, verdict in verdicts(range(FILES), every=3)
        if verdict.complaint is not None
    ]
    assert failed == []


@pytest.mark.parametrize("media", FORMATS)
def test_the_same_number_gives_the_same_damage(media: str) -> None:
    number = FORMATS.index(media) + 3 * len(FORMATS)
    first, second = mutated(number), mutated(number)
    assert first[0].media == media
    assert first[1] == second[1]
