"""Items on counting and ordering to 100."""

from collections.abc import Iterator, Mapping, Sequence

from itembank.language import Text
from itembank.numeracy.counted_nouns import APPLE, BUTTON, FLOWER, STAR
from itembank.numeracy.drawing.counted_objects import object_boxes, object_rows, queue
from itembank.numeracy.drawing.number_line import number_line
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    distractors,
    make_prompt,
    number_question,
    ordering_question,
)
from itembank.welsh_mutations import Noun, soft, welsh_than

_COUNTED = (
    ((4, 3), APPLE),
    ((5, 4), FLOWER),
    ((5, 5, 2), STAR),
    ((6, 6, 6), BUTTON),
    ((3, 3), BUTTON),
    ((5, 5), APPLE),
    ((5, 5, 1), FLOWER),
    ((6, 6, 2), APPLE),
    ((5, 5, 5), STAR),
    ((6, 6, 4), FLOWER),
    ((5, 5, 5, 5), BUTTON),
)
_ORDERED = (
    (3, 6, 9),
    (8, 11, 15),
    (27, 70, 72),
    (34, 39, 43, 93),
    (2, 5, 7, 10),
    (9, 12, 19, 20),
    (16, 60, 61),
    (45, 48, 54, 84),
    (58, 65, 68, 86),
    (19, 90, 91, 99),
)
_PATTERNS = ((5, 15), (2, 8), (10, 30), (5, 45), (2, 21), (10, 17), (-2, 18), (-10, 90), (-5, 60))
_LINES = ((20, 1, 5, 7), (20, 1, 5, 12), (20, 1, 5, 18), (10, 1, 1, 6), (50, 5, 10, 35), (50, 5, 10, 15))

_BOXES: tuple[tuple[Noun, Mapping[str, tuple[Sequence[int], float]], str], ...] = (
    (STAR, {"most": ((3, 3, 2), 1), "spread": ((2, 2, 2), 1.7), "fewest": ((3, 1), 1)}, "spread most fewest"),
    (APPLE, {"most": ((4, 3), 1), "spread": ((3, 2), 1.7), "fewest": ((2, 2), 1)}, "most spread fewest"),
    (BUTTON, {"most": ((3, 3, 3), 1), "spread": ((3, 3), 1.6), "fewest": ((4, 1), 1)}, "fewest spread most"),
    (FLOWER, {"most": ((2, 2, 2), 1), "spread": ((3, 2), 1.7), "fewest": ((3,), 1)}, "spread fewest most"),
    (STAR, {"most": ((5, 5), 1), "spread": ((4, 4), 1.5), "fewest": ((3, 3), 1)}, "most fewest spread"),
)
_PLACES = {
    2: Text("ail", "second"),
    3: Text("drydydd", "third"),
    4: Text("bedwerydd", "fourth"),
    5: Text("bumed", "fifth"),
}
_QUEUES = (
    (2, ("Mali", "Zac", "Efa", "Omar", "Cai")),
    (4, ("Nia", "Kofi", "Gwen", "Harri", "Mei", "Ioan")),
    (3, ("Sara", "Dylan", "Priya", "Marek", "Ffion", "Cai")),
    (2, ("Yusuf", "Megan", "Ioan", "Lowri", "Zac", "Mei")),
    (5, ("Tomos", "Efa", "Kofi", "Nia", "Omar", "Gwen")),
)


def items() -> Iterator[QuestionDraft]:
    """Counting and ordering to 100, Year 2."""
    yield from (_counted(*row) for row in _COUNTED)
    yield from (_ordered(row) for row in _ORDERED)
    yield from (_more(*row) for row in ((10, 34), *even_sample(5, (1, 10), range(18, 90), where=_not_round)))
    yield from (_less(*row) for row in even_sample(5, (10, 1), range(21, 100), where=_not_round))
    yield from (_next(start, step) for step, start in _PATTERNS)
    yield _largest(83)
    yield from (_largest(n) for n in (65, 74, 92))
    yield from (_smallest(n) for n in (27, 46, 38))
    yield from (_line(*row) for row in _LINES)
    yield from (_most_objects(*row) for row in _BOXES)
    yield from (_after(n) for n in (4, 7, 9, 19, 29))
    yield from (_before(n) for n in (6, 10, 8, 20, 40))
    yield from (_in_the_queue(*row) for row in _QUEUES)
    yield from (_even(*row) for row in ((16, 25, 37), (14, 41, 23), (38, 83, 57), (52, 25, 19)))
    yield from (_odd(*row) for row in ((25, 52, 38), (41, 14, 86), (63, 36, 48)))


def practice() -> Iterator[QuestionDraft]:
    """Counting and ordering to 100, Year 2, for practice alone."""
    yield _more(10, 27)
    yield _next(40, 5)
    yield _ordered((14, 40, 41))
    yield _largest(76)
    yield _after(14)
    yield _odd(27, 72, 46)


def _not_round(step: int, n: int) -> bool:
    return n % 10 > 0 and n + step < 100 and (step == 10 or n % 10 in (1, 9))


def _counted(counts: Sequence[int], noun: Noun) -> QuestionDraft:
    prompt = make_prompt(
        f"Sawl {noun.singular} sydd yn y llun?",
        f"How many {noun.english_plural} are in the picture?",
        object_rows(counts, noun),
    )
    total = sum(counts)
    return number_question(f"count/{total}", "counting", 2, prompt, total, direct=1, within_ten=int(total <= 10))


def _ordered(numbers: Sequence[int]) -> QuestionDraft:
    prompt = make_prompt(
        "Rho’r rhifau mewn trefn.\nRho’r rhif lleiaf yn gyntaf.",
        "Put the numbers in order.\nPut the smallest number first.",
    )
    features = {"within_ten": int(max(numbers) <= 10), "direct": int(max(numbers) <= 20)}
    return ordering_question(
        f"order/{numbers[0]}-{numbers[-1]}", "counting", 2, prompt, [str(n) for n in numbers], **features
    )


def _more(step: int, n: int) -> QuestionDraft:
    prompt = make_prompt(f"Pa rif sydd {step} yn fwy {welsh_than(n)} {n}?", f"Which number is {step} more than {n}?")
    return number_question(f"more/{step}-{n}", "counting", 2, prompt, n + step, carry=int(n % 10 + step % 10 > 9))


def _less(step: int, n: int) -> QuestionDraft:
    prompt = make_prompt(f"Pa rif sydd {step} yn llai {welsh_than(n)} {n}?", f"Which number is {step} less than {n}?")
    return number_question(f"less/{step}-{n}", "counting", 2, prompt, n - step, subtraction=1)


def _next(start: int, step: int) -> QuestionDraft:
    pattern = [start + place * step for place in range(4)]
    listed = ", ".join(map(str, pattern))
    prompt = make_prompt(
        f"Edrycha ar y patrwm: {listed}, …\nPa rif sy’n dod nesaf?",
        f"Look at the pattern: {listed}, …\nWhich number comes next?",
    )
    name = f"pattern/{step}" if start == 15 else f"pattern/{step}from{start}"
    return number_question(name, "counting", 2, prompt, pattern[-1] + step, subtraction=int(step < 0))


def _largest(key: int) -> QuestionDraft:
    prompt = make_prompt("Pa un yw’r rhif mwyaf?", "Which is the largest number?")
    wrong = {
        "reverses-the-digits": key % 10 * 10 + key // 10,
        "second-largest": key - 2,
        "any-nine-is-large": 19,
    }
    return choice_question(f"largest/{key}", "counting", 2, prompt, str(key), distractors(str(key), wrong), direct=1)


def _smallest(key: int) -> QuestionDraft:
    prompt = make_prompt("Pa un yw’r rhif lleiaf?", "Which is the smallest number?")
    wrong = {
        "reverses-the-digits": key % 10 * 10 + key // 10,
        "any-zero-is-small": 90,
        "second-smallest": key + 2,
    }
    return choice_question(f"smallest/{key}", "counting", 2, prompt, str(key), distractors(str(key), wrong), direct=1)


def _line(last: int, step: int, labelled: int, marked: int) -> QuestionDraft:
    figure = number_line(0, last, step, labelled, marked)
    prompt = make_prompt("Pa rif mae’r saeth yn ei ddangos?", "Which number does the arrow show?", figure)
    features = {"scale_step": int(step > 1), "step_value": int(step > 1), "within_ten": int(last <= 10)}
    return number_question(f"line/{last}-{marked}", "counting", 2, prompt, marked, direct=1, **features)


def _most_objects(noun: Noun, boxes: Mapping[str, tuple[Sequence[int], float]], order: str) -> QuestionDraft:
    """One box has the most; in another the objects take more room."""
    shown = order.split()
    letter = {kind: "ABC"[place] for place, kind in enumerate(shown)}
    prompt = make_prompt(
        f"Ym mha focs mae’r nifer mwyaf o {soft(noun.plural)}?",
        f"Which box has the most {noun.english_plural}?",
        object_boxes([boxes[kind] for kind in shown], noun),
    )
    wrong = {"more-room-is-more": letter["spread"], "fewest-for-most": letter["fewest"]}
    item = f"most-objects/{noun.english}-{sum(boxes['most'][0])}"
    features = {"direct": 1, "within_ten": 1}
    return choice_question(item, "counting", 2, prompt, letter["most"], wrong, **features)


def _after(n: int) -> QuestionDraft:
    prompt = make_prompt(f"Pa rif sy’n dod yn union ar ôl {n}?", f"Which number comes just after {n}?")
    features = {"direct": 1, "within_ten": int(n < 10)}
    return number_question(f"after/{n}", "counting", 2, prompt, n + 1, **features)


def _before(n: int) -> QuestionDraft:
    prompt = make_prompt(f"Pa rif sy’n dod yn union cyn {n}?", f"Which number comes just before {n}?")
    features = {"direct": 1, "within_ten": int(n <= 10)}
    return number_question(f"before/{n}", "counting", 2, prompt, n - 1, **features)


def _in_the_queue(place: int, names: Sequence[str]) -> QuestionDraft:
    said = _PLACES[place]
    prompt = make_prompt(
        f"Edrycha ar y rhes wrth y drws.\nPwy sy’n {said.cy} o’r drws?",
        f"Look at the queue at the door.\nWho is {said.en} from the door?",
        queue(names),
    )
    wrong = {
        "counts-from-the-other-end": names[-place],
        "one-place-too-early": names[place - 2],
        "one-place-too-late": names[place % len(names)],
    }
    kept = distractors(names[place - 1], wrong)
    return choice_question(f"queue/{'-'.join(names[:2])}", "counting", 2, prompt, names[place - 1], kept, direct=1)


def _even(key: int, tens_even: int, odd: int) -> QuestionDraft:
    prompt = make_prompt("Pa un o’r rhifau hyn sy’n eilrif?", "Which of these numbers is even?")
    wrong = {"looks-at-the-tens-alone": str(tens_even), "odd-and-even-confused": str(odd)}
    return choice_question(f"even/{key}", "counting", 2, prompt, str(key), wrong, recalled_rule=1, direct=1)


def _odd(key: int, tens_odd: int, even: int) -> QuestionDraft:
    prompt = make_prompt("Pa un o’r rhifau hyn sy’n odrif?", "Which of these numbers is odd?")
    wrong = {"looks-at-the-tens-alone": str(tens_odd), "odd-and-even-confused": str(even)}
    return choice_question(f"odd/{key}", "counting", 2, prompt, str(key), wrong, recalled_rule=1, direct=1)
