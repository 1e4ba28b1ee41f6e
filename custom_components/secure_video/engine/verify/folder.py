"""Checks a folder of clips and its log: each clip against the log, and the log against a remembered checkpoint."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..clips.rewrap import JOURNAL_SUFFIX
from ..clips.sealed import payload_hash
from ..errors import BadHeader, Tampered, WrongIdentity
from ..vault.age import Opener, open_seekable
from ..vault.log import Finding, FindingKind, verify
from ..vault.log.epoch import epochs_in
from .judgement import Judge, SeenClip
from .ledger import Ledger, read_ledger
from .report import Kind, Observation, Report, Weight, observe
from .sightings import Sightings, clip_id, look, meta_of, payload_hash_beside_journal

CLIPS = "clips"
LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """What is to be checked, and by which public key. `openers` may be empty: then no file is opened."""

    folder: Path
    log: Path
    public_key: bytes
    last_checkpoint: str | None = None
    openers: Sequence[Opener] = ()


def check_folder(premises: Premises, now: datetime) -> Report:
    """Check everything. Raises `OSError` where the folder or its log cannot be read."""
    # Looking before and after reading the log: a clip that is recorded or deleted meanwhile is no finding.
    clips = premises.folder / CLIPS
    seen = look(clips)
    findings = verify(premises.log, premises.public_key, premises.last_checkpoint)
    ledger = read_ledger(premises.log, findings)
    judge = Judge(ledger)
    observations = [*map(_of_log, _worth_telling(findings)), *judge.judge_ledger(now)]
    whole = [part for part in seen.parts if _is_whole(part, ledger)]
    for clip in (*seen.clips, *whole):
        observations += _judge_clip(clip, seen, judge, premises)
    there = {clip_id(clip) for clip in (*seen.clips, *whole, *look(clips).clips)}
    absent = (judge.judge_absent(clip) for clip in ledger.recorded if clip not in there)
    observations += [observation for observation in absent if observation]
    observations += _judge_rest(seen, whole, ledger, clips)
    dropped = sum(found.end - found.first for found in findings if found.kind is FindingKind.PRUNED_ENTRIES)
    facts = {"clips": len(seen.clips), "incomplete_clips": len(seen.parts) - len(whole), "dropped_log_entries": dropped}
    return Report(observations=observations, facts=facts)


def newest_checkpoint(log: Path) -> str | None:
    """Return the signed checkpoint of the newest log, unchecked. Raises `OSError`."""
    epochs = epochs_in(log)
    return epochs[-1].read_note() if epochs else None


def _worth_telling(findings: Sequence[Finding]) -> Iterator[Finding]:
    """What the log dropped by its own rules is only counted: after a year it is thousands of gaps."""
    return (found for found in findings if found.kind is not FindingKind.PRUNED_ENTRIES)


def _of_log(found: Finding) -> Observation:
    if found.kind is FindingKind.NOT_COMPARABLE:
        weight = Weight.UNCERTAIN
    else:
        weight = Weight.DAMAGE if found.is_damage else Weight.NOTE
    return Observation(kind=found.kind, weight=weight, subject=f"log {found.epoch}", detail=found.detail)


def _judge_clip(clip: Path, seen: Sightings, judge: Judge, premises: Premises) -> Iterator[Observation]:
    base = premises.folder / CLIPS
    meta = meta_of(clip)
    has_meta = meta in seen.metas
    hashes: list[bytes | None] = []
    for path in (clip, meta) if has_meta else (clip,):
        found = _hash(path, is_changing=path.with_name(path.name + JOURNAL_SUFFIX) in seen.journals)
        hashes.append(found if isinstance(found, bytes) else None)
        if isinstance(found, tuple):
            yield observe(found[0], str(path.relative_to(base)), found[1])
        elif premises.openers:
            yield from _try_to_open(path, str(path.relative_to(base)), premises.openers)
    yield from judge.judge(
        SeenClip(
            id=clip_id(clip),
            subject=str(clip.relative_to(base)),
            day=str(clip.parent.relative_to(base)),
            payload_hash=hashes[0],
            meta_hash=hashes[-1] if has_meta else None,
            has_meta=has_meta,
        )
    )


def _hash(path: Path, *, is_changing: bool) -> bytes | tuple[Kind, str]:
    """The hash that the log knows, or why it cannot be had."""
    try:
        try:
            return payload_hash(path)
        except BadHeader:
            if is_changing:
                return payload_hash_beside_journal(path)
            raise
    except BadHeader as error:
        return Kind.BAD_HEADER, str(error)
    except OSError as error:
        return Kind.UNREADABLE, error.strerror or "It cannot be read."


def _try_to_open(path: Path, subject: str, openers: Sequence[Opener]) -> Iterator[Observation]:
    """Open the header and the last chunk, which shows whether the two belong together."""
    try:
        with path.open("rb") as file:
            open_seekable(file, openers)
    except WrongIdentity:
        yield observe(Kind.OTHER_RECIPIENTS, subject, "It is not sealed to this private key.")
    except (BadHeader, Tampered) as error:
        yield observe(Kind.UNOPENABLE, subject, f"Its header and its payload do not belong together: {error}")
    except OSError as error:
        yield observe(Kind.UNREADABLE, subject, error.strerror or "It cannot be read.")


def _is_whole(part: Path, ledger: Ledger) -> bool:
    """Whether a crash left out nothing but the clip's name."""
    entry = ledger.recorded.get(clip_id(part))
    return entry is not None and _hash(part, is_changing=False) == entry.said.payload_hash


def _judge_rest(seen: Sightings, whole: Sequence[Path], ledger: Ledger, clips: Path) -> Iterator[Observation]:
    for path in whole:
        detail = "It is complete and lacks only its name, which it gets at the next start."
        yield observe(Kind.UNNAMED, str(path.relative_to(clips)), detail)
    for path in seen.parts:
        if path in whole:
            continue
        detail = "It was not finished. Its owner can recover what had been sealed; the log cannot vouch for it."
        yield observe(Kind.INCOMPLETE, str(path.relative_to(clips)), detail)
    for path in sorted(seen.journals):
        detail = "A change of who can open the clip was cut short; it is finished at the next start."
        yield observe(Kind.INTERRUPTED_REWRAP, str(path.relative_to(clips)), detail)
    # Of a clip that was recorded and is gone, that is told already.
    lonely = {path for path in seen.metas if clip_id(path) not in ledger.recorded}
    lonely -= {meta_of(clip) for clip in (*seen.clips, *seen.parts)}
    for path in (*seen.strange, *sorted(lonely)):
        yield observe(Kind.STRANGE_FILE, str(path.relative_to(clips)), "It does not belong to a clip.")
