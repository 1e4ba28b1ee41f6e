"""An evidence bundle: a clip, still sealed, with all that somebody needs to check that it is what was recorded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from shutil import copyfileobj, rmtree
from typing import BinaryIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from ..errors import ClipNotFound
from ..model import ClipId
from ..vault.log import prove_clip, verifier_key
from .clip import check_clip
from .folder import CLIPS, LOG
from .ledger import lines_about
from .new_file import new_file
from .report import Report, Verdict
from .sightings import find_clip, meta_of

PROOF = "proof.tlog-proof"
EXCERPT = "log-excerpt.jsonl"
KEY = "public-key.txt"
INSTRUCTIONS = "how-to-verify.txt"
_ZIP_SUFFIX = ".zip"

_HOW_TO = """\
This is evidence about one recording of a camera, made by Secure Video for Home Assistant.

  {clip}         the recording, sealed: only its recipients can open it
  {meta}         its description (camera, times, what was seen), sealed likewise
  {proof}        that the recording is in the signed log of the machine that made it
  {excerpt}      what the log says about it, for reading; only the proof proves anything
  {key}          the public key of that log

To check it, get the folder custom_components/secure_video of Secure Video, Python 3.14 or newer and the Python package
"cryptography" (50 or newer), then run

  python custom_components/secure_video/engine/verify clip {clip} {proof} --meta {meta} --key "{verifier_key}"

Compare the key with one that reached you another way, from the owner or from an earlier time: whoever made a false
bundle would have put a key of their own into it.

"Sound" means that the machine with this key logged exactly these bytes. It does not say that the machine was under
nobody else's control, that its clock was right, or what stood in front of the camera.

To open it, with the private key of a recipient:

  python custom_components/secure_video/engine/verify open {clip} -i IDENTITY_FILE -o recording.mp4

or, as it is a standard age file (https://age-encryption.org):

  age --decrypt -i IDENTITY_FILE -o recording.mp4 {clip}

To let somebody open it who is no recipient, give them a copy made with "share"; this proof holds for the copy, too.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """Which clip of which folder, and the public key of its log."""

    folder: Path
    clip: ClipId
    public_key: bytes
    log: Path | None = None

    @property
    def log_folder(self) -> Path:
        """Where the log is."""
        return self.log or self.folder / LOG


type Add = Callable[[str, BinaryIO], None]
"""Copies a file into the bundle, under a name."""


def write_bundle(exhibit: Exhibit, out: Path) -> Report:
    """Write a new folder, or a zip file if the name ends so. Nothing is written if the clip is not what was recorded.

    Raises `ClipNotFound`, `NotLogged`, `Tampered`, `FileExistsError`, `OSError`.
    """
    clip = find_clip(exhibit.folder / CLIPS, exhibit.clip)
    if clip is None:
        raise ClipNotFound(f"There is no complete clip {exhibit.clip} in the folder.")
    meta = meta_of(clip)
    proof = prove_clip(exhibit.log_folder, exhibit.clip)
    checked = check_clip(clip, proof, exhibit.public_key, meta)
    if checked.verdict is not Verdict.SOUND:
        return checked
    key = str(verifier_key(exhibit.public_key))
    texts = {
        PROOF: proof,
        EXCERPT: "".join(f"{line.decode()}\n" for line in lines_about(exhibit.log_folder, exhibit.clip)),
        KEY: f"{key}\n",
        INSTRUCTIONS: _HOW_TO.format(
            clip=clip.name, meta=meta.name, proof=PROOF, excerpt=EXCERPT, key=KEY, verifier_key=key
        ),
    }
    with _new_zip(out) if out.suffix == _ZIP_SUFFIX else _new_folder(out) as add:
        for name, text in texts.items():
            add(name, BytesIO(text.encode()))
        for path in (clip, meta):
            with path.open("rb") as file:
                add(path.name, file)
    return replace(checked, facts={**checked.facts, "written": str(out)})


@contextmanager
def _new_folder(out: Path) -> Iterator[Add]:
    out.mkdir(mode=0o700)

    def add(name: str, content: BinaryIO) -> None:
        with new_file(out / name) as copy:
            copyfileobj(content, copy)

    try:
        yield add
    except BaseException:
        rmtree(out)
        raise


@contextmanager
def _new_zip(out: Path) -> Iterator[Add]:
    with new_file(out) as file, ZipFile(file, "w", ZIP_STORED) as archive:

        def add(name: str, content: BinaryIO) -> None:
            with archive.open(ZipInfo(name), "w", force_zip64=True) as copy:
                copyfileobj(content, copy)

        yield add
