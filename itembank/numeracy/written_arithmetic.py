"""Written methods of arithmetic: difficulty features and the results of common errors."""


def digits(n: int) -> list[int]:
    """Digits from the ones up."""
    return [int(digit) for digit in reversed(str(n))]


def columns(a: int, b: int) -> list[tuple[int, int]]:
    """Pairs of digits of both numbers, from the ones up."""
    width = max(len(str(a)), len(str(b)))
    return [(a // 10**place % 10, b // 10**place % 10) for place in range(width)]


def carries(a: int, b: int) -> int:
    """Number of columns of a + b that carry."""
    carried = total = 0
    for top, bottom in columns(a, b):
        carried = int(top + bottom + carried >= 10)
        total += carried
    return total


def borrows(a: int, b: int) -> int:
    """Number of columns of a − b that borrow."""
    borrowed = total = 0
    for top, bottom in columns(a, b):
        borrowed = int(top - borrowed < bottom)
        total += borrowed
    return total


def borrows_across_zero(a: int, b: int) -> int:
    """1 if a − b borrows from a column that holds 0, else 0."""
    borrowed, across = 0, 0
    for top, bottom in columns(a, b):
        across |= int(borrowed and top == 0)
        borrowed = int(top - borrowed < bottom)
    return across


def addition_features(a: int, b: int) -> dict[str, int]:
    """Features of a + b: digits of the shorter number beyond one, carries, and whether the sum is within ten."""
    return {"extra_digit": len(str(min(a, b))) - 1, "carry": carries(a, b), "within_ten": int(a + b <= 10)}


def subtraction_features(a: int, b: int) -> dict[str, int]:
    """Features of a − b: digits of b beyond one, borrows, and whether a is within ten."""
    return {
        "subtraction": 1,
        "extra_digit": len(str(b)) - 1,
        "borrow": borrows(a, b) - borrows_across_zero(a, b),
        "borrow_across_zero": borrows_across_zero(a, b),
        "within_ten": int(a <= 10),
    }


def table_features(a: int, b: int) -> dict[str, int]:
    """Whether a multiplication fact belongs to the tables of 6 to 9."""
    return {"hard_table": int(min(a, b) >= 6 and max(a, b) < 10)}


def without_carrying(a: int, b: int) -> int:
    """A + b with every carry forgotten."""
    return sum((top + bottom) % 10 * 10**place for place, (top, bottom) in enumerate(columns(a, b)))


def carry_written_in_full(a: int, b: int) -> int:
    """A + b with each column's whole sum written down: 47 + 38 → 715."""
    return int("".join(str(top + bottom) for top, bottom in reversed(columns(a, b))))


def smaller_from_larger(a: int, b: int) -> int:
    """A − b with the smaller digit taken from the larger in each column: 243 − 58 → 215."""
    return sum(abs(top - bottom) * 10**place for place, (top, bottom) in enumerate(columns(a, b)))


def borrowed_without_paying(a: int, b: int) -> int:
    """A − b with ten added where it is needed and never taken from the next column: 243 − 58 → 295."""
    return sum((top - bottom) % 10 * 10**place for place, (top, bottom) in enumerate(columns(a, b)))


def tens_as_ones(a: int, b: int) -> int:
    """A × b, b of two digits, with the tens digit treated as ones: 23 × 14 → 115."""
    return a * (b % 10) + a * (b // 10)
