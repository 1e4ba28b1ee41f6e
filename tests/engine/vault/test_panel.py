"""The panel and the engine open what the other has sealed; what the engine makes is opened by the panel's own tests."""

import io
import json
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from custom_components.secure_video.engine.vault.age import header_size, open_identity, open_sealed, parse_identity
from custom_components.secure_video.engine.vault.log import parse_verifier_key, verify_proof

ROOT = Path(__file__).parents[3]
DATA = ROOT / "frontend" / "tests" / "data"
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if NODE is None or not (ROOT / "frontend" / "node_modules").is_dir():
        pytest.skip("scripts/setup has not brought Node and the panel's packages")
    folder = tmp_path_factory.mktemp("made")
    program = ROOT / "frontend" / "tests" / "vault" / "made_here.ts"
    subprocess.run([NODE, program, folder], check=True)  # noqa: S603
    return folder


def test_a_key_that_the_panel_has_sealed(made: Path) -> None:
    owner = json.loads((made / "owner.json").read_text())
    identity = open_identity((made / "identity.age").read_bytes(), owner["passphrase"])
    assert str(identity.recipient) == owner["recipient"]


@pytest.mark.parametrize("kind", ["classic", "hybrid"])
def test_a_copy_that_the_panel_has_made(made: Path, kind: str) -> None:
    identity = parse_identity(json.loads((DATA / "keys.json").read_text())[kind]["identity"])
    copy = (made / f"{kind}.mp4.age").read_bytes()
    assert open_sealed(io.BytesIO(copy), [identity]).readall() == (DATA / "clip.mp4").read_bytes()
    assert header_size(io.BytesIO(copy)) == 4096


def test_the_data_of_the_panels_tests_is_as_the_engine_makes_it() -> None:
    log = json.loads((DATA / "log.json").read_text())
    entry = verify_proof(log["proof"], parse_verifier_key(log["key"]).key)
    sealed = (DATA / "clip.mp4.age").read_bytes()
    payload = sealed[header_size(io.BytesIO(sealed)) :]
    assert getattr(entry.content, "payload_hash", None) == sha256(payload).digest()
