"""What the device's key signs beside the log."""

from pathlib import Path

import pytest

from custom_components.secure_video.engine.errors import Tampered
from custom_components.secure_video.engine.vault.log import Journal
from custom_components.secure_video.engine.vault.log.checkpoint import origin_of

from .stories import a_key


def test_a_statement_is_read_back(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    assert key.open_statement("people", key.sign_statement("people", "abc")) == "abc"


def test_a_changed_statement_is_refused(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    note = key.sign_statement("people", "abc")
    for wrong in (note.replace("abc", "abd"), "", note.replace("people", "things"), note[:-9]):
        with pytest.raises(Tampered):
            key.open_statement("people", wrong)
    with pytest.raises(Tampered):
        key.open_statement("things", note)
    with pytest.raises(Tampered):
        a_key(tmp_path, "other.pem").open_statement("people", note)


def test_a_checkpoint_is_no_statement(tmp_path: Path) -> None:
    key = a_key(tmp_path)
    journal = Journal(tmp_path / "log", key)
    journal.close()
    assert origin_of(key.public, 1) in journal.checkpoint
    with pytest.raises(Tampered):
        key.open_statement("people", journal.checkpoint)
