"""Other programs open what we seal, and we open what they seal: age, and typage, which browsers use."""

import base64
import io
import json
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.age_tools import TRIALS, outcomes
from custom_components.secure_video.engine.clips.rewrap import rewrap
from custom_components.secure_video.engine.vault.age import (
    Identity,
    armor,
    dearmor,
    generate_identity,
    open_identity,
    open_sealed,
    open_seekable,
    parse_recipients,
    seal_identity,
    supports_post_quantum,
)
from custom_components.secure_video.engine.vault.age.header import decode_base64, read_header
from custom_components.secure_video.engine.vault.age.tag import TagRecipient
from tests.sealing import seal

pytestmark = pytest.mark.e2e

TYPAGE = "age-encryption@0.3.1"
CACHE = Path(__file__).parents[2] / ".cache" / TYPAGE
WORDS = "seven generated words stand here for one"
CHUNK = 64 * 1024
CLIP = bytes(value * 7 % 251 for value in range(3 * CHUNK + 1000))
TOKEN = "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e"  # noqa: S105 - a public key

SIZES = pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, len(CLIP)])
KINDS = pytest.mark.parametrize(
    "post_quantum",
    [
        pytest.param(False, id="classic"),
        pytest.param(
            True,
            id="post-quantum",
            marks=pytest.mark.skipif(not supports_post_quantum(), reason="the cryptography library has no ML-KEM"),
        ),
    ],
)

PROGRAM = """
import { Decrypter, Encrypter, armor } from "age-encryption";
let text = "";
for await (const piece of process.stdin) text += piece;
const { recipients, identity, passphrase, sealed, plain } = JSON.parse(text);
const bytes = (coded) => new Uint8Array(Buffer.from(coded, "base64"));
let result;
if (sealed !== undefined) {
  const decrypter = new Decrypter();
  if (identity) decrypter.addIdentity(identity);
  if (passphrase) decrypter.addPassphrase(passphrase);
  result = await decrypter.decrypt(bytes(sealed));
} else {
  const encrypter = new Encrypter();
  for (const recipient of recipients ?? []) encrypter.addRecipient(recipient);
  if (passphrase) { encrypter.setPassphrase(passphrase); encrypter.setScryptWorkFactor(16); }
  result = await encrypter.encrypt(bytes(plain));
}
process.stdout.write(Buffer.from(result).toString("base64"));
"""


