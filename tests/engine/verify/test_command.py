"""What a person types and reads."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from custom_components.secure_video.engine.vault.age import generate_identity, seal_identity
from custom_components.secure_video.engine.vault.log import prove_clip
from custom_components.secure_video.engine.verify.command import main

from .home import OWNER, Home, a_clip_id, seal, video


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Two clips, and the owner's key in a file."""
    home = Home(tmp_path)
    home.record(1)
    home.record(2)
    (tmp_path / "key.txt").write_text(OWNER.to_string())
    yield home
    home.journal.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


class Run:
    """The command, and what it prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Read what is printed from `capsys`."""
        self._capsys = capsys
        self.text = ""

    def __call__(self, *arguments: str | Path) -> int:
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(str(end.code))
        captured = self._capsys.readouterr()
        self.text = captured.out + captured.err
        return status


def check(home: Home) -> tuple[str | Path, ...]:
    return ("folder", home.folder, "--key", home.verifier_key)


def test_a_sound_folder(home: Home, run: Run) -> None:
    assert run(*check(home)) == 0
    assert run.text.splitlines()[-1].startswith("Sound")
    assert "an older copy of the folder would not show" in run.text


def test_a_finding_for_people_and_for_machines(home: Home, run: Run) -> None:
    home.clip(2).unlink()
    assert run(*check(home)) == 1
    assert f"missing_clip: {a_clip_id(2)}: recorded until 2026-11-01 12:02:00 UTC, is gone" in run.text
    assert run(*check(home), "--json") == 1
    told = json.loads(run.text)
    assert told["verdict"] == "findings"
    assert [(seen["kind"], seen["weight"], seen["subject"]) for seen in told["observations"]] == [
        ("missing_clip", "damage", a_clip_id(2))
    ]


def test_a_folder_that_is_not_there(home: Home, run: Run, tmp_path: Path) -> None:
    assert run("folder", tmp_path / "nowhere", "--key", home.verifier_key) == 2
    assert "nowhere" in run.text


def test_what_was_remembered_shows_a_rollback(home: Home, run: Run, tmp_path: Path) -> None:
    memory, older = tmp_path / "memory", home.copy("older")
    assert run(*check(home), "--remember", memory) == 0
    assert memory.read_text() == home.journal.checkpoint
    home.record(3)
    assert run(*check(home), "--remember", memory) == 0
    assert memory.read_text() == home.journal.checkpoint
    home.put_back(older)
    for option in ("--remember", "--checkpoint"):
        assert run(*check(home), option, memory) == 1
        assert "rollback" in run.text
    assert memory.read_text() == home.journal.checkpoint


def test_nothing_is_remembered_of_what_is_not_sound(home: Home, run: Run, tmp_path: Path) -> None:
    home.clip(2).unlink()
    assert run(*check(home), "--remember", tmp_path / "memory") == 1
    assert not (tmp_path / "memory").exists()


@pytest.mark.parametrize("text", ["", "garbage", "secure-video/0000000000000000/1\n5\nAAAA\n"])
def test_a_memory_that_cannot_be_read_is_told(home: Home, run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "memory").write_text(text)
    assert run(*check(home), "--remember", tmp_path / "memory") == 2
    assert "not_comparable" in run.text


def test_a_memory_that_is_not_there_is_told(home: Home, run: Run, tmp_path: Path) -> None:
    assert run(*check(home), "--checkpoint", tmp_path / "memory") == 2


def test_the_key_may_be_in_a_file(home: Home, run: Run, tmp_path: Path) -> None:
    (tmp_path / "vkey").write_text(home.verifier_key + "\n")
    assert run("folder", home.folder, "--key", tmp_path / "vkey") == 0
    assert run("folder", home.folder, "--key", home.verifier_key[:-1]) == 2
    assert run("folder", home.folder, "--key", "a+b+c") == 2


def test_the_log_may_be_elsewhere(home: Home, run: Run, tmp_path: Path) -> None:
    (home.folder / "log").rename(tmp_path / "elsewhere")
    assert run(*check(home)) == 1
    assert run(*check(home), "--log", tmp_path / "elsewhere") == 0


