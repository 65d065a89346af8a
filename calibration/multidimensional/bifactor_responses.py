"""Responses laid out by testlet: which answer patterns each testlet got, and who gave which.

Within a testlet a person's likelihood depends on the pattern of answers alone, so that an E-step evaluates each pattern
once, however many persons gave it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from calibration.array_types import Floats, Ints
from calibration.responses.response_matrix import ResponseMatrix

PERSONS = 8192
"""Persons that are worked on at once: with 31 × 31 nodes a testlet's table of patterns takes 63 MB at most."""


@dataclass(frozen=True, slots=True, eq=False)
class AnswerPatterns:
    """The answer patterns that B persons gave in one testlet.

    Parameters
    ----------
    answered : (U, C) 1 where a pattern has an answer in the cell; C cells are the items' categories, item by item
    of_person : (U, B) 1 where a person gave the pattern
    pattern : (B,) each person's pattern, 0 ≤ pattern < U
    """

    answered: csr_array
    of_person: csr_array
    pattern: Ints


@dataclass(frozen=True, slots=True, eq=False)
class BifactorPart:
    """B persons' responses, testlet by testlet; the last entry is of the items that belong to no testlet.

    Parameters
    ----------
    testlets : one ``AnswerPatterns`` for each testlet, then one for the items alone
    group : (B,) place of each person's group
    weight : (B,) above 0
    """

    testlets: tuple[AnswerPatterns, ...]
    group: Ints
    weight: Floats


def bifactor_parts(
    data: ResponseMatrix, members: tuple[Ints, ...], categories: int, group: Ints, weight: Floats
) -> Iterator[BifactorPart]:
    """Lay out the persons who responded.

    Parameters
    ----------
    members : the items (places) of each testlet, then those of none
    categories : K, the most categories of any item
    group, weight : (persons,)
    """
    met = data.responses_per_person()
    starts = np.concatenate(([0], np.cumsum(met)))
    some = np.flatnonzero(met)
    place = np.full(len(data.items), -1, dtype=np.int64)
    owner = np.full(len(data.items), -1, dtype=np.int64)
    for number, items in enumerate(members):
        place[items], owner[items] = np.arange(items.size), number
    for at in range(0, some.size, PERSONS):
        people = some[at : at + PERSONS]
        rows = slice(starts[people[0]], starts[people[-1] + 1])
        person = np.searchsorted(people, data.person[rows])
        item, score = data.item[rows].astype(np.int64), data.score[rows].astype(np.int64)
        kept = [owner[item] == number for number in range(len(members))]
        testlets = tuple(
            _patterns(person[here], place[item[here]], score[here], people.size, items.size, categories)
            for items, here in zip(members, kept, strict=True)
        )
        yield BifactorPart(testlets, group[people], weight[people])


def _patterns(person: Ints, place: Ints, score: Ints, persons: int, items: int, categories: int) -> AnswerPatterns:
    table = np.full((persons, items), -1, dtype=np.int16)
    table[person, place] = score
    if items:
        kinds, pattern = np.unique(table, axis=0, return_inverse=True)
    else:
        kinds, pattern = table[:1], np.zeros(persons, dtype=np.int64)
    row, column = np.nonzero(kinds >= 0)
    cell = column * categories + kinds[row, column]
    answered = csr_array((np.ones(row.size), (row, cell)), shape=(len(kinds), max(items, 1) * categories))
    pattern = np.asarray(pattern, dtype=np.int64).ravel()
    of_person = csr_array((np.ones(persons), (pattern, np.arange(persons))), shape=(len(kinds), persons))
    return AnswerPatterns(answered, of_person, pattern)
