"""Proofs: whoever has the public key can check them, and nothing that was changed passes."""

from pathlib import Path

import pytest

from custom_components.secure_video.engine.errors import NotLogged, Tampered
from custom_components.secure_video.engine.vault.log import (
    Heartbeat,
    Journal,
    prove_clip,
    prove_consistency,
    prove_entry,
    verify_consistency,
    verify_proof,
)

from .stories import SMALL, Clock, a_clip_id, a_key, a_recording, small_files, write_log


@pytest.fixture(autouse=True)
def files_of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    small_files(monkeypatch)


def checkpoints(folder: Path, count: int) -> list[str]:
    """The log after every entry."""
    journal = Journal(folder / "log", a_key(folder), clock=Clock())
    notes = [journal.checkpoint]
    for number in range(count):
        journal.append(a_recording(number))
        notes.append(journal.commit())
    journal.close()
    return notes


@pytest.mark.parametrize("count", [1, 2, SMALL, SMALL + 1, 5 * SMALL + 3])
def test_every_clip_is_proved(tmp_path: Path, count: int) -> None:
    write_log(tmp_path, count)
    public = a_key(tmp_path).public
    for number in range(count):
        proof = prove_clip(tmp_path / "log", a_clip_id(number))
        entry = verify_proof(proof, public)
        assert (entry.sequence, entry.content) == (number, a_recording(number))


def test_a_proof_reads_as_c2sp_says(tmp_path: Path) -> None:
    note = write_log(tmp_path, 6)
    header, extra, index, *hashes, blank = prove_clip(tmp_path / "log", a_clip_id(2)).partition(note)[0].split("\n")
    assert (header, index) == ("c2sp.org/tlog-proof@v1", "index 2")
    assert extra.startswith("extra ")
    assert len(hashes) == 4
    assert (hashes[-1], blank) == ("", "")


def test_every_changed_character_of_a_proof_shows(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    proof, public = prove_clip(tmp_path / "log", a_clip_id(1)), a_key(tmp_path).public
    for place, character in enumerate(proof):
        for other in {"a", "\n", "1"} - {character}:
            with pytest.raises(Tampered):
                verify_proof(proof[:place] + other + proof[place + 1 :], public)
        with pytest.raises(Tampered):
            verify_proof(proof[:place], public)


def test_a_proof_of_another_key_is_refused(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    with pytest.raises(Tampered, match="another key"):
        verify_proof(prove_clip(tmp_path / "log", a_clip_id(1)), a_key(tmp_path, "other.pem").public)


def test_an_entry_is_proved_only_in_its_place(tmp_path: Path) -> None:
    write_log(tmp_path, 8)
    proof = prove_entry(tmp_path / "log", 1, 3)
    with pytest.raises(Tampered, match="this place"):
        verify_proof(proof.replace("index 3\n", "index 4\n"), a_key(tmp_path).public)


def test_what_is_not_there_is_not_proved(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    with pytest.raises(NotLogged, match="does not say"):
        prove_clip(tmp_path / "log", a_clip_id(7))
    with pytest.raises(NotLogged, match="signed"):
        prove_entry(tmp_path / "log", 1, 3)
    with pytest.raises(NotLogged, match="3 entries"):
        prove_consistency(tmp_path / "log", 1, 4)
    with pytest.raises(NotLogged, match="no checkpoint"):
        prove_entry(tmp_path / "log", 2, 0)


def test_nothing_is_proved_from_changed_entries(tmp_path: Path) -> None:
    write_log(tmp_path, 3)
    file = tmp_path / "log" / "1" / "0000000000.jsonl"
    file.write_bytes(file.read_bytes().replace(b'"sequence":0', b'"sequence":9'))
    with pytest.raises(NotLogged, match="not those"):
        prove_clip(tmp_path / "log", a_clip_id(1))


def test_wrong_hashes_of_files_do_not_matter(tmp_path: Path) -> None:
    write_log(tmp_path, 3 * SMALL)
    (tmp_path / "log" / "1" / "roots").write_bytes((b"00" * 32 + b"\n") * 2)
    verify_proof(prove_clip(tmp_path / "log", a_clip_id(20)), a_key(tmp_path).public)


def test_growth_is_proved_from_every_size(tmp_path: Path) -> None:
    notes = checkpoints(tmp_path, 2 * SMALL + 3)
    public = a_key(tmp_path).public
    for size, note in enumerate(notes):
        proof = prove_consistency(tmp_path / "log", 1, size)
        assert verify_consistency(proof, note, public).size == len(notes) - 1
        if size not in {0, 5}:
            with pytest.raises(Tampered):
                verify_consistency(proof, notes[5], public)


def test_growth_of_another_log_is_refused(tmp_path: Path) -> None:
    notes = checkpoints(tmp_path, 5)
    (tmp_path / "log" / "1").rename(tmp_path / "old")
    journal = Journal(tmp_path / "log", a_key(tmp_path), clock=Clock())
    for _ in range(9):
        journal.append(Heartbeat())
    journal.close()
    with pytest.raises(Tampered, match="begin"):
        verify_consistency(prove_consistency(tmp_path / "log", 1, 5), notes[5], a_key(tmp_path).public)
