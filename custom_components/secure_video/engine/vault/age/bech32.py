"""Bech32, the text form of age keys: BIP-173 without its limit on length, as the age specification wants it."""

from collections.abc import Iterable
from itertools import chain

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6
_BYTE_BITS = 8
_CHARACTER_BITS = 5


def encode(prefix: str, data: bytes) -> str:
    """Return prefix, separator, data and checksum in the case of the prefix."""
    lower = prefix.lower()
    values = _regroup(data, _BYTE_BITS, _CHARACTER_BITS)
    padding = -len(data) * _BYTE_BITS % _CHARACTER_BITS
    if padding:
        values.append((data[-1] << padding) & (2**_CHARACTER_BITS - 1))
    values += _checksum(lower, values)
    text = f"{lower}1{''.join(_ALPHABET[value] for value in values)}"
    return text if prefix == lower else text.upper()


def decode(text: str) -> tuple[str, bytes]:
    """Return the prefix, in the case it has, and the data. Raises `ValueError`, which never holds the text."""
    if any(not "!" <= character <= "~" for character in text):
        raise ValueError("a character that cannot be in a key")
    if text not in {text.lower(), text.upper()}:
        raise ValueError("upper and lower case are mixed")
    prefix, separator, coded = text.rpartition("1")
    if not prefix or not separator or len(coded) < _CHECKSUM_LENGTH:
        raise ValueError("too short")
    try:
        values = [_VALUES[character] for character in coded.lower()]
    except KeyError:
        raise ValueError("a character that cannot be in a key") from None
    if _polymod(chain(_expanded(prefix.lower()), values)) != 1:
        raise ValueError("the checksum does not match")
    return prefix, _bytes_of(values[:-_CHECKSUM_LENGTH])


def _bytes_of(values: list[int]) -> bytes:
    spare = len(values) * _CHARACTER_BITS % _BYTE_BITS
    if spare >= _CHARACTER_BITS or (values and values[-1] & (2**spare - 1)):
        raise ValueError("the padding is wrong")
    return bytes(_regroup(values, _CHARACTER_BITS, _BYTE_BITS))


def _regroup(values: Iterable[int], width: int, new_width: int) -> list[int]:
    """Cut the bits of `values` into pieces of another width. Bits that do not fill a piece are left out."""
    pieces: list[int] = []
    bits = 0
    count = 0
    for value in values:
        bits = (bits << width | value) & (2 ** (width + new_width) - 1)
        count += width
        while count >= new_width:
            count -= new_width
            pieces.append(bits >> count & (2**new_width - 1))
    return pieces


def _expanded(prefix: str) -> list[int]:
    codes = [ord(character) for character in prefix]
    return [code >> _CHARACTER_BITS for code in codes] + [0] + [code & (2**_CHARACTER_BITS - 1) for code in codes]


def _checksum(prefix: str, values: list[int]) -> list[int]:
    polymod = _polymod(chain(_expanded(prefix), values, [0] * _CHECKSUM_LENGTH)) ^ 1
    return [
        polymod >> _CHARACTER_BITS * place & (2**_CHARACTER_BITS - 1) for place in reversed(range(_CHECKSUM_LENGTH))
    ]


def _polymod(values: Iterable[int]) -> int:
    """Return the checksum of BIP-173."""
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            checksum ^= generator if top >> place & 1 else 0
    return checksum
