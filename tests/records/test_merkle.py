"""The tree against RFC 9162, word for word: a root says what its leaves are, how many, and in which order."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from consultkit.records.merkle import leaf_of, root_of

LEAVES = st.lists(st.binary(min_size=32, max_size=32), max_size=70)


def naive(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1, of hashes of leaves: split at the largest power of two below their number."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive(leaves[:split]) + naive(leaves[split:])).digest()


@given(LEAVES)
def test_the_root_is_that_of_the_rfc(leaves: list[bytes]) -> None:
    assert root_of(leaves) == naive(leaves)


def test_the_roots_that_others_publish() -> None:
    # The test vectors of Certificate Transparency's reference implementation.
    inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    roots = {
        0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    }
    leaves = [leaf_of(bytes.fromhex(one)) for one in inputs]
    assert {number: root_of(leaves[:number]).hex() for number in roots} == roots


@given(LEAVES, st.data())
def test_no_other_leaves_have_the_same_root(leaves: list[bytes], data: st.DataObject) -> None:
    other = data.draw(st.permutations(leaves) | LEAVES)
    assert (root_of(leaves) == root_of(other)) == (leaves == other)


@given(LEAVES.filter(lambda leaves: len(leaves) > 1))
def test_a_node_cannot_be_passed_off_as_a_leaf(leaves: list[bytes]) -> None:
    first, second, *others = leaves
    assert root_of([leaf_of(first + second), *others]) != root_of(leaves)
