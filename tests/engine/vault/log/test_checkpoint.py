"""Signed notes and checkpoints: byte for byte what Go's implementation writes, and nothing else is believed."""

from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from custom_components.secure_video.engine.errors import Tampered
from custom_components.secure_video.engine.vault.log.checkpoint import (
    Checkpoint,
    open_checkpoint,
    open_note,
    origin_in,
    parse_checkpoint,
    parse_verifier_key,
    sign_note,
    verifier_key,
)

# golang.org/x/mod/sumdb/note, note_test.go.
PETER = parse_verifier_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
PETERS_KEY = Ed25519PrivateKey.from_private_bytes(b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:])
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    TEXT
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

# The checksum database of Go, as it was published.
GO = parse_verifier_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
GO_CHECKPOINT = (
    "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n"
    "— sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=\n"
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
OURS = verifier_key(KEY.public_key().public_bytes_raw())
CHECKPOINT = Checkpoint(origin=OURS.name, size=5, root=bytes(range(32)))


def test_signs_what_go_signs() -> None:
    assert sign_note(TEXT, PETER, PETERS_KEY.sign) == NOTE
    assert open_note(NOTE, PETER) == TEXT


def test_opens_a_checkpoint_of_the_world() -> None:
    checkpoint = parse_checkpoint(open_note(GO_CHECKPOINT, GO))
    assert (checkpoint.origin, checkpoint.size) == ("go.sum database tree", 63096908)
    assert str(checkpoint) == GO_CHECKPOINT.partition("\n\n")[0] + "\n"


@pytest.mark.parametrize("key", [PETER, GO, OURS])
def test_keys_are_written_as_they_are_read(key: object) -> None:
    assert parse_verifier_key(str(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        str(PETER).replace("c74f20a3", "c74f20a4"),
        str(PETER).replace("Peter", "Piet"),
        str(PETER).replace("ARpc", "ARpd"),
        str(PETER).replace("ARpc", "BRpc"),
        str(PETER)[:-4],
    ],
)
def test_a_mistyped_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        parse_verifier_key(text)


def test_a_checkpoint_comes_back() -> None:
    note = sign_note(str(CHECKPOINT), OURS, KEY.sign)
    assert open_checkpoint(note, OURS) == CHECKPOINT
    assert note.splitlines()[0] == OURS.name == "secure-video/139e3940e64b5491/1"


def test_a_checkpoint_of_another_log_is_refused() -> None:
    note = sign_note(str(CHECKPOINT).replace("/1\n", "/2\n"), OURS, KEY.sign)
    with pytest.raises(Tampered, match="another log"):
        open_checkpoint(note, OURS)


def test_signatures_of_others_are_ignored() -> None:
    first, last = NOTE.split("\n\n")
    cosigned = f"{first}\n\n— witness.example AAAAAAAA\n{last}"
    assert open_note(cosigned, PETER) == TEXT


def test_every_changed_character_shows() -> None:
    note = sign_note(str(CHECKPOINT), OURS, KEY.sign)
    for place, character in enumerate(note):
        for other in {"a", "\n", " ", "1"} - {character}:
            with pytest.raises(Tampered):
                open_checkpoint(note[:place] + other + note[place + 1 :], OURS)
        with pytest.raises(Tampered):
            open_checkpoint(note[:place], OURS)


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        TEXT,
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—  "),
        NOTE.replace("x08g", "x18g"),
        NOTE.replace("know", "kn\tow"),
        NOTE + NOTE.splitlines()[-1].replace("9", "8") + "\n",
        NOTE + "— other not-base64\n",
        "a" * 100_000 + NOTE,
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    with pytest.raises(Tampered):
        open_note(note, PETER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n5\n",
        "a\n5\n",
        "a\n05\nAAAA\n",
        "a\n\u0665\nAAAA\n",
        "a\n-5\nAAAA\n",
        "a\n5\nAAAA\n",
        f"a\n{'9' * 30}\nAAAA\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        parse_checkpoint(text)
    assert origin_in(text) == ""
