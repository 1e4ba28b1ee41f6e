"""Keys as text: what people paste, and what they are told about it."""

import pytest

from custom_components.secure_video.engine.errors import BadRecipient, WrongIdentity
from custom_components.secure_video.engine.vault.age import (
    Kind,
    bech32,
    generate_identity,
    keys,
    parse_identity,
    parse_recipients,
    supports_post_quantum,
)
from custom_components.secure_video.engine.vault.age.recipients import MAX_RECIPIENTS

# Both are the examples of the age specification.
CLASSIC_IDENTITY = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
CLASSIC = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"
POST_QUANTUM_IDENTITY = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR"
TAGGED = "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e"
POINT_WITHOUT_SECRET = bech32.encode("age", bytes(32))

needs_post_quantum = pytest.mark.skipif(not supports_post_quantum(), reason="the cryptography library has no ML-KEM")


def post_quantum() -> str:
    """A new post-quantum public key."""
    return str(generate_identity(post_quantum=True).recipient)


def refused(*texts: str) -> str:
    """What the person is told."""
    with pytest.raises(BadRecipient) as caught:
        parse_recipients(texts)
    return str(caught.value)


def test_classic_example_of_the_specification() -> None:
    identity = parse_identity(CLASSIC_IDENTITY)
    assert str(identity.recipient) == CLASSIC
    assert identity.to_string() == CLASSIC_IDENTITY
    assert identity.recipient.kind is Kind.CLASSIC


@needs_post_quantum
def test_post_quantum_example_of_the_specification() -> None:
    identity = parse_identity(POST_QUANTUM_IDENTITY)
    recipient = str(identity.recipient)
    # The last six characters are the checksum over all the others.
    assert recipient.startswith("age1pq1x34nzsvr0rxjsgdn8zgyhfe8j7ceq5r9rdelkjuh3y235jzxshfg87pzf5z")
    assert recipient.endswith("3fzv49zc0k")
    assert identity.to_string() == POST_QUANTUM_IDENTITY
    assert identity.recipient.kind is Kind.POST_QUANTUM


@pytest.mark.parametrize("kind", [False, pytest.param(True, marks=needs_post_quantum)])
def test_new_identities_differ_and_survive_as_text(*, kind: bool) -> None:
    one, other = generate_identity(post_quantum=kind), generate_identity(post_quantum=kind)
    assert one != other
    assert parse_identity(f" {one.to_string()}\n") == one
    assert parse_recipients([str(one.recipient), str(other.recipient)]) == (one.recipient, other.recipient)


@pytest.mark.parametrize("kind", [False, True])
def test_a_private_key_never_shows(*, kind: bool) -> None:
    identity = generate_identity(post_quantum=kind)
    secret = bech32.decode(identity.to_string())[1]
    for shown in (repr(identity), str(identity)):
        assert identity.to_string() not in shown
        assert repr(secret) not in shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AGE-SECRET-KEY-1",
        CLASSIC_IDENTITY[:-1],
        CLASSIC_IDENTITY.lower(),
        CLASSIC,
        bech32.encode("AGE-SECRET-KEY-", b""),
    ],
)
def test_what_is_not_a_private_key(text: str) -> None:
    with pytest.raises(WrongIdentity) as caught:
        parse_identity(text)
    assert not text or text not in str(caught.value)


def test_comments_empty_lines_and_repetitions_are_left_out() -> None:
    (recipient,) = parse_recipients(["", f"# the kitchen tablet\r\n\r\n  {CLASSIC}  \r\n", CLASSIC])
    assert str(recipient) == CLASSIC


def test_nothing_pasted_is_no_error() -> None:
    assert parse_recipients([]) == ()
    assert parse_recipients(["", "# later"]) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hello", 'begins with "age1"'),
        ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL", 'begins with "age1"'),
        (CLASSIC.upper(), 'begins with "age1"'),
        (CLASSIC[:-1], "cut off or mistyped"),
        (CLASSIC[:20] + " " + CLASSIC[20:], "cut off or mistyped"),
        (CLASSIC.replace("zvky", "zvkz"), "checksum"),
        (bech32.encode("age1tagpq", bytes(1249)), "cannot be used yet"),
        (bech32.encode("age1yubikey", bytes(33)), "not supported"),
        (bech32.encode("age1tag", bytes(32)), "wrong length"),
        (bech32.encode("age1tag", bytes(33)), "not a usable"),
        (bech32.encode("age", bytes(31)), "wrong length"),
        (bech32.encode("age1pq", bytes(32)), "wrong length"),
        (POINT_WITHOUT_SECRET, "not a usable"),
        pytest.param(bech32.encode("age1pq", b"\xff" * 1216), "not a usable", marks=needs_post_quantum),
    ],
)
def test_what_is_wrong_and_where(text: str, told: str) -> None:
    message = refused(f"# mine\n{CLASSIC}", text)
    assert message.startswith("Line 3")
    assert told in message
    assert text not in message


@pytest.mark.parametrize(
    "text",
    [
        CLASSIC_IDENTITY,
        POST_QUANTUM_IDENTITY,
        CLASSIC_IDENTITY.lower(),
        CLASSIC_IDENTITY[:40],
        f"# {CLASSIC_IDENTITY}",
        f"{CLASSIC} {CLASSIC_IDENTITY}",
        "AGE-PLUGIN-YUBIKEY-1GFPYYSJZ",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
    ],
)
def test_a_private_key_pasted_by_mistake_is_refused_and_not_repeated(text: str) -> None:
    message = refused(CLASSIC, text)
    assert message.startswith("Line 2 is a private key")
    assert "GFPYYSJZ" not in message.upper()
    assert "XX76JRAL" not in message.upper()


@needs_post_quantum
@pytest.mark.parametrize("classic", [CLASSIC, TAGGED])
def test_kinds_are_not_mixed(classic: str) -> None:
    assert "together" in refused(classic, post_quantum())


def test_hardware_tokens_count_as_classic() -> None:
    recipients = parse_recipients([CLASSIC, TAGGED])
    assert [str(recipient) for recipient in recipients] == [CLASSIC, TAGGED]
    assert {recipient.kind for recipient in recipients} == {Kind.CLASSIC}


def test_too_many_keys() -> None:
    many = [str(generate_identity(post_quantum=False).recipient) for _ in range(MAX_RECIPIENTS + 1)]
    assert len(parse_recipients(many[:-1])) == MAX_RECIPIENTS
    assert str(MAX_RECIPIENTS) in refused(*many)


@needs_post_quantum
def test_a_machine_without_post_quantum_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "supports_post_quantum", lambda: False)
    assert "this machine" in refused(post_quantum()).lower()
