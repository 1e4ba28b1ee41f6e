"""An evidence bundle: a clip, still sealed, with all that somebody needs to check that it is what was recorded."""

from collections.abc import Buffer, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO, RawIOBase
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO, override
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from ..errors import ClipNotFound
from ..model.names import ClipId
from ..vault.log import prove_clip, verifier_key
from .clip import check_clip
from .folder import CLIPS, LOG
from .ledger import lines_about
from .new_file import new_file
from .pieces import pieces
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What will be in it. It is evidence only if what was `checked` is sound."""

    checked: Report
    texts: Mapping[str, str]
    files: Sequence[Path]

    def contents(self) -> Iterator[tuple[str, BinaryIO]]:
        """Return each file with its name, open until the next one. Raises `OSError`."""
        for name, text in self.texts.items():
            yield name, BytesIO(text.encode())
        for path in self.files:
            with path.open("rb") as file:
                yield path.name, file

    def zipped(self) -> Iterator[bytes]:
        """Return it as a zip file, not compressed, read as it goes. Raises `OSError`."""
        outlet = _Outlet()
        with ZipFile(outlet, "w", ZIP_STORED) as archive:
            for name, content in self.contents():
                with archive.open(ZipInfo(name), "w", force_zip64=True) as copy:
                    for piece in pieces(content):
                        copy.write(piece)
                        yield outlet.take()
        yield outlet.take()


def assemble(exhibit: Exhibit) -> Bundle:
    """Check the clip and put together what proves it. Raises `ClipNotFound`, `NotLogged`, `Tampered`, `OSError`."""
    clip = find_clip(exhibit.folder / CLIPS, exhibit.clip)
    if clip is None:
        raise ClipNotFound(f"There is no complete clip {exhibit.clip} in the folder.")
    proof = prove_clip(exhibit.log_folder, exhibit.clip)
    meta = meta_of(clip)
    if not meta.exists():
        raise ClipNotFound(f"The description of clip {exhibit.clip} is not in the folder.")
    key = str(verifier_key(exhibit.public_key))
    how_to = _HOW_TO.format(clip=clip.name, meta=meta.name, proof=PROOF, excerpt=EXCERPT, key=KEY, verifier_key=key)
    return Bundle(
        checked=check_clip(clip, proof, exhibit.public_key, meta),
        texts={
            PROOF: proof,
            EXCERPT: "".join(f"{line.decode()}\n" for line in lines_about(exhibit.log_folder, exhibit.clip)),
            KEY: f"{key}\n",
            INSTRUCTIONS: how_to,
        },
        files=(clip, meta),
    )


def write_bundle(exhibit: Exhibit, out: Path) -> Report:
    """Write a new folder, or a zip file if the name ends so. Nothing is written if the clip is not what was recorded.

    Raises as `assemble` does, and `FileExistsError`.
    """
    bundle = assemble(exhibit)
    if bundle.checked.verdict is not Verdict.SOUND:
        return bundle.checked
    if out.suffix == _ZIP_SUFFIX:
        with new_file(out) as file:
            file.writelines(bundle.zipped())
    else:
        _write_folder(bundle, out)
    return replace(bundle.checked, facts={**bundle.checked.facts, "written": str(out)})


def _write_folder(bundle: Bundle, out: Path) -> None:
    out.mkdir(mode=0o700)
    try:
        for name, content in bundle.contents():
            with new_file(out / name) as copy:
                copy.writelines(pieces(content))
    except BaseException:
        rmtree(out)
        raise


class _Outlet(RawIOBase):
    """Where the archive is written to, and taken away before the next piece comes. It has no place to go back to."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    @override
    def write(self, data: Buffer) -> int:
        piece = memoryview(data)
        self._written += piece
        return piece.nbytes

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken
