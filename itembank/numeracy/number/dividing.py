"""Items on division and remainders."""

from collections.abc import Iterator

from itembank.language import Text
from itembank.numeracy.counted_nouns import BOTTLE, CAKE, CARD, CHILD, EGG, count
from itembank.numeracy.even_sampling import even_sample
from itembank.numeracy.number_formatting import whole_number
from itembank.numeracy.question_draft import (
    QuestionDraft,
    choice_question,
    displayed_calculation,
    distractors,
    make_prompt,
    number_question,
)
from itembank.welsh_mutations import Noun

_PLAIN = ((4, 84, 4), (5, 432, 8), (6, 372, 12))
_ZEROS = ((5, 612, 6), (5, 824, 8), (5, 735, 7), (5, 927, 9), (6, 5040, 8), (6, 6318, 6))


def items() -> Iterator[QuestionDraft]:
    """Division and remainders, Years 4 to 6."""
    yield from (_plain(*row) for row in _PLAIN)
    yield from (
        _plain(4, q * d, d) for q, d in even_sample(4, range(12, 25), range(3, 7), where=lambda q, d: q * d < 100)
    )
    yield from (_plain(5, q * d, d) for q, d in even_sample(4, range(34, 98), range(4, 10), where=_large))
    yield from (
        _plain(6, q * d, d) for q, d in even_sample(4, range(21, 49), range(12, 26), where=lambda q, d: q * d < 999)
    )
    yield from (_zero_dropped(*row) for row in _ZEROS)
    yield _full_teams(4, 50, 4)
    yield from (_full_teams(4, *row) for row in ((38, 5), (67, 6), (29, 3)))
    yield _boxes_needed(5, 100, 6, EGG)
    yield from (_boxes_needed(5, *row) for row in ((130, 8, CAKE), (200, 6, EGG), (87, 4, CAKE)))
    yield from (_remainder(*row) for row in ((4, 47, 5), (4, 59, 4), (4, 75, 6), (5, 83, 9), (5, 158, 7)))
    yield from (_each(6, *row) for row in ((336, 14, CARD), (450, 18, BOTTLE), (276, 12, CARD), (525, 21, BOTTLE)))


def practice() -> Iterator[QuestionDraft]:
    """Division, Years 4 to 6, for practice alone."""
    yield from (_plain(*row) for row in ((4, 78, 6), (5, 392, 7), (6, 420, 15)))


def _large(quotient: int, divisor: int) -> bool:
    return 100 < quotient * divisor < 900 and quotient % 10 > 0


def _work_out(total: int, divisor: int) -> Text:
    return make_prompt("Cyfrifa:", "Work out:", displayed_calculation(f"{total} ÷ {divisor}"))


def _plain(year: int, total: int, divisor: int) -> QuestionDraft:
    prompt = _work_out(total, divisor)
    features = {"extra_digit": len(str(total)) + len(str(divisor)) - 3, "hard_table": int(divisor in range(6, 10))}
    return number_question(
        f"divide/{total}by{divisor}", "dividing", year, prompt, total // divisor, division=1, **features
    )


def _zero_dropped(year: int, total: int, divisor: int) -> QuestionDraft:
    key = total // divisor
    bare = str(key).replace("0", "")
    wrong = {
        "zero-dropped": bare,
        "zero-moved": f"{bare}0",
        "divides-the-hundreds-only": whole_number(total // 100 * 100 // divisor),
        "zero-doubled": str(key).replace("0", "00", 1),
    }
    features = {"division": 1, "extra_digit": len(str(total)) - 2, "hard_table": 1}
    shown = distractors(whole_number(key), wrong)
    return choice_question(
        f"divide-choice/{total}", "dividing", year, _work_out(total, divisor), whole_number(key), shown, **features
    )


def _full_teams(year: int, children: int, team: int) -> QuestionDraft:
    people = count(children, CHILD)
    prompt = make_prompt(
        f"Mae {people.cy} mewn clwb.\nMae angen {team} ym mhob tîm.\nFaint o dimau llawn sy’n bosibl?",
        f"There are {people.en} in a club.\nEach team needs {team}.\nHow many full teams can there be?",
    )
    return number_question(f"teams/{children}", "dividing", year, prompt, children // team, division=1, remainder=1)


def _boxes_needed(year: int, things: int, box: int, noun: Noun) -> QuestionDraft:
    one, all_of_them = count(box, noun), count(things, noun)
    # "gan" softens what follows it
    who = {EGG: Text("ffermwr", "A farmer"), CAKE: Text("bobydd", "A baker")}[noun]
    prompt = make_prompt(
        f"Mae lle i {one.cy} mewn bocs.\nMae gan {who.cy} {all_of_them.cy}.\n"
        f"Faint o focsys sydd eu hangen i ddal pob {noun.singular}?",
        f"A box holds {one.en}.\n{who.en} has {all_of_them.en}.\n"
        f"How many boxes are needed to hold every {noun.english}?",
    )
    key = whole_number(-(-things // box))
    wrong = {
        "ignores-the-remainder": whole_number(things // box),
        "gives-the-remainder": whole_number(things % box),
        "writes-the-remainder-as-a-digit": f"{things // box}.{things % box}",
    }
    features = {"division": 1, "remainder": 1, "hard_table": int(box > 5), "tempting_answer": 1}
    return choice_question(f"boxes/{things}", "dividing", year, prompt, key, distractors(key, wrong), **features)


def _remainder(year: int, total: int, divisor: int) -> QuestionDraft:
    prompt = make_prompt(
        f"Beth yw’r gweddill wrth rannu {total} â {divisor}?",
        f"What is the remainder when {total} is divided by {divisor}?",
    )
    key = whole_number(total % divisor)
    wrong = {
        "gives-the-quotient": total // divisor,
        "counts-up-to-the-next": divisor - total % divisor,
        "reads-the-last-digit": total % 10,
    }
    features = {"division": 1, "remainder": 1, "hard_table": int(divisor > 5), "extra_digit": len(str(total)) - 2}
    return choice_question(
        f"remainder/{total}by{divisor}", "dividing", year, prompt, key, distractors(key, wrong), **features
    )


def _each(year: int, things: int, boxes: int, noun: Noun) -> QuestionDraft:
    said = count(things, noun)
    prompt = make_prompt(
        f"Mae {said.cy} yn mynd i {boxes} o focsys.\nMae’r un nifer ym mhob bocs.\n"
        f"Sawl {noun.singular} sydd mewn un bocs?",
        f"{said.en} go into {boxes} boxes.\nEvery box has the same number.\n"
        f"How many {noun.english_plural} are in one box?",
    )
    return number_question(f"each-box/{things}", "dividing", year, prompt, things // boxes, division=1, extra_digit=2)
