"""Items on probability."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from itembank.language import Text
from itembank.numeracy.drawing.counted_objects import bags
from itembank.numeracy.number_formatting import fraction
from itembank.numeracy.question_draft import QuestionDraft, choice_question, distractors, make_prompt, number_question
from itembank.numeracy.written_answers import FRACTION, written_question
from itembank.welsh_mutations import welsh_than

_WORDS = {
    "impossible": Text("amhosibl", "impossible"),
    "unlikely": Text("annhebygol", "unlikely"),
    "even": Text("siawns gyfartal", "an even chance"),
    "likely": Text("tebygol", "likely"),
    "certain": Text("sicr", "certain"),
}
_CONFUSED: Mapping[str, Mapping[str, str]] = {
    "impossible": {"few-for-none": "unlikely", "chances-reversed": "certain", "two-kinds-are-even": "even"},
    "unlikely": {"none-for-few": "impossible", "chances-reversed": "likely", "two-kinds-are-even": "even"},
    "even": {"many-for-half": "likely", "few-for-half": "unlikely", "all-for-many": "certain"},
    "likely": {"all-for-many": "certain", "chances-reversed": "unlikely", "two-kinds-are-even": "even"},
    "certain": {"many-for-all": "likely", "chances-reversed": "impossible", "two-kinds-are-even": "even"},
}


def items() -> Iterator[QuestionDraft]:
    """Probability in words in Year 5, compared in Year 7, as a fraction and as a decimal after it."""
    yield from (_likely(5, *row) for row in ((9, 1), (1, 7), (4, 4), (6, 0), (0, 8), (2, 10), (11, 1)))
    yield from (
        _bag(7, each) for each in (((3, 1), (4, 6), (5, 4)), ((1, 2), (3, 7), (4, 5)), ((2, 3), (5, 5), (6, 9)))
    )
    yield from (_fraction(7, *row) for row in ((3, 7), (2, 3), (5, 4), (1, 8), (4, 7)))
    yield from (_die(7, n) for n in (4, 2, 3))
    yield from (written_question(_fraction(7, *row), FRACTION) for row in ((2, 5), (6, 5), (4, 5), (2, 9)))
    yield from (written_question(_die(7, n), FRACTION) for n in (5, 1))
    yield from (_not(8, *row) for row in (("0.35", "rain"), ("0.6", "win"), ("0.08", "late"), ("0.72", "sun")))
    yield from (_expected(9, *row) for row in ((3, 10, 150), (2, 5, 200), (5, 8, 240), (1, 6, 90), (7, 20, 300)))


def practice() -> Iterator[QuestionDraft]:
    """Probability in words and as a fraction, Years 5 and 7, for practice alone."""
    yield _likely(5, 1, 9)
    yield _fraction(7, 3, 8)


def _likely(year: int, striped: int, plain: int) -> QuestionDraft:
    share = striped / (striped + plain)
    key = {0: "impossible", 0.5: "even", 1: "certain"}.get(share) or ("likely" if share > 0.5 else "unlikely")
    prompt = make_prompt(
        "Mae pêl yn cael ei thynnu o’r bag heb edrych.\nPa mor debygol yw hi y bydd y bêl yn streipiog?",
        "A ball is taken from the bag without looking.\nHow likely is it that the ball is striped?",
        bags([(striped, plain)]),
    )
    wrong = {name: _WORDS[other] for name, other in _CONFUSED[key].items()}
    return choice_question(
        f"likely/{striped}-{plain}", "probability", year, prompt, _WORDS[key], wrong, recalled_rule=1
    )


def _bag(year: int, contents: tuple[tuple[int, int], ...]) -> QuestionDraft:
    """The bag with the largest share of striped balls; another has the most of them."""
    shares = [striped / (striped + plain) for striped, plain in contents]
    key = shares.index(max(shares))
    most = max((k for k in range(len(contents)) if k != key), key=lambda k: contents[k][0])
    (other,) = (k for k in range(len(contents)) if k not in (key, most))
    prompt = make_prompt(
        "Mae pêl yn cael ei thynnu o fag heb edrych.\nO ba fag mae tynnu pêl streipiog fwyaf tebygol?",
        "A ball is taken from a bag without looking.\nFrom which bag is a striped ball most likely?",
        bags(contents),
    )
    wrong = {"most-for-likeliest": "ABC"[most], "compares-numbers-without-the-whole": "ABC"[other]}
    item = f"bag/{'-'.join(str(b) for b, _ in contents)}"
    return choice_question(item, "probability", year, prompt, "ABC"[key], wrong, second_step=1)


def _fraction(year: int, striped: int, plain: int) -> QuestionDraft:
    prompt = make_prompt(
        "Mae pêl yn cael ei thynnu o’r bag heb edrych.\nBeth yw’r tebygolrwydd y bydd y bêl yn streipiog?",
        "A ball is taken from the bag without looking.\nWhat is the probability that the ball is striped?",
        bags([(striped, plain)]),
    )
    n = striped + plain
    wrong = {
        "part-to-part": fraction(striped, plain),
        "probability-of-the-other": fraction(plain, n),
        "one-of-all-alike": fraction(1, n),
        "one-of-two": fraction(1, 2),
    }
    key = fraction(striped, n)
    return choice_question(f"probability/{striped}-{plain}", "probability", year, prompt, key, distractors(key, wrong))


def _die(year: int, n: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Mae dis teg â’r rhifau 1 i 6 yn cael ei daflu.\nBeth yw tebygolrwydd rhif mwy {welsh_than(n)} {n}?",
        f"A fair dice with the numbers 1 to 6 is rolled.\nWhat is the probability of a number greater than {n}?",
    )
    wrong = {
        "counts-the-limit-too": fraction(7 - n, 6),
        "one-of-all-alike": fraction(1, 6),
        "probability-of-the-other": fraction(n, 6),
    }
    key = fraction(6 - n, 6)
    return choice_question(f"dice/{n}", "probability", year, prompt, key, distractors(key, wrong), second_step=1)


_EVENTS = {
    "rain": Text("y bydd hi’n bwrw glaw", "that it will rain"),
    "win": Text("y bydd y tîm yn ennill", "that the team will win"),
    "late": Text("y bydd y bws yn hwyr", "that the bus will be late"),
    "sun": Text("y bydd yr haul i’w weld", "that the sun will be seen"),
}


def _not(year: int, probability: str, name: str) -> QuestionDraft:
    event = _EVENTS[name]
    prompt = make_prompt(
        f"{probability} yw’r tebygolrwydd {event.cy}.\nBeth yw’r tebygolrwydd na fydd hynny’n digwydd?",
        f"The probability {event.en} is {probability}.\nWhat is the probability that this will not happen?",
    )
    answer = 1 - Decimal(probability)
    features = {"recalled_rule": 1, "subtraction": 1}
    return number_question(f"probability-not/{name}", "probability", year, prompt, answer, **features)


def _expected(year: int, part: int, whole: int, times: int) -> QuestionDraft:
    prompt = make_prompt(
        f"{fraction(part, whole)} yw tebygolrwydd ennill gêm.\n"
        f"Mae’r gêm yn cael ei chwarae {times} o weithiau.\nFaint o weithiau mae disgwyl ennill?",
        f"The probability of winning a game is {fraction(part, whole)}.\n"
        f"The game is played {times} times.\nHow many wins are expected?",
    )
    features = {"division": 1, "second_step": int(part > 1)}
    item = f"expected/{part}of{whole}"
    return number_question(item, "probability", year, prompt, times * part // whole, **features)
