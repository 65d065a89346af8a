import numpy as np
import pytest

from engine import InvalidSeed
from engine.numerics.counter_based_draws import Purpose, as_uint64, draw_bits, draw_uniform, simulee_seeds

MASK = (1 << 64) - 1


def mixed(word):
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def drawn(seed, count, purpose, number):
    """The same hash in Python's own integers."""
    golden = 0x9E3779B97F4A7C15
    word = mixed((seed + golden) & MASK)
    for part in (count, purpose, number):
        word = mixed((word + (part + 1) * golden) & MASK)
    return word


@pytest.mark.parametrize("seed", [0, 1, 123456789, MASK])
def test_a_draw_is_the_hash_of_its_place(seed):
    expected = drawn(seed, 7, 3, 2)
    assert draw_bits(seed, 7, Purpose.SELECTION, 2).tolist() == [expected]
    assert draw_uniform(seed, 7, Purpose.SELECTION, 2).tolist() == [(expected >> 11) / 2**53]


def test_draws_do_not_change_between_versions():
    # stored sittings depend on these numbers
    assert draw_bits(42, 3, Purpose.SELECTION, 5).tolist() == [drawn(42, 3, 3, 5)] == [9030984218470593955]


def test_many_draws_at_once_are_the_single_ones():
    seeds = simulee_seeds(5, 4)
    table = draw_bits(seeds[:, np.newaxis], np.array([[0], [1], [2], [3]]), Purpose.ANSWER, np.arange(3))
    for row in range(4):
        for number in range(3):
            assert table[row, number] == draw_bits(int(seeds[row]), row, Purpose.ANSWER, number)[0]


def test_simulees_are_seeded_by_seed_and_place():
    assert simulee_seeds(9, 3).tolist() == simulee_seeds(9, 5).tolist()[:3]
    assert simulee_seeds(9, 3).tolist() != simulee_seeds(10, 3).tolist()


def test_signed_and_unsigned_seeds_are_the_same_bits():
    assert as_uint64(-1).tolist() == as_uint64(MASK).tolist() == [MASK]
    assert as_uint64(np.int64(-1)).tolist() == [MASK]


@pytest.mark.parametrize("seed", ["5", 5.0, None, 1 << 64, -(1 << 63) - 1])
def test_what_is_no_64_bit_integer_is_refused(seed):
    with pytest.raises(InvalidSeed, match="at most 64 bits"):
        as_uint64(seed)
