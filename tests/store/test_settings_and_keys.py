"""Settings refuse what they do not know; keys open only what they sealed."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from analytics.errors import RunAborted
from analytics.keys import Keys, create_key, load_keys, mask_number
from analytics.settings import Settings, settings
from data_sim.numbers import identity_number


def test_an_unknown_setting_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNLEDGER_HOMES", "/tmp/x")
    with pytest.raises(RunAborted, match="SUNLEDGER_HOMES"):
        settings()


def test_an_impossible_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNLEDGER_ENGINE", "mysql")
    with pytest.raises(RunAborted) as failure:
        settings()
    assert failure.value.message.code == "impossible-setting"


def test_the_key_lies_outside_the_home(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path / "var")
    assert chosen.home not in chosen.key_path.parents


def test_a_key_is_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    assert create_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert not create_key(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", ["", "not base64!", "c2hvcnQ="])
def test_a_damaged_key_stops_the_run(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(content)
    with pytest.raises(RunAborted) as failure:
        load_keys(path)
    assert failure.value.message.code == "key-unreadable"


def test_a_missing_key_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(RunAborted) as failure:
        load_keys(tmp_path / "none")
    assert failure.value.message.code == "key-missing"


def test_sealed_bytes_open_only_with_their_key_and_under_their_name(keys: Keys, tmp_path: Path) -> None:
    sealed = keys.seal(b"plain", "a")
    assert b"plain" not in sealed
    assert keys.unseal(sealed, "a") == b"plain"
    create_key(tmp_path / "other.key")
    other = load_keys(tmp_path / "other.key")
    for wrong, name, text in ((keys, "b", sealed), (other, "a", sealed), (keys, "a", sealed[:-1] + b"\0")):
        with pytest.raises(RunAborted):
            wrong.unseal(text, name)


def test_equal_numbers_have_equal_hashes_however_they_are_written(keys: Keys) -> None:
    number = identity_number(date(1987, 5, 21), 1)
    assert number.endswith("X")
    assert keys.hash_number(number) == keys.hash_number(f" {number.lower()} ")
    assert keys.hash_number(number) != keys.hash_number(identity_number(date(1987, 5, 21), 2))
    assert number not in keys.hash_number(number)
    assert "X" not in repr(keys) or number not in repr(keys)


def test_a_full_number_is_masked_and_a_masked_one_kept() -> None:
    assert mask_number("43990319870521001x") == "439903********001X"
    assert mask_number("439903********0028") == "439903********0028"
