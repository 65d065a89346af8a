"""Items answered with the signs <, = and >."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from itembank.numeracy.number_formatting import decimal, fraction
from itembank.numeracy.question_draft import QuestionDraft, make_prompt
from itembank.numeracy.question_interactions import GapOptions, StringOrText, gap_fill_question

_SIGNS = ("&lt;", "=", "&gt;")
_ROWS = (
    (2, "counting", (("27", "72"), ("60", "16"))),
    (2, "counting", (("35", "30 + 5"), ("48", "84"))),
    (2, "counting", (("90", "19"), ("8 + 2", "12"))),
    (3, "place-value", (("407", "470"), ("600 + 8", "608"))),
    (3, "place-value", (("98", "103"), ("251", "215"))),
    (4, "place-value", (("3090", "3900"), ("5016", "5000 + 16"))),
    (5, "place-value", (("40 500", "45 000"), ("70 002", "7200"))),
    (6, "decimals", (("0.4", "0.35"), ("1.2", "1.20"))),
    (6, "decimals", (("0.125", "0.3"), ("2.07", "2.7"))),
    (7, "decimals", (("3.405", "3.45"), ("0.6", "0.600"))),
    (7, "fractions", (("1/4", "0.4"), ("3/5", "60%"))),
    (7, "fractions", (("2/3", "0.6"), ("7/10", "75%"))),
    (8, "decimals", (("8 × 0.5", "8"), ("6 ÷ 0.5", "6"))),
    (8, "decimals", (("0.3 × 0.3", "0.9"), ("4 ÷ 0.1", "40"))),
)


def items() -> Iterator[QuestionDraft]:
    """Comparison of two values with <, = and >, Years 2 to 8."""
    yield from (_signs(*row) for row in _ROWS)


def _signs(year: int, topic: str, pairs: tuple[tuple[str, str], ...]) -> QuestionDraft:
    prompt = make_prompt(
        "Mae &lt; yn golygu “yn llai na”.\nMae &gt; yn golygu “yn fwy na”.\nDewisa’r arwydd cywir.",
        "&lt; means “is less than”.\n&gt; means “is more than”.\nChoose the correct sign.",
    )
    parts = chain.from_iterable(_compared(*pair, last=pair is pairs[-1]) for pair in pairs)
    item = f"signs/{pairs[0][0]}-{pairs[0][1]}".replace(" ", "").replace("/", "over", 2)
    features = {"decimal_lengths": int(topic == "decimals"), "unit_conversion": int(topic == "fractions")}
    return gap_fill_question(item.replace("signsover", "signs/"), topic, year, prompt, list(parts), **features)


def _compared(one: str, other: str, *, last: bool) -> list[StringOrText | GapOptions]:
    difference = _value(one) - _value(other)
    key = _SIGNS[1 + (difference > 0) - (difference < 0)]
    wrong = [(_confused(key, sign), sign) for sign in _SIGNS if sign != key]
    return [f"{_shown(one)} ", (key, wrong), f" {_shown(other)}" + ("" if last else "<br>")]


def _confused(key: str, sign: str) -> str:
    if "=" in (key, sign):
        return "looks-the-same" if sign == "=" else "looks-different"
    return "signs-swapped"


def _value(said: str) -> Decimal:
    for sign in ("+", "×", "÷", "/"):
        if sign in said:
            one, other = (_value(part) for part in said.split(sign))
            return {"+": one + other, "×": one * other}.get(sign, one / other if other else other)
    return Decimal(said.rstrip("%").replace(" ", "")) / (100 if said.endswith("%") else 1)


def _shown(said: str) -> str:
    if "/" in said:
        return fraction(*said.split("/"))
    return decimal(said.replace(" ", "")) if said.replace(" ", "").isdigit() else said
