"""Whether what reports claim is so, how many learners are told of something, and how often a class is accused wrongly.

`study_claims.py [learners] [classes] [subjects] [years] [topic SDs] [difficulty SDs]` simulates so many sittings of
each year group of each built-in bank, by its own design and exposure. The truth is what reports assume: abilities of
the year group's population, a deviation in each topic with an SD of .5 logits, effects of passages as the design says,
and difficulties that are off, the same for all: by .5 logits while they are provisional, by .13 as a trial leaves them.
With other SDs of the deviations the claims are told of a world that is not as assumed; then only that "can" is right
has a target. A row tells:

* how often "can" is right, of a topic and of an area: whether the learner's true expected share of the marks over the
  questions that their year group may be asked is at least .65
* which share of the learners have a topic in which it is at least .8, of those that a claim could be about at all,
  which take two questions; and which share of these are told of something that they can do
* which share of classes of 28 without a weakness are told of a harder topic, and how far their means are off

The requirement is .9, .8 and .05, the last one within two Monte-Carlo standard errors, and means that are off by no
more than three of theirs. Each class has true difficulties
of its own, drawn anew: what an error of the bank does to a whole class is in it, and the classes are independent, so
that the error of their share is that of as many throws of a coin.
"""

import math
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.targets import Targets
from delivery_api.feedback.service import question
from engine import AdaptiveTest, start
from engine.adaptive import decide
from engine.irt.response_models import log_probabilities
from engine.numerics.counter_based_draws import simulee_seeds
from engine.simulation.simulate_sittings import stack_states
from itembank.builtin_banks import builtin_bank
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items
from itembank.versions.difficulty_errors import PROVISIONAL_SD
from reports.claims.area_posterior import area_claims
from reports.claims.class_topic_test import FAMILY_ALPHA, TopicStatus, class_topic_tests
from reports.claims.topic_posterior import CAN_SHARE, FEWEST_MET, ClaimStatus, sitting_posterior, topic_claims
from reports.claims.topic_sums import TopicSums, topic_sums
from reports.claims.year_pool import TOPIC_SD, Prior, YearPool, expected_share, year_pool
from reports.feedback.sitting_results import AnsweredItem

SUBJECTS = "numeracy-procedural,numeracy-reasoning,reading-en,reading-cy"
LEARNERS, CLASSES, OF_A_CLASS, BANKS = 1_000, 400, 28, 10
AT_ONCE = 10  # classes that one process simulates side by side
MEASURED_SD = 0.134  # mean standard error of a difficulty after a trial, by study_trial.py
STRONG, RIGHT, NAMED = 0.8, 0.9, 0.8


@dataclass(frozen=True, eq=False)
class World:
    """A year group of a bank, with the questions it may be asked and how far they are off.

    Parameters
    ----------
    questions : all of the bank, as reports see them
    off : true difficulty of each less the one that is used, of one bank
    asked : which of them the year group may be asked
    topic, passage : number of each question's topic and passage
    """

    test: AdaptiveTest
    pool: YearPool
    prior: Prior
    questions: Sequence[AnsweredItem]
    off: np.ndarray
    asked: np.ndarray
    topic: np.ndarray
    passage: np.ndarray


@dataclass(frozen=True)
class Told:
    """What the learners of a world are told: claims of topics and areas, how many are right, who is strong and told."""

    topics: int
    topics_right: int
    areas: int
    areas_right: int
    strong: int
    told: int

    def __add__(self, other: "Told") -> "Told":
        return Told(*(getattr(self, name) + getattr(other, name) for name in self.__annotations__))


def world(subject: str, year: int, rng: np.random.Generator, difficulty_sd: float) -> World:
    bank = builtin_bank(subject)
    design = bank.designs[0]
    test, population = compile_test(bank, design, year), design.population(year)
    seen = (question(item, dependence=design.dependence) for item in bank.items)
    questions = [replace(each, difficulty_sd=difficulty_sd) for each in seen]
    asked, prior = eligible_items(test), Prior(population.mean, population.sd)
    pool = year_pool([q for q, may in zip(questions, asked, strict=True) if may], prior, dependence=design.dependence)
    topic = np.unique([each.topic for each in questions], return_inverse=True)[1]
    passage = np.unique([each.passage or each.item for each in questions], return_inverse=True)[1]
    off = difficulty_sd * rng.normal(size=len(questions))
    return World(test, pool, prior, questions, off, asked, topic, passage)


