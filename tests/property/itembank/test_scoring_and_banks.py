"""Properties of number parsing, scoring and writing of banks."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from itembank import InvalidReply, read_bank, score, write_bank
from itembank.errors import ReplyProblem
from itembank.numeracy import written_arithmetic
from itembank.numeracy.number_formatting import decimal, whole_number
from itembank.scoring.number_parsing import parse_number
from tests.support.small_bank import small_numeracy_bank

BANK = small_numeracy_bank()
NUMBERED = next(item for item in BANK.items if item.response.type == "number")


@given(st.integers(-(10**9), 10**9))
def test_every_whole_number_as_printed_is_read_back(n: int) -> None:
    assert parse_number(whole_number(n), ()) == n
    assert parse_number(f"{n:,}", ()) == n
    assert parse_number(f"{whole_number(n)} cm", ("cm",)) == n


@given(st.decimals(0, 10**6, places=3))
def test_every_decimal_as_printed_is_read_back(value: Decimal) -> None:
    assert parse_number(f"£{decimal(value)}", ("£",)) == value


@given(st.text(max_size=60))
def test_any_text_is_scored_or_refused_with_a_known_code(reply: str) -> None:
    assert _outcome(reply) in {0, 1, *ReplyProblem}


def _outcome(reply: str) -> int | str:
    try:
        return score(NUMBERED, reply)
    except InvalidReply as refusal:
        return refusal.code


@given(st.permutations(range(12)))
@settings(max_examples=20)
def test_a_bank_in_any_order_reads_back(order: list[int]) -> None:
    bank = replace(BANK, items=tuple(BANK.items[place] for place in order))
    assert read_bank(write_bank(bank)) == bank


def digit_sum(n: int) -> int:
    return sum(map(int, str(n)))


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_carries_and_borrows_against_the_digit_sums(a: int, b: int) -> None:
    """Each carry of a + b loses 9 of the digit sum; each borrow of a − b adds 9."""
    a, b = max(a, b), min(a, b)
    assert digit_sum(a) + digit_sum(b) - digit_sum(a + b) == 9 * written_arithmetic.carries(a, b)
    assert digit_sum(a - b) - digit_sum(a) + digit_sum(b) == 9 * written_arithmetic.borrows(a, b)


@given(st.integers(10, 999), st.integers(10, 999))
def test_a_wrong_method_is_right_only_where_it_does_not_matter(a: int, b: int) -> None:
    a, b = max(a, b), min(a, b)
    assert (written_arithmetic.without_carrying(a, b) == a + b) == (written_arithmetic.carries(a, b) == 0)
    assert (written_arithmetic.smaller_from_larger(a, b) == a - b) == (written_arithmetic.borrows(a, b) == 0)
