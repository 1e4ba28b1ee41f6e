"""Who can open clips: a name, a public key and a role. Pure; what is stored of them are plain dictionaries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final, override

from .engine.errors import BadRecipient
from .engine.vault.age import parse_recipients

ATTR_NAME: Final = "name"
ATTR_RECIPIENT: Final = "recipient"
ATTR_ROLE: Final = "role"

KEY_END: Final = 8
"""Characters of a public key that are shown: enough to tell keys apart, and all of them are random."""

_MAX_SHOWN_NAME: Final = 40
_MAX_KEY: Final = 2048
"""Characters. The longest public keys, post-quantum ones, have 1959."""

_MARKUP: Final = frozenset("[]()<>*_`#|\\!~&")
"""Characters that mean something in Markdown: whoever slipped a person in chose the name as well."""


class Role(StrEnum):
    """What somebody is for. The recovery key is kept away from the house and opens everything when all else is lost."""

    OWNER = "owner"
    RECOVERY = "recovery"
    FAMILY = "family"


class MixedKeys(BadRecipient):
    """A post-quantum key beside classic ones, or the other way round."""


class SameKey(BadRecipient):
    """Somebody has this key already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who can open new clips. `recipient` is their public key."""

    name: str
    recipient: str
    role: Role

    @property
    def key_end(self) -> str:
        """The last characters of the public key."""
        return self.recipient[-KEY_END:]

    @property
    def fingerprint(self) -> str:
        """What the public key is called where it is too long: SHA-256, in hexadecimal digits."""
        return sha256(self.recipient.encode()).hexdigest()

    @override
    def __str__(self) -> str:
        """Return the name, safe to show, and the end of the key."""
        name = "".join(sign for sign in self.name if sign.isprintable() and sign not in _MARKUP)
        return f"{name[:_MAX_SHOWN_NAME]} (…{self.key_end})"

    def as_data(self) -> dict[str, str]:
        """Return what is stored."""
        return {ATTR_NAME: self.name, ATTR_RECIPIENT: self.recipient, ATTR_ROLE: self.role.value}


type People = tuple[Person, ...]


def people_from(stored: Iterable[object]) -> People:
    """Read what is stored. Whatever we cannot have written is nobody, and shows as a change of the list."""
    return tuple(person for data in stored if (person := _person(data)))


def as_data(people: People) -> list[dict[str, str]]:
    """Return what is stored."""
    return [person.as_data() for person in people]


def from_keys(keys: Sequence[str]) -> People:
    """Return people for keys without names: the first is the owner's."""
    return tuple(
        Person(name=f"Key {number}", recipient=key, role=Role.OWNER if number == 1 else Role.FAMILY)
        for number, key in enumerate(keys, start=1)
    )


def with_person(people: People, person: Person) -> People:
    """Return the list with one more. Raises `MixedKeys`, `SameKey`, `BadRecipient`."""
    (new,) = parse_recipients([person.recipient])
    others = parse_recipients([other.recipient for other in people])
    if new in others:
        raise SameKey("Somebody on the list has this key.")
    if others and others[0].kind is not new.kind:
        raise MixedKeys("Post-quantum keys and classic keys cannot be used together.")
    more = (*people, person)
    parse_recipients([each.recipient for each in more])
    return more


def without_person(people: People, person: Person) -> People:
    """Return the list with one fewer."""
    return tuple(other for other in people if other != person)


def with_name(people: People, person: Person, name: str) -> People:
    """Return the list in which one of them is called something else."""
    return tuple(replace(other, name=name) if other == person else other for other in people)


def has_recovery(people: People) -> bool:
    """Whether clips can be opened when every other key is lost."""
    return any(person.role is Role.RECOVERY for person in people)


def is_last_recovery(people: People, person: Person) -> bool:
    """Whether without this person nobody is left to open clips when every other key is lost."""
    return person.role is Role.RECOVERY and not has_recovery(without_person(people, person))


def _person(data: object) -> Person | None:
    match data:
        case {"name": str(name), "recipient": str(recipient), "role": str(role)} if (
            role in Role and len(recipient) <= _MAX_KEY
        ):
            return Person(name=name, recipient=recipient, role=Role(role))
        case _:
            return None


def newcomers(before: People, after: People) -> People:
    """Return who is on the second list and was not, with this key, name and role, on the first."""
    return tuple(person for person in after if person not in before)
