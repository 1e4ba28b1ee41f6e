"""Bech32 without its limit on length."""

import pytest
from hypothesis import given, strategies as st

from custom_components.secure_video.engine.vault.age import bech32

PREFIXES = st.sampled_from(["age", "age1pq", "AGE-SECRET-KEY-", "AGE-SECRET-KEY-PQ-"])


@given(prefix=PREFIXES, data=st.binary(max_size=1300))
def test_round_trip(prefix: str, data: bytes) -> None:
    text = bech32.encode(prefix, data)
    assert bech32.decode(text) == (prefix, data)
    assert text in {text.lower(), text.upper()}


@given(prefix=PREFIXES, data=st.binary(min_size=1, max_size=64), draw=st.data())
def test_a_mistyped_character_shows(prefix: str, data: bytes, draw: st.DataObject) -> None:
    text = bech32.encode(prefix, data)
    place = draw.draw(st.integers(0, len(text) - 1))
    typed = draw.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda typed: typed != text[place]))
    with pytest.raises(ValueError, match=r"."):
        bech32.decode(text[:place] + typed + text[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "A12UEL5L",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    ],
)
def test_valid_in_bip_173(text: str) -> None:
    prefix, data = bech32.decode(text)
    assert bech32.encode(prefix, data) == text


@pytest.mark.parametrize(
    "text",
    [
        "\x201nwldj5",
        "\x7f1axkwrx",
        "\x801eym55h",
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "x1b4n0q5v",
        "li1dgmt3",
        "de1lg7wt\xff",
        "A1G7SGD8",
        "10a06t8",
        "1qzzfhee",
        "A12uEL5L",
        "",
    ],
)
def test_invalid_in_bip_173(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        bech32.decode(text)


@pytest.mark.parametrize("values", [[0], [0] * 3, [1] * 2])
def test_bits_that_belong_to_no_byte_are_refused(values: list[int]) -> None:
    with pytest.raises(ValueError, match="padding"):
        bech32.decode(with_checksum("age", values))


def with_checksum(prefix: str, values: list[int]) -> str:
    """Text whose only fault is that its characters make no whole number of bytes."""
    alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
    checked = values + bech32._checksum(prefix, values)
    return f"{prefix}1{''.join(alphabet[value] for value in checked)}"
