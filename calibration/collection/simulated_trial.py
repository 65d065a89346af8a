"""The responses that a trial by a collection design might give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from calibration.array_types import Floats, Ints
from calibration.collection.collection_design import CollectionDesign
from calibration.responses.response_matrix import ResponseMatrix
from engine import ItemParameters, Normal, log_probabilities


@dataclass(frozen=True)
class TrialPopulations:
    """Who sits a trial.

    Parameters
    ----------
    abilities : the distribution of ability of each year group, logits
    languages : of the sittings
    sittings : the number of sittings of each year group in each language
    """

    abilities: Mapping[int, Normal]
    languages: tuple[str, ...]
    sittings: int


@dataclass(frozen=True, eq=False)
class SimulatedTrial:
    """The responses of one simulated trial.

    Parameters
    ----------
    data : the scored responses
    groups : (persons,) a label for each person's year group, that of the middle one first in the order of text: a fit
        whose origin is there converges soonest
    languages : (persons,) the language of each person
    """

    data: ResponseMatrix
    groups: tuple[str, ...]
    languages: tuple[str, ...]


def simulate_trial(
    design: CollectionDesign,
    ids: tuple[str, ...],
    truth: ItemParameters,
    who: TrialPopulations,
    rng: np.random.Generator,
    shifts: Mapping[str, float] | None = None,
) -> SimulatedTrial:
    """Draw the responses of a trial whose booklets are sat equally often.

    Parameters
    ----------
    ids, truth : the items and their true parameters
    shifts : by how many logits an item is harder in the last language than in the others
    """
    place = {item: at for at, item in enumerate(ids)}
    shifted = _shifted(truth, np.array([(shifts or {}).get(item, 0.0) for item in ids]))
    parts, first = [], 0
    for year, language, items, count in _sat_forms(design, who):
        asked = np.array([place[item] for item in items])
        ability = who.abilities[year]
        parameters = shifted if language == who.languages[-1] and len(who.languages) > 1 else truth
        scores = _drawn(parameters.take(asked), rng.normal(ability.mean, ability.sd, count), rng)
        persons = first + np.arange(count)
        first += count
        parts.append((year, language, np.repeat(persons, len(asked)), np.tile(asked, count), scores.ravel()))
    person, item, score = (np.concatenate([part[at] for part in parts]) for at in (2, 3, 4))
    sizes = [(year, language, len(np.unique(persons))) for year, language, persons, _, _ in parts]
    middle = design.years[len(design.years) // 2]
    return SimulatedTrial(
        ResponseMatrix.from_long(person, np.array(ids)[item], score),
        tuple(f"{abs(year - middle)} {year}" for year, _, size in sizes for _ in range(size)),
        tuple(language for _, language, size in sizes for _ in range(size)),
    )


def _sat_forms(design: CollectionDesign, who: TrialPopulations) -> Iterator[tuple[int, str, tuple[str, ...], int]]:
    """Year group, language, items and number of sittings of each form; booklets differ by one sitting at most."""
    booklets = len(design.booklets)
    for number, booklet in enumerate(design.booklets):
        count = who.sittings // booklets + (number < who.sittings % booklets)
        for form in booklet if count else ():
            for language in who.languages:
                yield form.year, language, form.items, count


def _shifted(truth: ItemParameters, by: Floats) -> ItemParameters:
    return replace(truth, b=truth.b + by[:, np.newaxis])


def _drawn(parameters: ItemParameters, theta: Floats, rng: np.random.Generator) -> Ints:
    """(persons, items) scores."""
    reached = np.exp(log_probabilities(parameters, theta[np.newaxis])).cumsum(axis=1)[:, :-1]
    below: Ints = (rng.random((len(parameters), 1, theta.size)) >= reached).sum(axis=1)
    # rounding can leave the sum of probabilities slightly below 1
    return np.minimum(below, parameters.categories[:, np.newaxis] - 1).T
