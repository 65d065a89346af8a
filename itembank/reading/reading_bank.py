"""The reading banks, one for each language, built from their passage files."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from itembank.content.item_versions import (
    Feature,
    ItemVersion,
    LogisticParameters,
    PartialCreditParameters,
    item_version_id,
)
from itembank.content.stimulus import Stimulus
from itembank.design_files.design_reading import load_packaged_design
from itembank.errors import InvalidBank
from itembank.exposure.frozen_exposure import with_frozen_exposure
from itembank.language import Language
from itembank.reading.difficulty_model import difficulty, feature_counts
from itembank.reading.evidence import evidence_faults
from itembank.reading.passage import Passage, Question
from itembank.reading.passage_files import passages
from itembank.reading.passage_markup import passage_html, question_html
from itembank.reading.passage_validation import validation_errors
from itembank.reading.reading_topics import TOPICS, topic_id
from itembank.reading.response_building import maximum_score, monolingual_text, response_and_rule
from itembank.scoring.chance_scores import chance_floors
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion

STEP = 0.5
"""Distance of the steps from the difficulty of a question with maximum score 2, logits."""


@cache
def reading_bank(language: Language) -> BankVersion:
    """The reading bank of a language, with provisional parameters.

    Raises
    ------
    InvalidBank : the first error in a passage, by file and place
    InvalidDesign : every error in the design, by line
    """
    read = passages(language)
    for fault in (fault for passage in read for fault in _faults(passage)):
        raise fault
    items, practice = (_items([one for one in read if one.practice is kept], language) for kept in (False, True))
    stimuli = tuple(passage_stimulus(passage, language) for passage in read)
    subject = f"reading-{language}"
    design = load_packaged_design(files("itembank.designs") / f"{subject}.toml")
    made = BankVersion(subject, items, TOPICS, (design,), languages=(language,), stimuli=stimuli, practice=practice)
    return check_bank(with_frozen_exposure(made))


def _faults(passage: Passage) -> Iterator[InvalidBank]:
    """Every fault of a passage; evidence, which those of before have none of, is compared where it is stated."""
    yield from validation_errors(passage)
    yield from evidence_faults(passage, required=False)


def _items(read: Iterable[Passage], language: Language) -> tuple[ItemVersion, ...]:
    return tuple(question_item(passage, question, language) for passage in read for question in passage.questions)


def passage_stimulus(passage: Passage, language: Language) -> Stimulus:
    """The text of a passage, as learners see it beside each question."""
    return Stimulus(
        passage.id, monolingual_text(language, passage.title), monolingual_text(language, passage_html(passage))
    )


def question_item(passage: Passage, question: Question, language: Language) -> ItemVersion:
    """The item of a question, with provisional parameters."""
    response, rule = response_and_rule(passage, question, language)
    prompt = monolingual_text(language, question_html(question.prompt))
    counts, most = feature_counts(passage, question), maximum_score(question.answer)
    parameters = _parameters(difficulty(passage.year, counts), chance_floors(response, rule, most))
    name = f"{passage.id}/{question.id}"
    return ItemVersion(
        item_version_id(name, prompt, response, stimulus=passage_stimulus(passage, language)),
        name,
        passage.kind,
        topic_id(passage.kind, question.process),
        passage.year,
        prompt,
        response,
        rule,
        tuple(Feature(feature, count) for feature, count in counts.items()),
        parameters,
        most=most,
        process=question.process,
        stimulus=passage.id,
    )


def _parameters(b: float, floors: tuple[float, ...]) -> LogisticParameters | PartialCreditParameters:
    if len(floors) == 1:
        return LogisticParameters(1.0, b, floors[0], 1.0, provisional=True)
    return PartialCreditParameters(
        1.0, (round(b - STEP, 2), round(b + STEP, 2)), provisional=True, floors=floors if floors[0] else ()
    )