@pytest.fixture(scope="module")
def typage() -> Path:
    """The folder that has typage in it."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("not installed: node, npm")
    if not (CACHE / "node_modules" / "age-encryption").is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(CACHE), "--ignore-scripts", "--no-audit", "--no-fund", TYPAGE]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=60)
        except subprocess.CalledProcessError, subprocess.TimeoutExpired:
            pytest.skip(f"npm cannot fetch {TYPAGE}")
    return CACHE


def run_typage(typage: Path, **request: object) -> bytes:
    """Encrypt or decrypt with it."""
    command = ["node", "--input-type=module", "--eval", PROGRAM]
    done = subprocess.run(
        command, cwd=typage, input=json.dumps(request), capture_output=True, text=True, check=True, timeout=60
    )
    return base64.b64decode(done.stdout)


def as_text(data: bytes) -> str:
    """For JSON."""
    return base64.b64encode(data).decode()


def run_age(*arguments: str | Path, data: bytes) -> bytes:
    """Run the age command line."""
    return subprocess.run(["age", *arguments], input=data, capture_output=True, check=True, timeout=60).stdout


def run_age_at_terminal(*arguments: str | Path, typed: str) -> None:
    """Run it where it can ask for a passphrase, which it does not take from a pipe."""
    if shutil.which("script") is None:
        pytest.skip("not installed: script, which makes a terminal")
    command = shlex.join(["age", *map(str, arguments)])
    subprocess.run(
        ["script", "--quiet", "--return", "--command", command, "/dev/null"],
        input=typed.encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )


def assert_opened(sealed: bytes, identity: Identity, expected: bytes) -> None:
    """By both of our readers."""
    assert open_sealed(io.BytesIO(sealed), [identity]).readall() == expected
    assert open_seekable(io.BytesIO(sealed), [identity]).readall() == expected


@KINDS
@SIZES
def test_typage_opens_ours(typage: Path, size: int, *, post_quantum: bool) -> None:
    people = [generate_identity(post_quantum=post_quantum) for _ in range(3)]
    sealed = as_text(seal(CLIP[:size], *people))
    assert run_typage(typage, identity=people[-1].to_string(), sealed=sealed) == CLIP[:size]


@KINDS
@SIZES
def test_we_open_those_of_typage(typage: Path, size: int, *, post_quantum: bool) -> None:
    people = [generate_identity(post_quantum=post_quantum) for _ in range(3)]
    recipients = [str(identity.recipient) for identity in people]
    sealed = run_typage(typage, recipients=recipients, plain=as_text(CLIP[:size]))
    for identity in people:
        assert_opened(sealed, identity, CLIP[:size])


@KINDS
def test_typage_opens_an_identity_file_of_ours(typage: Path, *, post_quantum: bool) -> None:
    identity = generate_identity(post_quantum=post_quantum)
    sealed = seal_identity(identity, WORDS, work_factor=16)
    assert run_typage(typage, passphrase=WORDS, sealed=as_text(sealed)) == f"{identity.to_string()}\n".encode()


@KINDS
def test_we_open_an_identity_file_of_typage(typage: Path, *, post_quantum: bool) -> None:
    identity = generate_identity(post_quantum=post_quantum)
    sealed = run_typage(typage, passphrase=WORDS, plain=as_text(identity.to_string().encode()))
    assert open_identity(sealed, WORDS) == identity


def test_typage_makes_the_same_tag_for_a_hardware_token(typage: Path) -> None:
    (recipient,) = parse_recipients([TOKEN])
    assert isinstance(recipient, TagRecipient)
    sealed = run_typage(typage, recipients=[TOKEN], plain="")
    stanza = read_header(io.BytesIO(sealed).readline).stanzas[0]
    (ours,) = recipient.wrap(bytes(16))
    tag, share = (decode_base64(argument.encode()) for argument in stanza.arguments)
    assert tag == recipient.tag(share)
    assert (stanza.kind, len(stanza.body)) == (ours.kind, len(ours.body))
    assert [len(argument) for argument in stanza.arguments] == [len(argument) for argument in ours.arguments]


@KINDS
def test_typage_opens_what_was_rewrapped(typage: Path, tmp_path: Path, *, post_quantum: bool) -> None:
    old, new = (generate_identity(post_quantum=post_quantum) for _ in range(2))
    path = tmp_path / "clip.age"
    path.write_bytes(seal(CLIP, old))
    rewrap(path, [old], [new.recipient])
    assert run_typage(typage, identity=new.to_string(), sealed=as_text(path.read_bytes())) == CLIP


@SIZES
def test_age_opens_ours_as_text(size: int, tmp_path: Path) -> None:
    owner = generate_identity(post_quantum=False)
    key = tmp_path / "key.txt"
    key.write_text(owner.to_string())
    assert run_age("--decrypt", "--identity", key, data=armor(seal(CLIP[:size], owner))) == CLIP[:size]


@SIZES
def test_we_open_the_text_of_age(size: int) -> None:
    owner = generate_identity(post_quantum=False)
    text = run_age("--armor", "--recipient", str(owner.recipient), data=CLIP[:size])
    assert armor(dearmor(text)) == text
    assert_opened(dearmor(text), owner, CLIP[:size])


def test_age_opens_what_was_rewrapped(tmp_path: Path) -> None:
    old, new = (generate_identity(post_quantum=False) for _ in range(2))
    path, key = tmp_path / "clip.age", tmp_path / "key.txt"
    path.write_bytes(seal(CLIP, old))
    key.write_text(new.to_string())
    rewrap(path, [old], [new.recipient])
    assert run_age("--decrypt", "--identity", key, data=path.read_bytes()) == CLIP


def test_age_opens_a_clip_with_an_identity_file_of_ours(tmp_path: Path) -> None:
    owner = generate_identity(post_quantum=False)
    key, clip, opened = tmp_path / "key.age", tmp_path / "clip.age", tmp_path / "clip"
    key.write_bytes(seal_identity(owner, WORDS, work_factor=16))
    clip.write_bytes(seal(CLIP, owner))
    run_age_at_terminal("--decrypt", "--identity", key, "--output", opened, clip, typed=f"{WORDS}\n")
    assert opened.read_bytes() == CLIP


def test_we_open_an_identity_file_of_age(tmp_path: Path) -> None:
    owner = generate_identity(post_quantum=False)
    key, sealed = tmp_path / "key.txt", tmp_path / "key.age"
    key.write_text(f"# created: today\n# public key: {owner.recipient}\n{owner.to_string()}\n")
    run_age_at_terminal("--passphrase", "--armor", "--output", sealed, key, typed=f"{WORDS}\n{WORDS}\n")
    assert open_identity(sealed.read_bytes(), WORDS) == owner


def test_age_and_we_agree_about_random_files(tmp_path: Path) -> None:
    seen = list(outcomes(tmp_path, files=30, seed=7))
    assert len(seen) == 30 * len(TRIALS)
    assert [outcome for outcome in seen if not outcome.do_agree] == []
