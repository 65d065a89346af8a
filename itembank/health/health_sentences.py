"""Sentences on a bank's health for item writers, in Welsh or English."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine import log_probabilities
from itembank.compilation.item_pool import item_parameters
from itembank.content.content_messages import PROCESSES, STRANDS
from itembank.content.subjects import SUBJECTS
from itembank.health import health_messages as messages
from itembank.health.health_findings import BankHealth, NextItem
from itembank.health.item_requests import ItemRequest, RequestedItem
from itembank.html_report.html_tables import number
from itembank.language import Language, Text
from itembank.reading.passage_validation import WORD_LIMITS

TENTH = 10
SMALLEST_NAMED_SAVING = 0.00005  # logits; a year with a smaller saving is not mentioned


class ListedItem(NamedTuple):
    """One list entry: a description, its questions if it has several, and the SE it saves."""

    what: str
    parts: tuple[str, ...]
    saves: str


@dataclass(frozen=True)
class HealthSentences:
    """Sentences on the health of one bank, in one language."""

    health: BankHealth
    language: Language

    def subject_name(self) -> str:
        """Name of the bank's subject."""
        return messages.SUBJECTS.get(self.health.bank.subject, Text.same(self.health.bank.subject))[self.language]

    def strand_name(self, name: str) -> str:
        """Name of a strand."""
        return STRANDS.get(name, Text.same(name))[self.language]

    def listed_items(self) -> Iterator[ListedItem]:
        """The recommendations in order; a repeated one refers to the entry before it."""
        before: tuple[str, tuple[str, ...]] | None = None
        for item in self.health.next_items:
            said = self.description(item), tuple(self.part_descriptions(item))
            told = (self._text(messages.LIKE_IT), ()) if said == before else said
            yield ListedItem(*told, self.saving_sentence(item))
            before = said

    def description(self, item: NextItem) -> str:
        """What to write, its difficulty, and how an average learner of its year would do."""
        request = item.request
        return f"{self._what(item)}: {self._success(request)}."

    def part_descriptions(self, item: NextItem) -> Iterator[str]:
        """The questions of a passage or scenario, identical ones counted together; none for a single item."""
        if item.request.together:
            said = zip(item.request.parts, item.topics, strict=True)
            for part, times in Counter(self._part(part, topics) for part, topics in said).items():
                yield part if times == 1 else f"{times} × {part}"

    def saving_sentence(self, item: NextItem) -> str:
        """How much SE it saves, for which years."""
        told = [each for each in item.savings if each.saves >= SMALLEST_NAMED_SAVING] or list(item.savings[:1])
        years = ", ".join(self._text(messages.IN_YEAR, number(each.saves, 4), each.year) for each in told)
        most = max(item.savings, key=lambda each: each.before - each.after)
        at = number(most.theta, 2, signed=True)
        return self._text(messages.SAVES, years, at, most.year, number(most.before), number(most.after))

    def opening_sentences(self) -> Iterator[str]:
        """The sentences that open the report."""
        health = self.health
        count, spoken = len(health.bank.items), health.bank.languages
        if health.bank.subject not in SUBJECTS:
            yield self._text(messages.PARAMETERS_ALONE, count)
        elif len(spoken) > 1:
            yield self._text(messages.BOTH_LANGUAGES, count)
        else:
            yield self._text(messages.ONE_LANGUAGE[spoken[0]], count)
        if health.bank.practice:
            yield self._text(messages.PRACTICE_LEFT_OUT, len(health.bank.practice))
        worst = max(health.years, key=lambda year: year.mean("se") - year.mean("ideal_se"))
        se, best, ideal = (worst.mean(name) for name in ("se", "best_se", "ideal_se"))
        yield self._text(messages.COSTS_MOST, worst.year, number(se), number(ideal))
        yield self._text(messages.OF_COST, number(se - ideal), number(best - ideal), number(se - best))
        yield from self._exposure()
        yield from self._parts_of_bank()

    def _exposure(self) -> Iterator[str]:
        held = [cell for year in self.health.years for cell in year.cells]
        crowded = sum(cell.crowded for cell in held)
        yield self._text(messages.CROWDED, crowded, len(held)) if crowded else self._text(messages.NOT_CROWDED)

    def _parts_of_bank(self) -> Iterator[str]:
        for place, gate in enumerate(messages.PARTS):
            worst = max(self.health.years, key=lambda year: year.parts[place].best_se - year.mean("best_se"))
            if all(year.parts[place].items == year.items for year in self.health.years):
                yield from [self._text(messages.SCREEN_READER_SAME)] if place == 0 else []
            else:
                told = number(worst.parts[place].best_se), number(worst.mean("best_se"))
                yield self._text(messages.PART_COSTS, self._text(messages.PARTS[gate]), worst.year, *told)

    def _text(self, text: Text, *values: object) -> str:
        return text[self.language] % values if values else text[self.language]

    def _what(self, item: NextItem) -> str:
        request = item.request
        level = number(request.difficulty, 2, signed=True)
        if not request.together:
            return self._text(
                messages.ONE_ITEM, self.strand_name(request.strand), self._topics(item.topics[0]), request.year, level
            )
        if request.strand not in messages.PASSAGES:
            return self._text(messages.SCENARIO, request.year, len(request.parts), level)
        fewest, most = WORD_LIMITS[request.year]
        fewest = fewest // 2 if request.strand == "verse" else fewest
        spoken = messages.IN_LANGUAGE[self.health.bank.languages[0]][self.language]
        values = (spoken, request.year, fewest, most, len(request.parts), level)
        return self._text(messages.PASSAGES[request.strand], *values)

    def _part(self, part: RequestedItem, topics: tuple[str, ...]) -> str:
        process = self._text(PROCESSES.get(part.process, Text.same(part.process)))
        level, most = number(part.parameters.difficulty, 2, signed=True), maximum_score(part)
        if most == 1:
            return self._text(messages.PART, process, self._topics(topics), level)
        return self._text(messages.PART_MARKS, process, self._topics(topics), most, level)

    def _topics(self, topics: tuple[str, ...]) -> str:
        labels = [self.health.bank.topic(topic).label[self.language] for topic in topics]
        return self._text(messages.OR).join(labels) or "–"

    def _success(self, request: ItemRequest) -> str:
        year = first_year_group(self.health, request)
        tenths = round(TENTH * expected_score_share(request, self.health.design.population(year).mean))
        if [maximum_score(part) for part in request.parts] == [1]:
            return self._text(messages.RIGHT, year, messages.TIMES[tenths][self.language])
        return self._text(messages.MARKS, year, messages.OF_MARKS[tenths][self.language])


def first_year_group(health: BankHealth, request: ItemRequest) -> int:
    """The lowest year group of the design that may be given a request."""
    return min(year for year in health.design.years if year >= request.year)


def maximum_score(part: RequestedItem) -> int:
    """Maximum score of a requested item."""
    steps = part.parameters.b
    return len(steps) if isinstance(steps, tuple) else 1


def expected_score_share(request: ItemRequest, theta: float) -> float:
    """Expected score on a request at an ability, as a share of its maximum, 0 to 1."""
    chances = np.exp(log_probabilities(item_parameters(request.parts), np.array([[theta]])))[:, :, 0]
    expected = (chances * np.arange(chances.shape[1])).sum()
    return float(expected / sum(map(maximum_score, request.parts)))
