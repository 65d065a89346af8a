"""Balance of a language's passages: counts by kind, process and answer type, and cues that give away answers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from itembank.reading.passage import ChooseOne, Passage, Question


@dataclass(frozen=True)
class AnswerBalance:
    """Counts over some passages.

    Parameters
    ----------
    passages : number of passages of each year and kind
    processes : number of questions of each stage of years (2–3, 4–6, 7–9) and process
    types : number of questions of each answer type
    longest_is_right : share of choices whose correct option is longer than every other, 0 to 1
    shortest_is_right : share of choices that somebody gets right who takes the shortest option, one of them by chance
        where several are equally short, 0 to 1
    """

    passages: Counter[tuple[int, str]]
    processes: Counter[tuple[str, str]]
    types: Counter[str]
    longest_is_right: float
    shortest_is_right: float


def answer_balance(passages: Sequence[Passage]) -> AnswerBalance:
    """Count passages, processes and answer types over some passages."""
    asked = [(passage, question) for passage in passages for question in passage.questions]
    return AnswerBalance(
        Counter((passage.year, passage.kind) for passage in passages),
        Counter((_stage(passage.year), question.process) for passage, question in asked),
        Counter(type(question.answer).__name__ for _, question in asked),
        _longest_is_right([question for _, question in asked]),
        _shortest_is_right([question for _, question in asked]),
    )


def _stage(year: int) -> str:
    return "2–3" if year <= 3 else "4–6" if year <= 6 else "7–9"


def _choices(questions: Sequence[Question]) -> list[ChooseOne]:
    return [question.answer for question in questions if isinstance(question.answer, ChooseOne)]


def _longest_is_right(questions: Sequence[Question]) -> float:
    choices = _choices(questions)
    longest = [all(len(choice.key) > len(wrong.text) for wrong in choice.wrong) for choice in choices]
    return sum(longest) / len(longest) if longest else 0.0


def _shortest_is_right(questions: Sequence[Question]) -> float:
    taken = [_right_by_length(choice) for choice in _choices(questions)]
    return sum(taken) / len(taken) if taken else 0.0


def _right_by_length(choice: ChooseOne) -> float:
    lengths = [len(choice.key), *(len(wrong.text) for wrong in choice.wrong)]
    return 1 / lengths.count(min(lengths)) if len(choice.key) == min(lengths) else 0.0
