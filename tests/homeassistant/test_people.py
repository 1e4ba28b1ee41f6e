"""Who can open new clips, as values."""

import pytest

from custom_components.secure_video.engine.errors import BadRecipient
from custom_components.secure_video.engine.vault.age import generate_identity
from custom_components.secure_video.people import (
    MixedKeys,
    Person,
    Role,
    SameKey,
    as_data,
    from_keys,
    has_recovery,
    is_last_recovery,
    newcomers,
    people_from,
    with_person,
    without_person,
)

from .conftest import PEOPLE, RECIPIENT, RECOVERY

ANNA, DRAWER = people_from(PEOPLE)
BEN = Person(name="Ben", recipient=str(generate_identity(post_quantum=False).recipient), role=Role.FAMILY)


def test_what_is_stored_is_read_back() -> None:
    assert as_data((ANNA, DRAWER)) == list(PEOPLE)


def test_keys_without_names_get_some() -> None:
    assert as_data(from_keys([RECIPIENT, RECOVERY])) == [
        {"name": "Key 1", "recipient": RECIPIENT, "role": "owner"},
        {"name": "Key 2", "recipient": RECOVERY, "role": "family"},
    ]
    assert from_keys([]) == ()


@pytest.mark.parametrize(
    "stored",
    [
        RECIPIENT,
        {"name": "Anna"},
        {**PEOPLE[0], "role": "burglar"},
        {**PEOPLE[0], "name": None},
        {**PEOPLE[0], "recipient": "age1" * 999},
        None,
        7,
    ],
)
def test_what_we_have_not_written_is_nobody(stored: object) -> None:
    assert people_from([stored, PEOPLE[0]]) == (ANNA,)


def test_a_person_is_added_and_removed() -> None:
    people = with_person((ANNA, DRAWER), BEN)
    assert people == (ANNA, DRAWER, BEN)
    assert without_person(people, DRAWER) == (ANNA, BEN)


def test_kinds_of_keys_are_never_mixed() -> None:
    modern = Person(name="Ben", recipient=str(generate_identity(post_quantum=True).recipient), role=Role.FAMILY)
    with pytest.raises(MixedKeys):
        with_person((ANNA,), modern)
    with pytest.raises(MixedKeys):
        with_person((modern,), ANNA)
    assert with_person((), modern) == (modern,)


def test_a_key_counts_once() -> None:
    again = Person(name="Anna's phone", recipient=RECIPIENT, role=Role.FAMILY)
    with pytest.raises(SameKey):
        with_person((ANNA,), again)


def test_a_key_must_be_one() -> None:
    with pytest.raises(BadRecipient):
        with_person((ANNA,), Person(name="Ben", recipient="age1nonsense", role=Role.FAMILY))


def test_which_recovery_key_is_the_last() -> None:
    other = Person(name="Bank", recipient=BEN.recipient, role=Role.RECOVERY)
    assert has_recovery((ANNA, DRAWER))
    assert not has_recovery((ANNA, BEN))
    assert is_last_recovery((ANNA, DRAWER), DRAWER)
    assert not is_last_recovery((ANNA, DRAWER, other), DRAWER)
    assert not is_last_recovery((ANNA, DRAWER), ANNA)


def test_another_name_or_role_is_another_person() -> None:
    demoted = Person(name="Drawer", recipient=RECOVERY, role=Role.FAMILY)
    assert newcomers((ANNA, DRAWER), (ANNA, demoted)) == (demoted,)
    assert newcomers((ANNA, DRAWER), (DRAWER, ANNA)) == ()


def test_a_name_cannot_smuggle_in_a_link() -> None:
    name = "[It was you](http://evil)\n# " + "x" * 99
    shown = str(Person(name=name, recipient=RECIPIENT, role=Role.FAMILY))
    assert not set(shown) & set("[]#\n")
    assert shown.endswith(f"(…{RECIPIENT[-8:]})")
    assert len(shown) < 60
