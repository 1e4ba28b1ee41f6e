"""The tree: the published hashes and proofs of certificate-transparency, and a naive reading of RFC 6962."""

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings, strategies as st

from custom_components.secure_video.engine.vault.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    hash_leaf,
    hash_node,
    inclusion_proof,
    is_consistent,
    is_included,
    tree_hash,
)

# certificate-transparency, cpp/merkletree/merkle_tree_test.cc, and transparency-dev/merkle, testonly/constants.go.
LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
SIZES = st.integers(1, 130)


class Leaves:
    """Looks up perfect subtrees, and checks that nothing else is asked for."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        """Take what the leaves hold."""
        self._leaves = leaves

    def __call__(self, start: int, count: int) -> bytes:
        assert count.bit_count() == 1
        assert start % count == 0
        return naive_root(self._leaves[start : start + count])


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    cut = naive_cut(len(leaves))
    return sha256(b"\1" + naive_root(leaves[:cut]) + naive_root(leaves[cut:])).digest()


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Section 2.1.1."""
    if len(leaves) == 1:
        return []
    cut = naive_cut(len(leaves))
    if index < cut:
        return [*naive_path(index, leaves[:cut]), naive_root(leaves[cut:])]
    return [*naive_path(index - cut, leaves[cut:]), naive_root(leaves[:cut])]


def naive_subproof(old: int, leaves: Sequence[bytes], *, is_whole: bool) -> list[bytes]:
    """Section 2.1.2."""
    if old == len(leaves):
        return [] if is_whole else [naive_root(leaves)]
    cut = naive_cut(len(leaves))
    if old <= cut:
        return [*naive_subproof(old, leaves[:cut], is_whole=is_whole), naive_root(leaves[cut:])]
    return [*naive_subproof(old - cut, leaves[cut:], is_whole=False), naive_root(leaves[:cut])]


def naive_cut(size: int) -> int:
    cut = 1
    while cut * 2 < size:
        cut *= 2
    return cut


def leaves_for(size: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(hash_leaf(leaf))
    assert frontier.root().hex() == ROOTS[size]
    assert tree_hash(0, size, Leaves(LEAVES)).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    proof = inclusion_proof(index, size, Leaves(LEAVES))
    assert [node.hex() for node in proof] == INCLUSION[index, size]
    assert is_included(hash_leaf(LEAVES[index]), index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int) -> None:
    proof = consistency_proof(old, new, Leaves(LEAVES))
    assert [node.hex() for node in proof] == CONSISTENCY[old, new]
    assert is_consistent(old, new, proof, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]))


@settings(max_examples=60, deadline=None)
@given(size=SIZES, draw=st.data())
def test_inclusion_is_what_the_rfc_says_and_nothing_else_passes(size: int, draw: st.DataObject) -> None:
    leaves = leaves_for(size)
    index = draw.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, Leaves(leaves))
    leaf, root = hash_leaf(leaves[index]), naive_root(leaves)
    assert list(proof) == naive_path(index, leaves)
    assert is_included(leaf, index, size, proof, root)
    assert not is_included(hash_leaf(b"other"), index, size, proof, root)
    assert not is_included(leaf, index, size, [*proof, leaf], root)
    assert not is_included(leaf, index, size, proof[:-1], root) or not proof
    assert not is_included(leaf, size, size, proof, root)
    for wrong in {index - 1, index + 1, size - 1 - index} - {index}:
        assert not is_included(leaf, wrong, size, proof, root)


@settings(max_examples=60, deadline=None)
@given(size=SIZES, draw=st.data())
def test_consistency_is_what_the_rfc_says_and_nothing_else_passes(size: int, draw: st.DataObject) -> None:
    leaves = leaves_for(size)
    old = draw.draw(st.integers(1, size))
    proof = consistency_proof(old, size, Leaves(leaves))
    old_root, root = naive_root(leaves[:old]), naive_root(leaves)
    assert list(proof) == naive_subproof(old, leaves, is_whole=True)
    assert is_consistent(old, size, proof, old_root, root)
    assert not is_consistent(old, size, proof, hash_leaf(b"other"), root)
    assert not is_consistent(old, size, proof, old_root, hash_leaf(b"other"))
    assert not is_consistent(old, size, [*proof, root], old_root, root)
    assert not is_consistent(old, size, proof[:-1], old_root, root) or not proof


def test_everything_follows_the_empty_tree_and_nothing_precedes_it() -> None:
    root = naive_root(LEAVES)
    assert consistency_proof(0, 8, Leaves(LEAVES)) == ()
    assert is_consistent(0, 8, (), EMPTY_ROOT, root)
    assert not is_consistent(0, 8, (), root, root)
    assert not is_consistent(8, 0, (), root, EMPTY_ROOT)


@settings(max_examples=60, deadline=None)
@given(size=st.integers(0, 200), draw=st.data())
def test_a_tree_may_grow_by_whole_subtrees(size: int, draw: st.DataObject) -> None:
    leaves = leaves_for(size)
    frontier, place = Frontier(), 0
    while place < size:
        fits = [1 << power for power in range(8) if place % (1 << power) == 0 and place + (1 << power) <= size]
        count = draw.draw(st.sampled_from(fits))
        frontier.append(naive_root(leaves[place : place + count]), count)
        place += count
    assert frontier.size == size
    assert frontier.root() == naive_root(leaves)


def test_a_subtree_stands_only_where_it_fits() -> None:
    frontier = Frontier()
    frontier.append(hash_leaf(b""))
    with pytest.raises(ValueError, match="2 leaves cannot follow 1"):
        frontier.append(hash_node(b"", b""), 2)
    with pytest.raises(ValueError, match="3 leaves"):
        frontier.append(hash_node(b"", b""), 3)
