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
from itembank.exposure.frozen_exposure import with_frozen_exposure
from itembank.language import Language
from itembank.reading.difficulty_model import difficulty, features
from itembank.reading.passage import Passage, Question
from itembank.reading.passage_files import passages
from itembank.reading.passage_markup import passage_html, question_html
from itembank.reading.passage_validation import faults
from itembank.reading.reading_topics import TOPICS, topic_id
from itembank.reading.response_building import most, only, response_and_rule
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion

STEP = 0.5
"""How far the steps of a question that scores 0, 1 or 2 lie from its difficulty, logits."""


@cache
def reading_bank(language: Language) -> BankVersion:
    """The reading bank of a language: its passages, each with its questions; parameters are provisional.

    Raises
    ------
    InvalidBank : the first fault of a passage, by file and place
    InvalidDesign : all those of the design, by line
    """
    read = passages(language)
    for fault in (fault for passage in read for fault in faults(passage)):
        raise fault
    items = tuple(_item(passage, question, language) for passage in read for question in passage.questions)
    stimuli = tuple(_stimulus(passage, language) for passage in read)
    subject = f"reading-{language}"
    design = load_packaged_design(files("itembank.designs") / f"{subject}.toml")
    made = BankVersion(subject, items, TOPICS, (design,), languages=(language,), stimuli=stimuli)
    return check_bank(with_frozen_exposure(made))


def _stimulus(passage: Passage, language: Language) -> Stimulus:
    return Stimulus(passage.id, only(language, passage.title), only(language, passage_html(passage)))


def _item(passage: Passage, question: Question, language: Language) -> ItemVersion:
    response, rule = response_and_rule(passage, question, language)
    prompt = only(language, question_html(question.prompt))
    counts = features(passage, question)
    name = f"{passage.id}/{question.id}"
    return ItemVersion(
        item_version_id(name, prompt, response, stimulus=_stimulus(passage, language)),
        name,
        passage.kind,
        topic_id(passage.kind, question.process),
        passage.year,
        prompt,
        response,
        rule,
        tuple(Feature(feature, count) for feature, count in counts.items()),
        _parameters(difficulty(passage.year, counts), most(question.answer)),
        most=most(question.answer),
        process=question.process,
        stimulus=passage.id,
    )


def _parameters(b: float, highest: int) -> LogisticParameters | PartialCreditParameters:
    if highest == 1:
        return LogisticParameters(1.0, b, 0.0, 1.0, provisional=True)
    return PartialCreditParameters(1.0, (round(b - STEP, 2), round(b + STEP, 2)), provisional=True)
