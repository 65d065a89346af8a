"""Whether a question's evidence stands in its passage, and whether its key is what the evidence shows."""

import re
from collections.abc import Iterator, Sequence

from itembank.errors import NOTHING, InvalidBank
from itembank.reading.passage import (
    Answer,
    ChooseOne,
    ChooseSeveral,
    FillGaps,
    Match,
    Passage,
    PutInOrder,
    Question,
    SelectText,
)
from itembank.reading.prose_analysis import collapse_whitespace, words

_MARKS = str.maketrans({"'": "’", '"': "”", "“": "”"})
_LIST_MARK = re.compile(r"(?m)^\s*(?:##|-)\s+")
_FEWEST = 3
"""Fewest words of evidence that can show an answer."""

_STEM = 4
"""Letters by which two forms of a word are alike; a mutation of Welsh changes the first of them."""

_TELLING = 4
"""Fewest letters of a word that tells one option from another."""


def evidence_faults(passage: Passage, *, required: bool) -> Iterator[InvalidBank]:
    """Evidence that does not stand in the passage, and keys that it does not show.

    A key is shown if all its telling words stand in the evidence, and those of no wrong option do too; or if the author
    has answered the question a second time, in ``holds``, with the key.

    Parameters
    ----------
    required : whether each question must state its evidence, as in an author's own folder
    """
    text = _plain(_LIST_MARK.sub("", passage.text))
    for question in passage.questions:
        for field, expected, received in _faults(text, question, required):
            yield InvalidBank(f"{passage.id}.toml", f"question {question.id}: {field}", expected, received)


_Fault = tuple[str, str, object]


def _faults(text: str, question: Question, required: bool) -> Iterator[_Fault]:
    for quote in question.evidence:
        if _plain(quote) not in text:
            yield "evidence", "words that stand in the text", quote
    if required and not question.evidence:
        yield "evidence", "words of the text that show the answer", NOTHING
    elif question.holds:
        yield from _second_answer_faults(question)
        if required:
            yield from _unrelated_evidence(question)
    elif required:
        yield from _shown_faults(question)


def keys(answer: Answer) -> tuple[str, ...]:
    """The right options of an answer, in order where their order matters."""
    match answer:
        case ChooseOne(key=key) | SelectText(key=key):
            return (key,)
        case ChooseSeveral(keys=several):
            return several
        case PutInOrder(order=order):
            return order
        case Match(pairs=pairs):
            return tuple(right for _, right in pairs)
        case FillGaps(gaps=gaps):
            return tuple(gap.key for gap in gaps)


def _second_answer_faults(question: Question) -> Iterator[_Fault]:
    """A second answer that is not the key: one of the two is wrong."""
    first, second = ([_plain(each) for each in answers] for answers in (keys(question.answer), question.holds))
    if isinstance(question.answer, ChooseSeveral):
        first, second = sorted(first), sorted(second)
    if first != second:
        yield _field(question.answer), f"{'; '.join(question.holds)}, as in holds", "; ".join(keys(question.answer))


def _unrelated_evidence(question: Question) -> Iterator[_Fault]:
    """Evidence that shows nothing: too few words, or in a question of retrieval none of those of the key."""
    quoted, received = _plain(" ".join(question.evidence)), "; ".join(question.evidence)
    if len(words(quoted)) < _FEWEST:
        yield "evidence", f"at least {_FEWEST} words of the text", received
    elif not (_reads_between(question) or _shares_a_word(quoted, " ".join(keys(question.answer)))):
        yield "evidence", "a word of the key among them, or paraphrased in features", received


def _shares_a_word(quoted: str, key: str) -> bool:
    """Whether a telling word stands in both, in the same form or another one: churches and church, mawr and fawr."""
    told = words(quoted)
    telling = [word for word in words(_plain(key)) if len(word) >= _TELLING] or words(_plain(key))
    return any(one[:_STEM] == other[:_STEM] or one[1:_STEM] == other[1:_STEM] for one in telling for other in told)


def _reads_between(question: Question) -> str:
    """Why the answer need not be in the words of the text; empty if it has to be."""
    if question.process != "retrieval":
        return f"process is {question.process}"
    return "features has paraphrased" if "paraphrased" in question.features else ""


def _shown_faults(question: Question) -> Iterator[_Fault]:
    """A key that the evidence does not show in its own words, where no second answer says that it is right."""
    quoted = _plain(" ".join(question.evidence))
    answer = question.answer
    if isinstance(answer, SelectText):
        if _plain(answer.key) not in quoted:
            yield "key", "words of the evidence", answer.key
        return
    if reason := _reason_for_holds(question):
        yield "holds", f"the answer once more, in a list where there are several, since {reason}", NOTHING
    elif isinstance(answer, ChooseOne | ChooseSeveral):
        yield from _chosen_faults(answer, set(words(quoted)))


def _chosen_faults(answer: ChooseOne | ChooseSeveral, told: set[str]) -> Iterator[_Fault]:
    """Keys whose telling words do not all stand in the evidence, or of which a wrong option has as many there."""
    wrong = [one.text for one in answer.wrong]
    for key in keys(answer):
        if (better := _best_of(wrong, told)) and _support(better, told) >= max(_support(key, told), 0.01):
            yield _field(answer), f"what the evidence shows ({better}), or the answer once more in holds", key
        elif _support(key, told) < 1:
            yield _field(answer), "words of the evidence, or the answer once more in holds", key


def _reason_for_holds(question: Question) -> str:
    """Why the words of the evidence cannot show the key; empty if they can."""
    match question.answer:
        case PutInOrder():
            return "type is order"
        case Match():
            return "type is match"
        case FillGaps():
            return "type is gaps"
    return _reads_between(question)


def _best_of(options: Sequence[str], told: set[str]) -> str:
    return max(options, key=lambda option: _support(option, told), default="")


def _support(option: str, told: set[str]) -> float:
    """Share of an option's telling words that stand in the evidence; of all its words if none is long."""
    every = words(_plain(option))
    telling = [word for word in every if len(word) >= _TELLING] or every
    return sum(word in told for word in telling) / len(telling) if telling else 0.0


def _field(answer: Answer) -> str:
    fields = {ChooseSeveral: "keys", PutInOrder: "order", Match: "pairs", FillGaps: "gaps"}
    return fields.get(type(answer), "key")


def _plain(quote: str) -> str:
    """Words in one line, in lower case, with the apostrophes and quotation marks of print."""
    return collapse_whitespace(quote).translate(_MARKS).casefold()
