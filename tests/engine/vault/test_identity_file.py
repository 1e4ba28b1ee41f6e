"""A private key under a passphrase, and files as text."""

import base64
import io
from contextlib import suppress
from dataclasses import dataclass
from typing import override

import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.errors import BadHeader, Tampered, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    Passphrase,
    armor,
    check_sealed_identity,
    dearmor,
    generate_identity,
    identity_file,
    open_identity,
    open_sealed,
    passphrase,
    seal_identity,
)
from custom_components.secure_video.engine.vault.age.header import Stanza, write_unpadded_header
from custom_components.secure_video.engine.vault.age.x25519 import X25519Identity

WORDS = "seven generated words stand here for one"
IDENTITY = generate_identity(post_quantum=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(X25519Identity):
    """Stands in for a private key, so that anything can be put into its file."""

    content: str

    @override
    def to_string(self) -> str:
        return self.content


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying a passphrase is made cheap, except where a test says otherwise."""
    monkeypatch.setattr(identity_file, "WORK_FACTORS", (4, 16, 17))


def quickly_sealed(content: str | None = None) -> bytes:
    """Seal the private key, or whatever stands in its file."""
    identity = IDENTITY if content is None else Text(secret=b"", content=content)
    return seal_identity(identity, WORDS, work_factor=4)


def hostile(*stanzas: Stanza) -> io.BytesIO:
    """A file with this header."""
    return io.BytesIO(write_unpadded_header(stanzas, bytes(16)) + bytes(48))


def a_stanza(work: str, salt: int = 16, body: int = 32) -> Stanza:
    """A stanza for a passphrase."""
    return Stanza(kind="scrypt", arguments=(base64.b64encode(bytes(salt)).decode().rstrip("="), work), body=bytes(body))


@pytest.mark.parametrize("post_quantum", [False, True])
def test_round_trip(*, post_quantum: bool) -> None:
    identity = generate_identity(post_quantum=post_quantum)
    sealed = seal_identity(identity, WORDS, work_factor=4)
    assert open_identity(sealed, WORDS) == identity
    assert open_identity(armor(sealed), WORDS) == identity
    assert identity.to_string().encode() not in sealed


def test_what_is_written_unless_told_otherwise() -> None:
    sealed = seal_identity(IDENTITY, WORDS)
    assert sealed.splitlines()[1].split(b" ")[3] == b"17"
    assert b"padding" not in sealed
    assert open_identity(sealed, WORDS) == IDENTITY


@pytest.mark.parametrize("work_factor", [0, 15, 18, 63])
def test_too_cheap_or_too_dear_is_not_written(work_factor: int) -> None:
    with pytest.raises(ValueError, match="work factor"):
        seal_identity(IDENTITY, WORDS, work_factor=work_factor)


def test_twice_sealed_has_nothing_in_common() -> None:
    one, other = quickly_sealed(), quickly_sealed()
    assert one.splitlines()[1:3] != other.splitlines()[1:3]


def test_another_passphrase() -> None:
    with pytest.raises(WrongIdentity) as caught:
        open_identity(quickly_sealed(), WORDS + " ")
    assert WORDS not in str(caught.value)
    assert WORDS not in repr(Passphrase(text=WORDS))


def test_a_file_for_a_public_key_is_no_use() -> None:
    with pytest.raises(WrongIdentity):
        open_identity(write_unpadded_header(IDENTITY.recipient.wrap(bytes(16)), bytes(16)), WORDS)


def test_as_age_keygen_writes_it() -> None:
    text = f"# created: today\r\n# public key: {IDENTITY.recipient}\r\n\r\n{IDENTITY.to_string()}\r\n"
    assert open_identity(quickly_sealed(text), WORDS) == IDENTITY


@pytest.mark.parametrize("text", ["", "# nothing", "hello", f"{IDENTITY.to_string()}\n{IDENTITY.to_string()}"])
def test_what_is_not_one_private_key(text: str) -> None:
    with pytest.raises(WrongIdentity):
        open_identity(quickly_sealed(text), WORDS)


def test_every_changed_byte_is_refused() -> None:
    sealed = quickly_sealed()
    for place in range(len(sealed)):
        if sealed[: place + 1].endswith(b" 4"):
            continue  # One more try at another cost, which only takes longer.
        changed = bytearray(sealed)
        changed[place] ^= 0x10
        with pytest.raises((BadHeader, WrongIdentity, Tampered)):
            open_identity(bytes(changed), WORDS)


@pytest.mark.parametrize(
    "work", ["19", "20", "63", "99", "100", "1" * 5000, "0", "-1", "+4", "04", "0x4", " 4", "4 ", "٤", ""]
)
def test_hostile_work_factors_are_refused_before_anything_is_computed(
    work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(passphrase, "Scrypt")
    with pytest.raises(BadHeader):
        Passphrase(text=WORDS).unwrap([a_stanza(work)])


@pytest.mark.parametrize("stanza", [a_stanza("4", salt=15), a_stanza("4", salt=17), a_stanza("4", body=33)])
def test_wrong_sizes(stanza: Stanza) -> None:
    with pytest.raises(BadHeader, match="size"):
        open_sealed(hostile(stanza), [Passphrase(text=WORDS)])


@pytest.mark.parametrize("opener", [Passphrase(text=WORDS), IDENTITY])
def test_nobody_can_be_added_to_a_passphrase(opener: Passphrase) -> None:
    mine = Passphrase(text=WORDS).wrap(bytes(16), 4)
    for stanzas in (
        (mine, *IDENTITY.recipient.wrap(bytes(16))),
        (*IDENTITY.recipient.wrap(bytes(16)), mine),
        (mine, Stanza(kind="padding")),
        (mine, mine),
    ):
        with pytest.raises(BadHeader):
            open_sealed(hostile(*stanzas), [opener])


@given(data=st.binary(max_size=300))
def test_armor_round_trip(data: bytes) -> None:
    text = armor(data)
    assert dearmor(text) == data
    assert dearmor(b"\r\n " + text.replace(b"\n", b"\r\n") + b"\t ") == data
    assert max(map(len, text.splitlines())) <= 64


@given(data=st.binary(min_size=1, max_size=100), draw=st.data())
def test_armor_that_was_changed_is_refused_or_holds_something_else(data: bytes, draw: st.DataObject) -> None:
    text = bytearray(armor(data))
    place = draw.draw(st.integers(0, len(text) - 2))
    text[place] ^= 1 << draw.draw(st.integers(0, 7))
    with suppress(BadHeader):
        assert dearmor(bytes(text)) != data


@pytest.mark.parametrize("work_factor", [16, 17])
def test_a_sealed_private_key_may_be_kept_by_others(work_factor: int) -> None:
    check_sealed_identity(armor(seal_identity(IDENTITY, WORDS, work_factor=work_factor)).decode())


@pytest.mark.parametrize("post_quantum", [False, True])
def test_an_open_private_key_may_not(*, post_quantum: bool) -> None:
    secret = generate_identity(post_quantum=post_quantum).to_string()
    sealed = quickly_sealed()
    header = sealed[: -len(secret)]
    for text in (
        secret,
        secret.lower(),
        f"# my key\n{secret[:20]}\n{secret[20:]}",
        f"{armor(sealed).decode()}{secret}",
        armor(secret.encode()).decode(),
        armor(header + secret.encode()).decode(),
    ):
        with pytest.raises(WrongIdentity) as caught:
            check_sealed_identity(text)
        assert secret[-20:] not in str(caught.value)


@pytest.mark.parametrize(
    "sealed",
    [
        b"",
        b"age-encryption.org/v1\n",
        hostile(a_stanza("16")).getvalue()[:-48],
        hostile(a_stanza("16")).getvalue()[:-16],
        hostile(a_stanza("15")).getvalue(),
        hostile(a_stanza("19")).getvalue(),
        hostile(a_stanza("16", salt=15)).getvalue(),
        hostile(a_stanza("16", body=33)).getvalue(),
        hostile(a_stanza("16"), a_stanza("16")).getvalue(),
        hostile(a_stanza("16"), *IDENTITY.recipient.wrap(bytes(16))).getvalue(),
        hostile(*IDENTITY.recipient.wrap(bytes(16))).getvalue(),
        hostile(Stanza(kind="padding")).getvalue(),
        hostile(a_stanza("16")).getvalue() + bytes(8 * 1024),
    ],
)
def test_what_is_not_a_private_key_under_a_passphrase_is_not_kept(
    sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity_file, "WORK_FACTORS", (16, 17))
    monkeypatch.delattr(passphrase, "Scrypt")
    with pytest.raises(BadHeader):
        check_sealed_identity(armor(sealed).decode())


@given(text=st.text(max_size=300))
def test_other_texts_are_not_kept(text: str) -> None:
    with pytest.raises((BadHeader, WrongIdentity)):
        check_sealed_identity(text)