def test_whether_a_key_opens_the_clips(home: Home, run: Run, tmp_path: Path) -> None:
    assert run(*check(home), "-i", tmp_path / "key.txt") == 0
    (tmp_path / "other.txt").write_text(generate_identity(post_quantum=False).to_string())
    assert run(*check(home), "-i", tmp_path / "other.txt") == 2
    assert "other_recipients" in run.text


def test_a_clip_with_its_proof(home: Home, run: Run, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    proof.write_text(prove_clip(home.folder / "log", a_clip_id(1)))
    assert run("clip", home.clip(1), proof, "--key", home.verifier_key, "--meta", home.meta(1)) == 0
    assert run("clip", home.clip(2), proof, "--key", home.verifier_key) == 1
    assert run("clip", home.clip(9), proof, "--key", home.verifier_key) == 2


def test_a_bundle(home: Home, run: Run, tmp_path: Path) -> None:
    arguments = ("bundle", home.folder, a_clip_id(1), tmp_path / "bundle", "--key", home.verifier_key)
    assert run(*arguments) == 0
    assert run(*arguments) == 2
    assert "File exists" in run.text


def test_opening_recovering_and_sharing(home: Home, run: Run, tmp_path: Path) -> None:
    key = ("-i", tmp_path / "key.txt")
    assert run("open", home.clip(1), *key, "-o", tmp_path / "opened") == 0
    assert (tmp_path / "opened").read_bytes() == video(1)
    part = tmp_path / "clip.part"
    part.write_bytes(home.clip(1).read_bytes()[:100_000])
    assert run("recover", part, *key, "-o", tmp_path / "recovered") == 0
    assert run("open", part, *key, "-o", tmp_path / "cut") == 1
    assert not (tmp_path / "cut").exists()
    assert run("open", part, *key, "-o", tmp_path / "cut", "--keep-partial") == 1
    assert (tmp_path / "cut").read_bytes() == (tmp_path / "recovered").read_bytes()
    guest = generate_identity(post_quantum=False)
    assert run("share", home.clip(1), *key, "--to", str(guest.recipient), "-o", tmp_path / "copy") == 0
    (tmp_path / "guest.txt").write_text(guest.to_string())
    assert run("open", tmp_path / "copy", "-i", tmp_path / "guest.txt", "-o", tmp_path / "copied") == 0
    assert (tmp_path / "copied").read_bytes() == video(1)


def test_a_key_behind_a_passphrase(home: Home, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.secure_video.engine.verify.command.getpass", lambda _prompt: "seven words")
    (tmp_path / "key.age").write_bytes(seal_identity(OWNER, "seven words", work_factor=16))
    assert run("open", home.clip(1), "-i", tmp_path / "key.age", "-o", tmp_path / "opened") == 0


def test_no_private_key_is_ever_shown(home: Home, run: Run, tmp_path: Path) -> None:
    secret = OWNER.to_string()
    assert run("open", home.clip(1), "-i", secret, "-o", tmp_path / "opened") == 2
    assert secret[:30] not in run.text
    assert run("share", home.clip(1), "-i", tmp_path / "key.txt", "--to", secret, "-o", tmp_path / "opened") == 2
    assert secret[:30] not in run.text
    (tmp_path / "broken.txt").write_text(secret[:-1])
    assert run("open", home.clip(1), "-i", tmp_path / "broken.txt", "-o", tmp_path / "opened") == 2
    assert secret[:30] not in run.text


def test_a_file_name_does_not_steer_the_terminal(home: Home, run: Run) -> None:
    (home.folder / "clips" / "\x1b[2Jgone.mp4.age").write_bytes(seal(b""))
    Path(os.fsdecode(os.fsencode(home.folder) + b"/clips/\xff")).touch()
    assert run(*check(home)) == 1
    assert "\x1b" not in run.text
    assert "?[2Jgone" in run.text
    assert run(*check(home), "--json") == 1
    assert len(json.loads(run.text)["observations"]) == 2
