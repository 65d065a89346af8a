"""An author's file with a scenario."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from itembank.authoring.author_faults import file_faults
from itembank.authoring.author_file import AuthoredItem, AuthorFile
from itembank.authoring.author_remarks import story_remarks
from itembank.authoring.field_lines import FieldLines
from itembank.authoring.item_checks import Maker, as_written, built, check_item, checked_items
from itembank.content.stimulus import Stimulus
from itembank.content.topics import earliest_year
from itembank.errors import InvalidBank
from itembank.language import LANGUAGES, Language
from itembank.parsing.toml_table import TomlTable
from itembank.reasoning.key_verification import key_faults
from itembank.reasoning.reasoning_bank import part_item, scenario_stimulus
from itembank.reasoning.reasoning_topics import TOPICS
from itembank.reasoning.scenario import Scenario
from itembank.reasoning.scenario_files import scenario_of

SUBJECT = "numeracy-reasoning"

_TOPICS = {topic.id: topic for topic in TOPICS}


def scenario_file(table: TomlTable, lines: FieldLines) -> AuthorFile:
    """What a scenario's file holds, with every fault.

    ``languages = ["en"]`` says that the scenario is a draft in one language.

    Parameters
    ----------
    table : a table that collects faults
    """
    faults = table.faults if table.faults is not None else []
    languages = _languages(table)
    data = {name: value for name, value in table.data.items() if name != "languages"}
    read = scenario_of(replace(table, data=data, languages=languages))
    faults += _twice(read)
    if any(not fault.field.startswith(("part ", "figure ")) for fault in faults):
        return AuthorFile(table.file, "", file_faults(table.file, faults, lines))
    faults += key_faults(read)
    early = tuple(_too_early(read))
    faults += early
    stimulus = None if early else _stimulus(read, faults)
    if stimulus is None:
        return AuthorFile(table.file, SUBJECT, file_faults(table.file, faults, lines))
    made = checked_items(_makers(read, stimulus), lambda item: check_item(SUBJECT, TOPICS, item, stimulus), faults)
    items = tuple(AuthoredItem(item, lines.line(place)) for place, item in made)
    told, remarks = file_faults(table.file, map(as_written, faults), lines), tuple(story_remarks(read, data, lines))
    return AuthorFile(table.file, SUBJECT, told, stimulus, items, languages, read.practice, remarks)


def _languages(table: TomlTable) -> tuple[Language, ...]:
    """The languages of a draft, as the file states them; both if it states none."""
    if not table.has("languages"):
        return LANGUAGES
    told = table.strings("languages")
    if not told or not set(told) <= set(LANGUAGES):
        return table.refuse(list(told), "languages", "a list of cy, en or both", LANGUAGES)
    return tuple(language for language in LANGUAGES if language in told)


def _twice(read: Scenario) -> Iterator[InvalidBank]:
    seen: set[str] = set()
    for part in read.parts:
        if part.id in seen:
            yield InvalidBank(read.id, f"part {part.id}: id", "each id once", part.id)
        seen.add(part.id)


def _too_early(read: Scenario) -> Iterator[InvalidBank]:
    """The year group, if it is before that of a part's topic: told once, for the latest topic."""
    latest = max((_TOPICS[part.topic] for part in read.parts), key=lambda topic: topic.introduced_year, default=None)
    if latest is not None and read.year < latest.introduced_year:
        yield InvalidBank(read.id, "year", earliest_year(latest), read.year)


def _stimulus(read: Scenario, faults: list[InvalidBank]) -> Stimulus | None:
    """The story with its figures; None if a figure cannot be drawn, which is added to the faults."""
    for number, figure in enumerate(read.figures, 1):
        try:
            built(f"figure {number}", partial(scenario_stimulus, replace(read, figures=(figure,))))
        except InvalidBank as fault:
            faults.append(fault)
            return None
    return scenario_stimulus(read)


def _makers(read: Scenario, stimulus: Stimulus) -> Iterator[Maker]:
    for part in read.parts:
        yield f"part {part.id}", partial(part_item, read, stimulus, part)
