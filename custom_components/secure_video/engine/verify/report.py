"""What a check has found, for people and for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Verdict(IntEnum):
    """What a check comes to. The number is the command's exit status."""

    SOUND = 0
    FINDINGS = 1
    CANNOT_TELL = 2


class Weight(StrEnum):
    """What an observation means for the verdict."""

    NOTE = "note"
    UNCERTAIN = "uncertain"
    DAMAGE = "damage"


class Kind(StrEnum):
    """What was seen of clips and files. What was seen of the log has the log's own kinds."""

    MISSING_CLIP = "missing_clip"
    MISSING_META = "missing_meta"
    NOT_LOGGED = "not_logged"
    CHANGED_CLIP = "changed_clip"
    CHANGED_META = "changed_meta"
    SWAPPED_CLIP = "swapped_clip"
    SWAPPED_META = "swapped_meta"
    MISPLACED = "misplaced"
    RECORDED_TWICE = "recorded_twice"
    BAD_HEADER = "bad_header"
    UNOPENABLE = "unopenable"
    BAD_PROOF = "bad_proof"

    MISSING_CLIP_OR_DROPPED = "missing_clip_or_dropped"
    UNSIGNED_ENTRY = "unsigned_entry"
    SIGNED_LATER = "signed_later"
    UNREADABLE = "unreadable"
    OTHER_RECIPIENTS = "other_recipients"

    RETURNED = "returned"
    INCOMPLETE = "incomplete"
    UNNAMED = "unnamed"
    INTERRUPTED_REWRAP = "interrupted_rewrap"
    STRANGE_FILE = "strange_file"
    AHEAD_OF_CLOCK = "ahead_of_clock"


_UNCERTAIN = frozenset(
    {
        Kind.MISSING_CLIP_OR_DROPPED,
        Kind.UNSIGNED_ENTRY,
        Kind.SIGNED_LATER,
        Kind.UNREADABLE,
        Kind.OTHER_RECIPIENTS,
    }
)
_NOTES = frozenset(
    {
        Kind.RETURNED,
        Kind.INCOMPLETE,
        Kind.UNNAMED,
        Kind.INTERRUPTED_REWRAP,
        Kind.STRANGE_FILE,
        Kind.AHEAD_OF_CLOCK,
    }
)
_WORDS = {
    Verdict.SOUND: "Sound: nothing is missing, changed or added.",
    Verdict.FINDINGS: "Not sound: see above.",
    Verdict.CANNOT_TELL: "Cannot tell: see above.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing seen. `subject` is a file or a log; `detail` is a sentence without a secret."""

    kind: str
    weight: Weight
    subject: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that one check or one piece of work has to say. `facts` are what was counted or made, in order."""

    observations: Sequence[Observation] = ()
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """The worst that was seen."""
        weights = {observation.weight for observation in self.observations}
        if Weight.DAMAGE in weights:
            return Verdict.FINDINGS
        return Verdict.CANNOT_TELL if Weight.UNCERTAIN in weights else Verdict.SOUND


def observe(kind: Kind, subject: str, detail: str) -> Observation:
    """Return the observation with the weight its kind has."""
    weight = Weight.NOTE if kind in _NOTES else Weight.UNCERTAIN if kind in _UNCERTAIN else Weight.DAMAGE
    return Observation(kind=kind, weight=weight, subject=subject, detail=detail)


def to_text(report: Report) -> str:
    """Return lines for a person, the verdict last."""
    lines = [_printable(f"{seen.weight:9} {seen.kind}: {seen.subject}: {seen.detail}") for seen in report.observations]
    lines += [_printable(f"{name.replace('_', ' ')}: {value}") for name, value in report.facts.items()]
    return "\n".join([*lines, _WORDS[report.verdict], ""])


def to_json(report: Report) -> str:
    """Return one JSON object."""
    observations = [
        {"kind": seen.kind, "weight": seen.weight, "subject": seen.subject, "detail": seen.detail}
        for seen in report.observations
    ]
    verdict = report.verdict.name.lower()
    return json.dumps({"verdict": verdict, "observations": observations, **report.facts}, indent=2) + "\n"


def _printable(text: str) -> str:
    """A hostile file name must not steer the terminal."""
    return "".join(character if character.isprintable() else "?" for character in text)
