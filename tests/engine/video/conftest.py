"""Tiny videos, made once."""

from pathlib import Path

import pytest

from tests.builders import make_video


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of H.264 with AAC, a key frame every second."""
    return make_video(tmp_path_factory.mktemp("video") / "plain.mp4", sound="aac")


@pytest.fixture(scope="session")
def transport(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as an MPEG transport stream: parameter sets and sound headers are in the packets."""
    return make_video(tmp_path_factory.mktemp("video") / "plain.ts", sound="aac")


@pytest.fixture(scope="session")
def reordered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of H.264 with B-frames."""
    return make_video(tmp_path_factory.mktemp("video") / "reordered.mp4", b_frames=2)


@pytest.fixture(scope="session")
def hevc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of HEVC."""
    return make_video(tmp_path_factory.mktemp("video") / "hevc.mp4", codec="libx265")


@pytest.fixture(scope="session")
def telephone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of H.264 with G.711."""
    return make_video(tmp_path_factory.mktemp("video") / "telephone.mov", sound="pcm_mulaw")


@pytest.fixture(scope="session")
def mjpeg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4 s of Motion JPEG."""
    return make_video(tmp_path_factory.mktemp("video") / "mjpeg.mkv", codec="mjpeg")
