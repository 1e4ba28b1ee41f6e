"""Checks one clip with its proof, without the log."""

from pathlib import Path

from ..clips.sealed import payload_hash
from ..errors import BadHeader, Tampered
from ..vault.log import Recorded, verify_proof
from .report import Kind, Observation, Report, observe

MAX_PROOF_SIZE = 1024 * 1024
"""Several times the largest entry, in Base64, with its hashes and signatures."""


def check_clip(clip: Path, proof: str, public_key: bytes, meta: Path | None = None) -> Report:
    """Check that the owner of the key recorded this clip, and its description if it is given. Raises `OSError`."""
    try:
        entry = verify_proof(proof, public_key)
    except Tampered as error:
        return Report(observations=[observe(Kind.BAD_PROOF, "proof", str(error))])
    said = entry.content
    if not isinstance(said, Recorded):
        detail = "It proves another kind of entry, not that a clip was recorded."
        return Report(observations=[observe(Kind.BAD_PROOF, "proof", detail)])
    observations = [*_compare(clip, said.payload_hash, Kind.CHANGED_CLIP)]
    if meta:
        observations += _compare(meta, said.meta_hash, Kind.CHANGED_META)
    facts: dict[str, str | int] = {"clip": said.clip, "logged_at": entry.at.isoformat(), "log_entry": entry.sequence}
    return Report(observations=observations, facts=facts)


def read_proof(path: Path) -> str:
    """Return the text of a proof, whatever it may be. Raises `OSError`."""
    with path.open("rb") as file:
        return file.read(MAX_PROOF_SIZE).decode(errors="replace")


def _compare(path: Path, recorded: bytes, kind: Kind) -> list[Observation]:
    try:
        found = payload_hash(path)
    except BadHeader as error:
        return [observe(Kind.BAD_HEADER, path.name, str(error))]
    if found == recorded:
        return []
    return [observe(kind, path.name, "It is not what the proof says was recorded.")]
