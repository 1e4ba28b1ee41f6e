"""Opening what is whole, recovering what is not, and copies for somebody else."""

import io
import stat
from pathlib import Path

import av
import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.errors import BadRecipient, Tampered, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    generate_identity,
    open_sealed,
    seal_identity,
    supports_post_quantum,
)
from custom_components.secure_video.engine.verify.fragments import seconds_of
from custom_components.secure_video.engine.verify.identity import read_identities
from custom_components.secure_video.engine.verify.opening import open_clip, recover_clip
from custom_components.secure_video.engine.verify.report import Verdict
from custom_components.secure_video.engine.verify.sharing import one_recipient, share_clip
from custom_components.secure_video.engine.video.muxer import OPTIONS
from tests.builders import VIDEO_SECONDS, make_video

from .home import CHUNK, OWNER, seal, video

SEALED_CHUNK = CHUNK + 16
HEAD = 4096 + 16
WHOLE = seal(video(1))


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """A clip of three chunks."""
    path = tmp_path / "clip.mp4.age"
    path.write_bytes(WHOLE)
    return path


def test_a_whole_clip_opens(sealed: Path, tmp_path: Path) -> None:
    out = tmp_path / "clip.mp4"
    report = open_clip(sealed, [OWNER], out)
    assert report.verdict is Verdict.SOUND
    assert out.read_bytes() == video(1)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_nothing_is_overwritten(sealed: Path, tmp_path: Path) -> None:
    out = tmp_path / "clip.mp4"
    out.write_text("mine")
    for work in (open_clip, recover_clip):
        with pytest.raises(FileExistsError):
            work(sealed, [OWNER], out)
    with pytest.raises(FileExistsError):
        share_clip(sealed, OWNER.recipient, [OWNER], out)
    assert out.read_text() == "mine"


def test_a_clip_for_somebody_else_leaves_no_file(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongIdentity):
        open_clip(sealed, [generate_identity(post_quantum=False)], tmp_path / "clip.mp4")
    assert not (tmp_path / "clip.mp4").exists()


@pytest.mark.parametrize("keeps", [False, True])
def test_a_changed_chunk_is_named_and_nothing_behind_it_is_kept(sealed: Path, tmp_path: Path, keeps: bool) -> None:  # noqa: FBT001
    data = bytearray(sealed.read_bytes())
    data[HEAD + SEALED_CHUNK + 5] ^= 1
    sealed.write_bytes(data)
    out = tmp_path / "clip.mp4"
    report = open_clip(sealed, [OWNER], out, keep_partial=keeps)
    assert report.verdict is Verdict.FINDINGS
    assert "Chunk 1 of the file" in report.observations[0].detail
    assert f"first {CHUNK} bytes" in report.observations[0].detail
    assert out.exists() == keeps
    if keeps:
        assert out.read_bytes() == video(1)[:CHUNK]


