"""Validity of a whole bank; each refusal names the item and the field."""

import math
from collections.abc import Mapping

from itembank.content.item_versions import (
    YEARS,
    ItemVersion,
    LogisticParameters,
    PartialCreditParameters,
    item_version_id,
)
from itembank.content.response_types import Choice, NumberEntry, Ordering
from itembank.content.stimulus import Stimulus
from itembank.content.subjects import SUBJECTS, Subject
from itembank.content.topics import Topic
from itembank.design.adaptive_test_design import OPTIONAL_SLOTS, TestDesign, ValuesByItem
from itembank.design.length_consistency import require_consistent_length
from itembank.design.strategy_building import require_known_strategies
from itembank.errors import InvalidBank
from itembank.language import LANGUAGES
from itembank.validity.field_checks import require, require_distinct, require_id
from itembank.validity.response_validity import check_response
from itembank.validity.rule_validity import check_rule
from itembank.validity.text_checks import TextChecks
from itembank.versions.adopted_parameters import AdoptedParameters, Basis
from itembank.versions.bank_version import FIRST_FORMAT, FORMAT, BankVersion, SolvedSettings


def check_bank(bank: BankVersion) -> BankVersion:
    """Check every rule that a bank must satisfy.

    Returns
    -------
    the same bank

    Raises
    ------
    InvalidBank : names item and field of the first rule broken
    """
    subject = _subject(bank)
    require(bool(bank.items), "bank", "items", "at least one item", 0)
    require_distinct("bank", "topics", (topic.id for topic in bank.topics))
    require_distinct("bank", "designs", (design.name for design in bank.designs))
    require_distinct("bank", "items", (item.id for item in bank.all_items))
    require_distinct("bank", "stimuli", (stimulus.id for stimulus in bank.stimuli))
    for topic in bank.topics:
        _check_topic(topic, subject)
    wording = TextChecks(bank.languages)
    for stimulus in bank.stimuli:
        _check_stimulus(stimulus, wording)
    _check_items(bank, subject, wording)
    for design in bank.designs:
        _check_design(design)
    require_distinct("bank", "solved", (f"{each.design} {each.year}" for each in bank.solved))
    for solved in bank.solved:
        _check_solved(bank, solved)
    if bank.adopted is not None:
        _check_adopted(bank, bank.adopted)
    return bank


def _check_adopted(bank: BankVersion, adopted: AdoptedParameters) -> None:
    require(bool(adopted.adoptions), "bank", "adopted.adoptions", "at least one adoption", 0)
    require_distinct("bank", "adopted.errors", (each.item for each in adopted.errors))
    held = {item.id for item in bank.items}
    for each in adopted.errors:
        require(each.item in held, "bank", "adopted.errors", "the id of an item of this bank", each.item)
        known = each.basis in list(Basis)
        require(known, each.item, "adopted.errors.basis", f"one of {', '.join(Basis)}", each.basis)
        shape = [len(row) for row in each.covariance]
        rows = list(range(1, len(each.names) + 1))
        require(shape == rows, each.item, "adopted.errors.covariance", "a lower triangle, a row for each name", shape)


def _subject(bank: BankVersion) -> Subject:
    require(bank.format in (FIRST_FORMAT, FORMAT), "bank", "format", FORMAT, bank.format)
    require(bank.subject in SUBJECTS, "bank", "subject", f"one of {', '.join(SUBJECTS)}", bank.subject)
    require(bank.format == FORMAT or not _needs_second_format(bank), "bank", "format", FORMAT, bank.format)
    subject = SUBJECTS[bank.subject]
    spoken = ", ".join(subject.languages)
    require(bank.languages == subject.languages, "bank", "languages", f"{spoken}, the subject’s", bank.languages)
    return subject


def _needs_second_format(bank: BankVersion) -> bool:
    """Whether a bank has content that the first format cannot hold."""
    first = (NumberEntry, Choice, Ordering)
    return bool(bank.stimuli) or any(
        item.most > 1 or item.process or item.hints or not isinstance(item.response, first) for item in bank.all_items
    )


def _check_topic(topic: Topic, subject: Subject) -> None:
    strands = ", ".join(subject.strands)
    require(topic.strand in subject.strands, topic.id, "strand", f"one of {strands}", topic.strand)
    require(topic.introduced_year in YEARS, topic.id, "introduced_year", "2 to 9", topic.introduced_year)
    feedback = TextChecks(LANGUAGES)  # staff and learners read feedback in their own language, whatever the bank's
    for field, text in (("label", topic.label), ("can", topic.can), ("practise", topic.practise)):
        feedback.require_words(topic.id, field, text)


def _check_stimulus(stimulus: Stimulus, wording: TextChecks) -> None:
    require_id("bank", "stimuli", stimulus.id)
    wording.require_words(stimulus.id, "title", stimulus.title)
    wording.require_html(stimulus.id, "html", stimulus.html)


def _check_items(bank: BankVersion, subject: Subject, wording: TextChecks) -> None:
    topics = {topic.id: topic for topic in bank.topics}
    stimuli = {stimulus.id: stimulus for stimulus in bank.stimuli}
    for item in bank.all_items:
        _check_place(item, topics, subject)
        _check_content(item, stimuli, wording)
        check_rule(item)
        _check_parameters(item)


