"""The verifier runs with Python and `cryptography`, and nothing else of what Home Assistant brings."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.engine.verify.home import OWNER, Home, a_clip_id, video

pytestmark = pytest.mark.e2e

VERIFIER = Path(__file__).parents[2] / "custom_components" / "secure_video" / "engine" / "verify"
NEEDED = ("cryptography", "cffi", "_cffi_backend")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder of packages with `cryptography` and what it needs."""
    folder = tmp_path / "packages"
    folder.mkdir()
    for name in NEEDED:
        spec = find_spec(name)
        if spec and spec.origin:
            path = Path(spec.origin)
            place = path.parent if path.name == "__init__.py" else path
            (folder / place.name).symlink_to(place)
    return folder


def run(packages: Path, *arguments: str | Path, code: str | None = None) -> subprocess.CompletedProcess[str]:
    program = ["-c", code] if code else [VERIFIER]
    return subprocess.run(
        [sys.executable, "-S", "-W", "error", *program, *arguments],
        env={"PYTHONPATH": str(packages), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["homeassistant", "numpy", "av"])
def test_the_packages_are_bare(bare: Path, name: str) -> None:
    assert "ModuleNotFoundError" in run(bare, code=f"import {name}").stderr


def test_a_folder_is_checked_and_a_clip_taken_away_with_its_proof(bare: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.record(1)
    home.record(2)
    key = ("--key", home.verifier_key)
    (tmp_path / "key.txt").write_text(OWNER.to_string())

    sound = run(bare, "folder", home.folder, *key, "--json")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert json.loads(sound.stdout)["clips"] == 2

    bundle = tmp_path / "bundle"
    assert run(bare, "bundle", home.folder, a_clip_id(1), bundle, *key).returncode == 0
    clip = bundle / home.clip(1).name
    assert run(bare, "clip", clip, bundle / "proof.tlog-proof", *key).returncode == 0
    assert run(bare, "open", clip, "-i", tmp_path / "key.txt", "-o", tmp_path / "opened").returncode == 0
    assert (tmp_path / "opened").read_bytes() == video(1)

    home.clip(2).unlink()
    found = run(bare, "folder", home.folder, *key)
    assert found.returncode == 1
    assert "missing_clip" in found.stdout
    home.journal.close()


def test_what_the_bundle_says_to_type_works(bare: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.record(1)
    bundle = tmp_path / "bundle"
    assert run(bare, "bundle", home.folder, a_clip_id(1), bundle, "--key", home.verifier_key).returncode == 0
    lines = (bundle / "how-to-verify.txt").read_text().splitlines()
    command = next(line.strip() for line in lines if " clip " in line and line.startswith("  python "))
    checkout = VERIFIER.parents[3]
    done = subprocess.run(
        [
            "bash",
            "-c",
            command.replace("python custom_components", f"{sys.executable} -S {checkout}/custom_components"),
        ],
        env={"PYTHONPATH": str(bare), "PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"},
        cwd=bundle,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    home.journal.close()