def sat(
    here: World, theta: np.ndarray, deviations: np.ndarray, off: np.ndarray, rng: np.random.Generator
) -> list[list[AnsweredItem]]:
    """The scored answers of learners with these abilities and deviations in each topic, and errors of difficulties."""
    shared = here.pool.dependence * rng.normal(size=(len(theta), here.passage.max() + 1))
    level = theta[:, None] + deviations[:, here.topic] + shared[:, here.passage] - off
    cohort = stack_states([start(here.test)], np.zeros(1, np.uint64)).take(np.zeros(len(theta), dtype=np.intp))
    cohort = replace(cohort, seeds=simulee_seeds(int(rng.integers(2**60)), len(theta)))
    people, answers = np.arange(len(theta)), [[] for _ in theta]
    while people.size:
        decisions = decide(here.test, cohort)
        on = decisions.item >= 0
        people, cohort, items = people[on], cohort.take(on), decisions.item[on]
        if not people.size:
            break
        parameters = here.test.pool.parameters.take(items)
        chances = np.exp(log_probabilities(parameters, level[people, items][:, None]))[:, :, 0]
        reached = (rng.random((len(items), 1)) >= chances[:, :-1].cumsum(axis=1)).sum(axis=1)
        scores = np.minimum(reached, parameters.categories - 1)
        for person, item, score in zip(people, items, scores, strict=True):
            place = len(answers[person]) + 1
            answers[person].append(replace(here.questions[item], position=place, score=int(score)))
        cohort = cohort.stepped(here.test.pool, items, scores, np.ones(len(items), dtype=bool))
    return answers


def told(here: World, theta: np.ndarray, deviations: np.ndarray, answers: Sequence[Sequence[AnsweredItem]]) -> Told:
    """What these learners are told, beside what is true of them."""
    share = np.full((len(theta), len(here.questions)), np.nan)
    for place in np.flatnonzero(here.asked):
        level = theta + deviations[:, here.topic[place]] - here.off[place]
        share[:, place] = expected_share(level, replace(here.questions[place], difficulty_sd=0.0), here.pool.dependence)
    place_of = {each.item: place for place, each in enumerate(here.questions)}
    of_topic = {
        topic: [p for p in np.flatnonzero(here.asked) if here.questions[p].topic == topic] for topic in here.pool.topics
    }
    of_area = {curves.area: [place_of[item] for item in curves.items] for curves in here.pool.areas}
    claimable = [share[:, places].mean(axis=1) for places in of_topic.values() if len(places) >= FEWEST_MET]
    strong = np.max(claimable, axis=0) >= STRONG
    counts = Told(0, 0, 0, 0, int(strong.sum()), 0)
    for person, given in enumerate(answers):
        posterior = sitting_posterior(given, here.pool)
        topics = [c for c in topic_claims(posterior, here.pool) if c.status is ClaimStatus.CAN]
        areas = area_claims(given, posterior, here.pool)
        right = [sum(share[person, of_topic[c.topic]].mean() >= CAN_SHARE for c in topics)]
        right.append(sum(share[person, of_area[c.area]].mean() >= CAN_SHARE for c in areas))
        counts += Told(len(topics), right[0], len(areas), right[1], 0, int(strong[person] and bool(topics or areas)))
    return counts


def estimated(here: World, answers: Sequence[Sequence[AnsweredItem]]) -> np.ndarray:
    """The abilities of these learners as reports estimate them."""
    curves = here.test.report or here.test.estimate
    cohort = stack_states([start(here.test)], np.zeros(1, np.uint64)).take(np.zeros(len(answers), dtype=np.intp))
    place_of = {each.item: place for place, each in enumerate(here.questions)}
    for at in range(max(map(len, answers))):
        items = np.array([place_of[given[min(at, len(given) - 1)].item] for given in answers])
        scores = np.array([given[min(at, len(given) - 1)].score for given in answers])
        cohort = cohort.stepped(here.test.pool, items, scores, np.array([at < len(given) for given in answers]))
    return curves.estimate_cohort(here.test.pool, cohort).theta


def accused(thetas: np.ndarray, answers: Sequence[Sequence[AnsweredItem]]) -> int:
    """In how many classes of these learners a topic is named."""
    sums: list[dict[str, TopicSums]] = [topic_sums(float(t), given) for t, given in zip(thetas, answers, strict=True)]
    return sum(
        any(test.status is TopicStatus.HARDER for test in class_topic_tests(sums[first : first + OF_A_CLASS]))
        for first in range(0, len(sums), OF_A_CLASS)
    )


