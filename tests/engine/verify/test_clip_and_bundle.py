"""One clip with its proof, offline; and what is handed to somebody else."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from custom_components.secure_video.engine.errors import ClipNotFound, NotLogged
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.engine.vault.log import Heartbeat, prove_clip, prove_entry
from custom_components.secure_video.engine.verify.bundle import EXCERPT, INSTRUCTIONS, KEY, PROOF, Exhibit, write_bundle
from custom_components.secure_video.engine.verify.clip import check_clip
from custom_components.secure_video.engine.verify.report import Report, Verdict
from custom_components.secure_video.engine.verify.sharing import share_clip

from .home import OWNER, Home, a_clip_id, seal, video


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Two clips."""
    home = Home(tmp_path)
    home.record(1)
    home.record(2)
    yield home
    home.journal.close()


def prove(home: Home, number: int) -> str:
    return prove_clip(home.folder / "log", a_clip_id(number))


def kinds(report: Report) -> list[str]:
    return [seen.kind for seen in report.observations]


def exhibit(home: Home, number: int = 1) -> Exhibit:
    return Exhibit(folder=home.folder, clip=a_clip_id(number), public_key=home.key.public)


def test_a_clip_and_its_proof(home: Home) -> None:
    report = check_clip(home.clip(1), prove(home, 1), home.key.public, home.meta(1))
    assert report.verdict is Verdict.SOUND
    assert report.facts["clip"] == a_clip_id(1)


def test_the_proof_of_another_clip(home: Home) -> None:
    report = check_clip(home.clip(1), prove(home, 2), home.key.public, home.meta(1))
    assert kinds(report) == ["changed_clip", "changed_meta"]


def test_a_clip_that_was_changed(home: Home) -> None:
    data = home.clip(1).read_bytes()
    home.clip(1).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert kinds(check_clip(home.clip(1), prove(home, 1), home.key.public)) == ["changed_clip"]


def test_a_file_that_is_not_sealed(home: Home) -> None:
    home.clip(1).write_bytes(b"ftyp")
    assert kinds(check_clip(home.clip(1), prove(home, 1), home.key.public)) == ["bad_header"]


def test_the_proof_of_another_machine(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    assert kinds(check_clip(home.clip(1), prove(home, 1), other.key.public)) == ["bad_proof"]
    other.journal.close()


def test_the_proof_of_another_kind_of_entry(home: Home) -> None:
    home.journal.append(Heartbeat())
    home.journal.commit()
    proof = prove_entry(home.folder / "log", 1, 3)
    assert kinds(check_clip(home.clip(1), proof, home.key.public)) == ["bad_proof"]


@pytest.mark.parametrize("text", ["", "hello", "c2sp.org/tlog-proof@v1\n\n"])
def test_what_is_no_proof(home: Home, text: str) -> None:
    assert kinds(check_clip(home.clip(1), text, home.key.public)) == ["bad_proof"]


def test_the_proof_holds_for_a_copy_for_somebody_else(home: Home, tmp_path: Path) -> None:
    guest = generate_identity(post_quantum=False)
    share_clip(home.clip(1), guest.recipient, [OWNER], tmp_path / "copy.age")
    assert check_clip(tmp_path / "copy.age", prove(home, 1), home.key.public).verdict is Verdict.SOUND


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_a_bundle_is_all_that_is_needed(home: Home, tmp_path: Path, name: str) -> None:
    assert write_bundle(exhibit(home), tmp_path / name).verdict is Verdict.SOUND
    folder = tmp_path / name
    if folder.is_file():
        with ZipFile(folder) as archive:
            archive.extractall(tmp_path / "unpacked")
        folder = tmp_path / "unpacked"
    names = {home.clip(1).name, home.meta(1).name, PROOF, EXCERPT, KEY, INSTRUCTIONS}
    assert {path.name for path in folder.iterdir()} == names
    proof = (folder / PROOF).read_text()
    assert check_clip(folder / home.clip(1).name, proof, home.key.public, folder / home.meta(1).name).verdict is (
        Verdict.SOUND
    )
    assert (folder / EXCERPT).read_text().count(a_clip_id(1)) == 1
    assert (folder / KEY).read_text().strip() == home.verifier_key
    assert home.verifier_key in (folder / INSTRUCTIONS).read_text()


@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_a_bundle_replaces_nothing(home: Home, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(FileExistsError):
        write_bundle(exhibit(home), tmp_path / name)
    assert (tmp_path / name).read_text() == "mine"


def test_no_bundle_of_a_changed_clip(home: Home, tmp_path: Path) -> None:
    home.clip(1).write_bytes(seal(video(1)))
    assert kinds(write_bundle(exhibit(home), tmp_path / "bundle")) == ["changed_clip"]
    assert not (tmp_path / "bundle").exists()


def test_no_bundle_of_what_was_not_recorded(home: Home, tmp_path: Path) -> None:
    with pytest.raises(ClipNotFound):
        write_bundle(exhibit(home, 9), tmp_path / "bundle")
    home.clip(9).write_bytes(seal(video(9)))
    with pytest.raises(NotLogged):
        write_bundle(exhibit(home, 9), tmp_path / "bundle")


def test_a_bundle_that_fails_leaves_nothing(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("custom_components.secure_video.engine.verify.bundle.pieces", full)
    for name in ("bundle", "bundle.zip"):
        with pytest.raises(OSError, match="No space"):
            write_bundle(exhibit(home), tmp_path / name)
        assert not (tmp_path / name).exists()