@settings(deadline=None)
@given(size=st.integers(HEAD, HEAD + 2 * SEALED_CHUNK + 1000))
def test_of_an_interrupted_clip_every_complete_chunk_is_recovered(
    size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("recover")
    part = folder / "clip.mp4.age.part"
    part.write_bytes(WHOLE[:size])
    chunks = (size - HEAD) // SEALED_CHUNK
    report = recover_clip(part, [OWNER], folder / "clip.mp4")
    if not chunks:
        assert not (folder / "clip.mp4").exists()
        assert report.verdict is Verdict.FINDINGS
        return
    assert (folder / "clip.mp4").read_bytes() == video(1)[: chunks * CHUNK]
    assert report.verdict is Verdict.SOUND
    assert report.facts["bytes"] == chunks * CHUNK
    assert [seen.kind for seen in report.observations] == ["incomplete"]


def test_a_part_that_is_complete_is_said_to_be(sealed: Path, tmp_path: Path) -> None:
    report = recover_clip(sealed, [OWNER], tmp_path / "clip.mp4")
    assert report.facts["complete"] == "yes"
    assert (tmp_path / "clip.mp4").read_bytes() == video(1)


def test_a_part_that_was_changed_in_the_middle_was_not_just_interrupted(sealed: Path, tmp_path: Path) -> None:
    data = bytearray(sealed.read_bytes())
    data[HEAD + SEALED_CHUNK + 5] ^= 1
    sealed.write_bytes(data)
    report = recover_clip(sealed, [OWNER], tmp_path / "clip.mp4")
    assert report.verdict is Verdict.FINDINGS
    assert (tmp_path / "clip.mp4").read_bytes() == video(1)[:CHUNK]


def test_a_copy_opens_for_the_other_and_only_for_them(sealed: Path, tmp_path: Path) -> None:
    guest, copy = generate_identity(post_quantum=False), tmp_path / "copy.age"
    share_clip(sealed, guest.recipient, [OWNER], copy)
    with copy.open("rb") as file:
        assert open_sealed(file, [guest]).readall() == video(1)
    with copy.open("rb") as file, pytest.raises(WrongIdentity):
        open_sealed(file, [OWNER])
    assert sealed.read_bytes()[HEAD:] == copy.read_bytes()[HEAD:]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.skipif(not supports_post_quantum(), reason="the cryptography library has no ML-KEM")
def test_a_copy_for_a_post_quantum_key(sealed: Path, tmp_path: Path) -> None:
    guest, copy = generate_identity(post_quantum=True), tmp_path / "copy.age"
    share_clip(sealed, guest.recipient, [OWNER], copy)
    with copy.open("rb") as file:
        assert open_sealed(file, [guest]).readall() == video(1)


def test_a_clip_that_was_cut_is_not_shared(sealed: Path, tmp_path: Path) -> None:
    sealed.write_bytes(sealed.read_bytes()[:-1])
    with pytest.raises(Tampered):
        share_clip(sealed, OWNER.recipient, [OWNER], tmp_path / "copy.age")
    assert not (tmp_path / "copy.age").exists()


@pytest.mark.parametrize(
    "text", ["", "# nobody", f"{OWNER.recipient}\n{generate_identity(post_quantum=False).recipient}"]
)
def test_a_copy_is_for_exactly_one(text: str) -> None:
    with pytest.raises(BadRecipient):
        one_recipient(text)


def test_identities_in_plain_text(tmp_path: Path) -> None:
    other = generate_identity(post_quantum=False)
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {OWNER.recipient}\n{other.to_string()}\r\n\n{OWNER.to_string()}\n")
    assert read_identities(path, lambda: pytest.fail("no passphrase is needed")) == [other, OWNER]


def test_an_identity_behind_a_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "key.age"
    path.write_bytes(seal_identity(OWNER, "seven words", work_factor=16))
    assert read_identities(path, lambda: "seven words") == [OWNER]
    with pytest.raises(WrongIdentity):
        read_identities(path, lambda: "other words")


def test_a_file_without_an_identity(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text("# nothing\n")
    with pytest.raises(WrongIdentity):
        read_identities(path, str)


@pytest.fixture(scope="module")
def fragmented(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The test's video, as clips are written: a fragment a second."""
    folder = tmp_path_factory.mktemp("video")
    plain, cut = make_video(folder / "plain.mp4"), folder / "fragmented.mp4"
    with av.open(str(plain)) as source, av.open(str(cut), "w", options=OPTIONS) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    return cut.read_bytes()


def test_the_length_of_a_clip_that_was_cut_off(fragmented: bytes) -> None:
    """What is there to its end counts, and nothing else."""
    assert seconds_of(io.BytesIO(fragmented)) == pytest.approx(VIDEO_SECONDS, abs=0.2)
    places = [place for place in range(len(fragmented)) if fragmented[place : place + 4] == b"moof"]
    assert len(places) == VIDEO_SECONDS
    assert seconds_of(io.BytesIO(fragmented[: places[3] + 100])) == pytest.approx(3, abs=0.1)
    assert seconds_of(io.BytesIO(fragmented[: places[0] - 4])) == 0


@pytest.mark.parametrize("data", [b"", b"hello", bytes(100), video(1)])
def test_what_is_no_video_has_no_length(data: bytes) -> None:
    assert seconds_of(io.BytesIO(data)) is None


@settings(deadline=None)
@given(cut=st.integers(0, 5000), flip=st.integers(0, 5000), value=st.integers(0, 255))
def test_no_damage_breaks_measuring(cut: int, flip: int, value: int, fragmented: bytes) -> None:
    data = bytearray(fragmented)
    data[flip % len(data)] = value
    assert (seconds_of(io.BytesIO(data[: len(data) - cut])) or 0) >= 0