def _check_place(item: ItemVersion, topics: Mapping[str, Topic], subject: Subject) -> None:
    require(item.topic in topics, item.item, "topic", "a topic of this bank", item.topic)
    topic = topics[item.topic]
    require(item.strand == topic.strand, item.item, "strand", f"{topic.strand}, the topic’s", item.strand)
    require(item.introduced_year in YEARS, item.item, "introduced_year", "2 to 9", item.introduced_year)
    earliest = f"{topic.introduced_year} or later, the topic’s"
    later = item.introduced_year >= topic.introduced_year
    require(later, item.item, "introduced_year", earliest, item.introduced_year)
    if subject.processes:
        processes = f"one of {', '.join(subject.processes)}"
        require(item.process in subject.processes, item.item, "process", processes, item.process)
    else:
        require(item.process == "", item.item, "process", "none in this subject", item.process)


def _check_content(item: ItemVersion, stimuli: Mapping[str, Stimulus], wording: TextChecks) -> None:
    wording.require_html(item.item, "prompt", item.prompt)
    check_response(item.item, item.response, wording)
    for place, hint in enumerate(item.hints, start=1):
        wording.require_html(item.item, f"hint {place}", hint)
    known = item.stimulus is None or item.stimulus in stimuli
    require(known, item.item, "stimulus", "a stimulus of this bank", item.stimulus)
    stimulus = None if item.stimulus is None else stimuli[item.stimulus]
    expected = item_version_id(item.item, item.prompt, item.response, stimulus=stimulus, hints=item.hints)
    require(item.id == expected, item.item, "id", f"{expected}, which follows from its content", item.id)


def _check_parameters(item: ItemVersion) -> None:
    if item.most == 1:
        _check_logistic(item.item, item.parameters)
    else:
        _check_partial_credit(item.item, item.parameters, item.most)


def _check_logistic(item: str, parameters: LogisticParameters | PartialCreditParameters) -> None:
    if not isinstance(parameters, LogisticParameters):
        raise InvalidBank(item, "parameters", "logistic parameters, a, b, c and d", parameters.type)
    for name in ("a", "b", "c", "d"):
        value = getattr(parameters, name)
        require(math.isfinite(value), item, f"parameters.{name}", "a finite number", value)
    require(parameters.a > 0, item, "parameters.a", "more than 0", parameters.a)
    require(0 <= parameters.c < 1, item, "parameters.c", "0 ≤ c < 1", parameters.c)
    require(parameters.c < parameters.d <= 1, item, "parameters.d", "c < d ≤ 1", parameters.d)


def _check_partial_credit(item: str, parameters: LogisticParameters | PartialCreditParameters, most: int) -> None:
    expected = f"partial-credit parameters, since it scores up to {most}"
    if not isinstance(parameters, PartialCreditParameters):
        raise InvalidBank(item, "parameters", expected, "logistic")
    require(len(parameters.b) == most, item, "parameters.b", f"{most} steps", len(parameters.b))
    for value in (parameters.a, *parameters.b):
        require(math.isfinite(value), item, "parameters", "a finite number", value)
    require(parameters.a > 0, item, "parameters.a", "more than 0", parameters.a)
    floors = parameters.floors
    require(len(floors) in (0, most), item, "parameters.floors", f"{most} floors or none", len(floors))
    falling = all(1 > one >= other >= 0 for one, other in zip((*floors[:1], *floors), (*floors, 0.0), strict=False))
    require(falling, item, "parameters.floors", "from 0 to below 1, each at most the one before", floors)
    require(not floors or floors[0] > 0, item, "parameters.floors", "none instead of zeros", floors)


def _check_design(design: TestDesign) -> None:
    require(design.length > 0, design.name, "length", "at least one item", design.length)
    require(bool(design.populations), design.name, "populations", "at least one year group", 0)
    require_distinct(design.name, "populations", (str(population.year) for population in design.populations))
    for population in design.populations:
        require(population.year in YEARS, design.name, "populations.year", "2 to 9", population.year)
        require(math.isfinite(population.mean), design.name, "populations.mean", "a finite number", population.mean)
        require(0 < population.sd < math.inf, design.name, "populations.sd", "more than 0", population.sd)
    require_distinct(design.name, "by_year", (str(own.year) for own in design.by_year))
    for own in design.by_year:
        known = f"one of {', '.join(map(str, design.years))}"
        require(own.year in design.years, design.name, "by_year.year", known, own.year)
        require((own.length or 1) > 0, design.name, "by_year.length", "at least one item", own.length)
        for slot in own.without:
            optional = f"one of {', '.join(OPTIONAL_SLOTS)}"
            require(slot in OPTIONAL_SLOTS, design.name, "by_year.without", optional, slot)
    for plan in (design, *(design.for_year(own.year) for own in design.by_year)):
        require_known_strategies(plan)
        require_consistent_length(plan)


def _check_solved(bank: BankVersion, solved: SolvedSettings) -> None:
    designs = {design.hash: design for design in bank.designs}
    require(solved.design in designs, "bank", "solved.design", "the hash of a design of this bank", solved.design)
    design = designs[solved.design]
    require(
        solved.year in design.years,
        design.name,
        "solved.year",
        f"one of {', '.join(map(str, design.years))}",
        solved.year,
    )
    require_distinct(design.name, "solved.settings", (setting.name for setting in solved.settings))
    for setting in solved.settings:
        if isinstance(setting.value, ValuesByItem):
            require_distinct(design.name, f"solved.{setting.name}", (item for item, _ in setting.value.by_item))
            setting.value.in_order(design.name, tuple(item.id for item in bank.items))
