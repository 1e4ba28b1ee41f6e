"""What all tests need that start a real Home Assistant beside them."""

from pathlib import Path

import pytest
import pytest_socket

from .footage import make_footage


@pytest.fixture(name="verify_cleanup", autouse=True)
def verify_cleanup_fixture() -> None:
    """Nothing of Home Assistant runs in this process, so nothing can be left of it."""


@pytest.fixture(name="loopback_for_fixtures", scope="module", autouse=True)
def loopback_for_fixtures_fixture() -> None:
    """Let the fixtures of a module connect to this machine."""
    pytest_socket.enable_socket()


@pytest.fixture(name="loopback", autouse=True)
def loopback_fixture(loopback_for_fixtures: None) -> None:
    """Let each test connect to this machine: the framework forbids it before each of them."""
    pytest_socket.enable_socket()


@pytest.fixture(name="footage", scope="session")
def footage_fixture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the camera shows, again and again."""
    path = tmp_path_factory.mktemp("footage") / "yard.mp4"
    make_footage(path)
    return path