def cell(subject: str, year: int, learners: int, topic_sd: float, difficulty_sd: float) -> Told:
    """The claims of one year group, over several banks of true difficulties."""
    total = Told(0, 0, 0, 0, 0, 0)
    for bank in range(BANKS):
        rng = np.random.default_rng([17, year, bank])
        here = world(subject, year, rng, difficulty_sd)
        theta = rng.normal(here.prior.mean, here.prior.sd, learners // BANKS)
        deviations = topic_sd * rng.normal(size=(len(theta), here.topic.max() + 1))
        total += told(here, theta, deviations, sat(here, theta, deviations, here.off, rng))
    return total


def classes_accused(subject: str, year: int, classes: int, part: int, difficulty_sd: float) -> tuple[int, list[float]]:
    """How many classes without a weakness are told of one, each with true difficulties of its own; errors of means."""
    rng = np.random.default_rng([18, year, part])
    here = world(subject, year, rng, difficulty_sd)
    theta = rng.normal(here.prior.mean, here.prior.sd, classes * OF_A_CLASS)
    none = np.zeros((len(theta), here.topic.max() + 1))
    off = difficulty_sd * rng.normal(size=(classes, len(here.questions)))
    answers = sat(here, theta, none, off.repeat(OF_A_CLASS, axis=0), rng)
    thetas = estimated(here, answers)
    return accused(thetas, answers), (thetas - theta).reshape(classes, -1).mean(axis=1).tolist()


def main(
    learners: int = LEARNERS,
    classes: int = CLASSES,
    subjects: str = SUBJECTS,
    years: str = "",
    sds: str = "",
    difficulty_sds: str = "",
) -> None:
    targets, only = Targets(), [int(year) for year in _numbers(years)]
    with ProcessPoolExecutor() as workers:
        for subject in subjects.split(","):
            of_subject = only or builtin_bank(subject).designs[0].years
            for off in _numbers(difficulty_sds) or [PROVISIONAL_SD, MEASURED_SD]:
                name = f"{subject}, difficulties off by {off:g}"
                for sd in (_numbers(sds) or [TOPIC_SD]) if learners else []:
                    args = zip(*((subject, year, learners, sd, off) for year in of_subject), strict=True)
                    for year, found in zip(of_subject, workers.map(cell, *args), strict=True):
                        _print_claims(targets, f"{name}, Year {year}, topics differ by {sd:g}", found, sd)
                if classes:
                    _print_classes(targets, workers, (subject, name, off), of_subject, classes)
    targets.exit()


def _numbers(given: str) -> list[float]:
    return [float(each) for each in given.split(",") if each]


def _print_claims(targets: Targets, name: str, found: Told, sd: float) -> None:
    print(f"{name}: {found.topics} claims of topics, {found.areas} of areas, {found.strong} learners strong in a topic")
    targets.within("claims of topics that are right", found.topics_right / max(found.topics, 1), RIGHT, 1)
    targets.within("claims of areas that are right", found.areas_right / max(found.areas, 1), RIGHT, 1)
    share = found.told / max(found.strong, 1)
    targets.within("strong learners who are told of something", share, NAMED if sd <= TOPIC_SD else 0, 1)


def _print_classes(
    targets: Targets,
    workers: ProcessPoolExecutor,
    named: tuple[str, str, float],
    years: Sequence[int],
    classes: int,
) -> None:
    subject, name, off = named
    parts = max(round(classes / (AT_ONCE * len(years))), 1)
    args = [(subject, year, AT_ONCE, part, off) for part in range(parts) for year in years]
    many = AT_ONCE * len(args)
    all_found = list(workers.map(classes_accused, *zip(*args, strict=True)))
    found = sum(told_of for told_of, _ in all_found)
    error = math.sqrt(FAMILY_ALPHA * (1 - FAMILY_ALPHA) / many)
    print(f"{name}: {many} classes of {OF_A_CLASS} without a weakness, {found} told of one")
    targets.within("classes that are told of a harder topic", found / many, 0, FAMILY_ALPHA + 2 * error)
    for year in years:
        off_by = np.concatenate(
            [errors for (_, of_year, *_), (_, errors) in zip(args, all_found, strict=True) if of_year == year]
        )
        unsure = float(off_by.std(ddof=1) / math.sqrt(len(off_by)))
        targets.within(
            f"mean of {len(off_by)} class means less true, Year {year} (± {unsure:.3f})",
            float(off_by.mean()),
            -3 * unsure,
            3 * unsure,
        )


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:2]), *given[2:])
