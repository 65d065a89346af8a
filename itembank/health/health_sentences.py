"""What to write next, and where a bank is thin, in words that an item writer can use."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine import log_probabilities
from itembank.compilation.design_compilation import item_parameters
from itembank.content.content_messages import PROCESSES, STRANDS
from itembank.health import health_words as say
from itembank.health.health_findings import BankHealth, NextItem
from itembank.health.item_requests import Part, Request
from itembank.html_report.html_tables import number
from itembank.language import Language, Text
from itembank.reading.passage_faults import LENGTHS

TENTH = 10
TOLD = 0.00005  # logits: a year that gains less is not named


class Listed(NamedTuple):
    """Something to write: what it is, its questions where it has several, and what it saves."""

    what: str
    parts: tuple[str, ...]
    saves: str


@dataclass(frozen=True)
class Naming:
    """The words for what a bank's health found, in one language."""

    health: BankHealth
    language: Language

    def subject(self) -> str:
        """The bank's subject."""
        return say.SUBJECTS.get(self.health.bank.subject, Text.same(self.health.bank.subject))[self.language]

    def strand(self, name: str) -> str:
        """A strand."""
        return STRANDS.get(name, Text.same(name))[self.language]

    def listed(self) -> Iterator[Listed]:
        """What to write next, in order; one that is asked for again is not described again."""
        before: tuple[str, tuple[str, ...]] | None = None
        for item in self.health.wanted:
            said = self.wanted(item), tuple(self.parts(item))
            told = (self._say(say.LIKE_IT), ()) if said == before else said
            yield Listed(*told, self.savings(item))
            before = said

    def wanted(self, item: NextItem) -> str:
        """What to write, how hard, and how a child of its year would do."""
        request = item.request
        return f"{self._what(item)}: {self._success(request)}."

    def parts(self, item: NextItem) -> Iterator[str]:
        """The questions of a passage or scenario, those alike together; nothing for an item by itself."""
        if item.request.together:
            said = zip(item.request.parts, item.topics, strict=True)
            for part, times in Counter(self._part(part, topics) for part, topics in said).items():
                yield part if times == 1 else f"{times} × {part}"

    def savings(self, item: NextItem) -> str:
        """What SE it saves for which years."""
        told = [each for each in item.savings if each.saves >= TOLD] or list(item.savings[:1])
        years = ", ".join(self._say(say.IN_YEAR, number(each.saves, 4), each.year) for each in told)
        most = max(item.savings, key=lambda each: each.before - each.after)
        at = number(most.theta, 2, signed=True)
        return self._say(say.SAVES, years, at, most.year, number(most.before), number(most.after))

    def sentences(self) -> Iterator[str]:
        """What is to be known first."""
        health = self.health
        count, spoken = len(health.bank.items), health.bank.languages
        if len(spoken) > 1:
            yield self._say(say.BOTH_LANGUAGES, count)
        else:
            yield self._say(say.ONE_LANGUAGE[spoken[0]], count)
        worst = max(health.years, key=lambda year: year.mean("se") - year.mean("ideal_se"))
        se, best, ideal = (worst.mean(name) for name in ("se", "best_se", "ideal_se"))
        yield self._say(say.COSTS_MOST, worst.year, number(se), number(ideal))
        yield self._say(say.OF_COST, number(se - ideal), number(best - ideal), number(se - best))
        yield from self._exposure()
        yield from self._parts_of_bank()

    def _exposure(self) -> Iterator[str]:
        held = [cell for year in self.health.years for cell in year.cells]
        crowded = sum(cell.crowded for cell in held)
        yield self._say(say.CROWDED, crowded, len(held)) if crowded else self._say(say.NOT_CROWDED)

    def _parts_of_bank(self) -> Iterator[str]:
        for place, gate in enumerate(say.PARTS):
            worst = max(self.health.years, key=lambda year: year.parts[place].best_se - year.mean("best_se"))
            if all(year.parts[place].items == year.items for year in self.health.years):
                yield from [self._say(say.SCREEN_READER_SAME)] if place == 0 else []
            else:
                told = number(worst.parts[place].best_se), number(worst.mean("best_se"))
                yield self._say(say.PART_COSTS, self._say(say.PARTS[gate]), worst.year, *told)

    def _say(self, text: Text, *values: object) -> str:
        return text[self.language] % values if values else text[self.language]

    def _what(self, item: NextItem) -> str:
        request = item.request
        level = number(request.difficulty, 2, signed=True)
        if not request.together:
            return self._say(
                say.ONE_ITEM, self.strand(request.strand), self._topics(item.topics[0]), request.year, level
            )
        if request.strand not in say.PASSAGES:
            return self._say(say.SCENARIO, request.year, len(request.parts), level)
        fewest, most = LENGTHS[request.year]
        fewest = fewest // 2 if request.strand == "verse" else fewest
        spoken = say.IN_LANGUAGE[self.health.bank.languages[0]][self.language]
        values = (spoken, request.year, fewest, most, len(request.parts), level)
        return self._say(say.PASSAGES[request.strand], *values)

    def _part(self, part: Part, topics: tuple[str, ...]) -> str:
        process = self._say(PROCESSES.get(part.process, Text.same(part.process)))
        level, most = number(part.parameters.difficulty, 2, signed=True), marks(part)
        if most == 1:
            return self._say(say.PART, process, self._topics(topics), level)
        return self._say(say.PART_MARKS, process, self._topics(topics), most, level)

    def _topics(self, topics: tuple[str, ...]) -> str:
        labels = [self.health.bank.topic(topic).label[self.language] for topic in topics]
        return self._say(say.OR).join(labels) or "–"

    def _success(self, request: Request) -> str:
        year = asked_first(self.health, request)
        tenths = round(TENTH * success(request, self.health.design.population(year).mean))
        if [marks(part) for part in request.parts] == [1]:
            return self._say(say.RIGHT, year, say.TIMES[tenths][self.language])
        return self._say(say.MARKS, year, say.OF_MARKS[tenths][self.language])


def asked_first(health: BankHealth, request: Request) -> int:
    """The lowest year group of the design that may be asked a request."""
    return min(year for year in health.design.years if year >= request.year)


def marks(part: Part) -> int:
    """The highest score of a part."""
    steps = part.parameters.b
    return len(steps) if isinstance(steps, tuple) else 1


def success(request: Request, theta: float) -> float:
    """The share of a request's marks that is expected at an ability, 0 to 1."""
    chances = np.exp(log_probabilities(item_parameters(request.parts), np.array([[theta]])))[:, :, 0]
    expected = (chances * np.arange(chances.shape[1])).sum()
    return float(expected / sum(map(marks, request.parts)))
