"""What a folder of clips holds, by its names, and the hashes that the log knows files by."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from stat import S_ISREG

from ..clips.folder import CLIP_SUFFIX, META_SUFFIX, PROTECTED_SUFFIX
from ..clips.rewrap import JOURNAL_SUFFIX
from ..clips.sealed import PART_SUFFIX
from ..errors import BadHeader
from ..model.names import ClipId

_JOURNAL_HASH_SIZE = sha256().digest_size
MAX_JOURNAL_SIZE = 128 * 1024
"""Twice the largest header that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """The files below `clips`, sorted by what their names say they are. `strange` may be anything."""

    clips: Sequence[Path]
    metas: frozenset[Path]
    parts: Sequence[Path]
    journals: frozenset[Path]
    strange: Sequence[Path]


def look(clips: Path) -> Sightings:
    """List the folder; no file is opened. Raises `OSError`."""
    paths = sorted(_files(clips))
    plain = [path for path in paths if S_ISREG(path.lstat().st_mode)]
    by_suffix = {
        suffix: [path for path in plain if path.name.endswith(suffix)]
        for suffix in (CLIP_SUFFIX, META_SUFFIX, PART_SUFFIX, JOURNAL_SUFFIX, PROTECTED_SUFFIX)
    }
    known = {path for found in by_suffix.values() for path in found}
    return Sightings(
        clips=by_suffix[CLIP_SUFFIX],
        metas=frozenset(by_suffix[META_SUFFIX]),
        parts=by_suffix[PART_SUFFIX],
        journals=frozenset(by_suffix[JOURNAL_SUFFIX]),
        strange=[path for path in paths if path not in known and not path.name.startswith(".")],
    )


def clip_id(path: Path) -> ClipId:
    """Return which clip the name of a file, whole or not, says it belongs to."""
    return ClipId(path.name.partition(META_SUFFIX if META_SUFFIX in path.name else CLIP_SUFFIX)[0])


def meta_of(clip: Path) -> Path:
    """Return where the description of a clip is."""
    return clip.with_name(f"{clip_id(clip)}{META_SUFFIX}")


def find_clip(clips: Path, clip: ClipId) -> Path | None:
    """Return the clip's file, if there is one."""
    return next((path for path in look(clips).clips if clip_id(path) == clip), None)


def payload_hash_beside_journal(path: Path) -> bytes:
    """As `payload_hash`, of a file whose header may be torn: the journal beside it says how long the header is."""
    journal = path.with_name(path.name + JOURNAL_SUFFIX)
    size = journal.stat().st_size - _JOURNAL_HASH_SIZE
    if not 0 < size < MAX_JOURNAL_SIZE:
        raise BadHeader("The journal of the change is cut off.")
    with path.open("rb") as file:
        file.seek(size)
        return file_digest(file, "sha256").digest()


def _files(clips: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(clips, onerror=_refuse):
        # A link to a folder is listed, not followed.
        links = [name for name in folders if Path(folder, name).is_symlink()]
        yield from (Path(folder, name) for name in (*files, *links))


def _refuse(error: OSError) -> None:
    """A folder that cannot be read is not an empty one; one that is not there is."""
    if not isinstance(error, FileNotFoundError):
        raise error
