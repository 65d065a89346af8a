"""What learners meet again over eight years of two sittings each, and what it costs to keep it out.

`study_repeats.py [learners] [subjects]` lets so many learners of each subject go from Year 2 to Year 9. A learner keeps
a standing among their year group, nine tenths of its variance; the rest is drawn for each sitting. What they have seen
in this school year or the last is not asked (delivery_api/sittings/record/items_seen.py); where no test is possible
without it, `choose_next` of the service lets it back in. The same learners sit the same tests without that exclusion,
too. A row tells of one sitting of a year group:

* how many passages or scenarios (items where there are none) a learner may be asked and has not seen: mean and fewest
* the share of sittings that let items back in; of learners who met an item for the second time within two school years,
  and within one; and a passage for the second time within two
* the share of sittings in which a bound gave way that the design names in `relax`, that in which exposure control was
  lifted, mean SE, greatest exposure rate and overlap, without the
  exclusion → with it

Then it tells how much of what was asked in all eight years had been asked of the same learner before. Targets, a missed
one of which makes the exit code 1: nothing comes twice within two school years, no sitting is shorter than its design
says, and the mean SE is within what the design is held to.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.targets import Targets
from delivery_api.sittings.answering.next_item import choose_next
from engine import AdaptiveTest, Answered, FinishReason, Learner, replay, start
from engine.adaptive import REASONS, decide, reporting_estimator
from engine.assembly.compiled_blueprint import item_set_bounds
from engine.numerics.array_types import Bools, Floats, Ints, Uint64s
from engine.numerics.counter_based_draws import simulee_seeds
from engine.simulation.local_dependence import item_set_effects
from engine.simulation.simulate_sittings import stack_states
from engine.simulation.simulated_responses import simulated_scores
from engine.sitting.cohort import Cohort
from engine.sitting.sitting_state import relaxed_column
from itembank.builtin_banks import builtin_bank
from itembank.compilation.design_compilation import compile_test
from itembank.compilation.eligible_items import eligible_items, shadow_blueprint
from itembank.simulation_study.exposure_and_content import highest_exposure_rate, overlap_rate
from itembank.versions.bank_version import BankVersion

SUBJECTS = "numeracy-procedural,numeracy-reasoning,reading-en,reading-cy"
LEARNERS, OF_A_YEAR, SEED = 500, 2, 19
LASTING = 0.9  # share of the variance of a year group that a learner keeps from sitting to sitting
EXHAUSTED = REASONS.index(FinishReason.POOL_EXHAUSTED)
NEVER, A_YEAR = -1, 1000  # showings are counted from Year 0, more of them in a year than any two sittings have
HEADS = (
    "Year | sitting | unseen | fewest | let back in | item twice in two years | in one | passage twice"
    " | given way | lifted | SE | highest rate | overlap"
)


@dataclass(frozen=True, eq=False)
class Sittings:
    """One sitting of each of P learners.

    Parameters
    ----------
    place : shape (P, n), the place at which each item was asked, `NEVER` where it was not
    let_back : shape (P,), who needed items that they had seen
    relaxed : shape (P,), for whom a constraint gave way that the design names in `relax`
    lifted : shape (P,), for whom exposure control was lifted
    se : shape (P,)
    """

    place: Ints
    let_back: Bools
    relaxed: Bools
    lifted: Bools
    se: Floats

    @property
    def presented(self) -> Bools:
        """Which items each learner was asked, shape (P, n)."""
        return self.place > NEVER


@dataclass(frozen=True, eq=False)
class Occasion:
    """A sitting of a school year, of the same learners without the exclusion and with it.

    Parameters
    ----------
    shown : shape (P, n), when each had been shown an item last, in showings from Year 0; `NEVER` for never
    unseen : shape (P,), how many sets each might be asked and had not seen in this school year or the last
    """

    year: int
    number: int
    length: int
    max_se: float
    shown: Ints
    unseen: Ints
    free: Sittings
    kept: Sittings

    def again(self, years: int) -> Bools:
        """The items that were asked again within so many school years, shape (P, n)."""
        return self.kept.presented & seen(self.shown, self.year, years)


def main(learners: int = LEARNERS, subjects: str = SUBJECTS) -> None:
    targets = Targets()
    for subject in subjects.split(","):
        bank = builtin_bank(subject)
        sets, occasions = set_of_items(bank), []
        print(f"{subject}, {learners} learners\n| {HEADS} |\n|{' --- |' * (HEADS.count('|') + 1)}", flush=True)
        for each in eight_years(bank, learners):
            print(row(each, sets), flush=True)
            occasions.append(each)
        print(f"of what was asked in all eight years, seen before: {over_all(occasions, sets)}")
        for each in occasions:
            judge(targets, f"{subject}, Year {each.year}, {each.number}", each, sets)
    targets.exit()


def eight_years(bank: BankVersion, learners: int) -> Iterator[Occasion]:
    """The sittings of learners from Year 2 to Year 9, in order."""
    design, rng, sets = bank.designs[0], np.random.default_rng(SEED), set_of_items(bank)
    standing, shown = rng.normal(size=learners), np.full((learners, len(bank.items)), NEVER)
    for year in design.years:
        test, population = compile_test(bank, design, year), design.population(year)
        for number in range(1, OF_A_YEAR + 1):
            now = np.sqrt(LASTING) * standing + np.sqrt(1 - LASTING) * rng.normal(size=learners)
            theta, seed = population.mean + population.sd * now, 100 * year + number
            free = sat(test, theta, seed, np.full_like(shown, NEVER))
            closed = seen(shown, year, 2)
            kept = sat(test, theta, seed, np.where(closed, shown, NEVER))
            unseen, own = unseen_sets(test, closed, sets), design.for_year(year)
            yield Occasion(year, number, own.length, own.max_se, shown, unseen, free, kept)
            first = A_YEAR * year + (number - 1) * A_YEAR // OF_A_YEAR
            shown = np.where(kept.presented, first + kept.place, shown)


def seen(shown: Ints, year: int, years: int) -> Bools:
    """Which items were shown in a year group or in the ones before, so many years in all, shape (P, n)."""
    return shown >= A_YEAR * (year - years + 1)


def sat(test: AdaptiveTest, theta: Floats, seed: int, shown: Ints) -> Sittings:
    """Sittings of learners, as the service holds them.

    Parameters
    ----------
    shown : shape (P, n), when an item was shown that is not to be asked again, `NEVER` where it may be
    """
    cohort, people = _before(test, simulee_seeds(seed, theta.size), shown), np.arange(theta.size)
    nobody = np.zeros(theta.size, dtype=bool)
    done = Sittings(np.full_like(shown, NEVER), nobody, nobody.copy(), nobody.copy(), np.empty(theta.size))
    effects, closed = item_set_effects(test, None), shown > NEVER
    while people.size:
        decisions = decide(test, cohort)
        short = np.flatnonzero((decisions.reason == EXHAUSTED) & closed[people].any(axis=1))
        for at in short:
            back = _let_back(test, cohort.take(np.array([at])), shown[people[at]], closed[people[at]])
            closed[people[at], back] = False
        if short.size:
            done.let_back[people[short]] = True
            cohort = replace(cohort, available=~closed[people] & ~done.presented[people])
            continue
        on = decisions.item >= 0
        ended = cohort.take(~on).without_prior()
        if len(ended):
            done.se[people[~on]] = reporting_estimator(test).estimate_cohort(test.pool, ended).se
        done.lifted[people] |= decisions.exposure_lifted
        done.relaxed[people] |= [bool(names) for names in decisions.relaxed]
        cohort = replace(cohort, relaxed=_relaxed(cohort, decisions.relaxed))
        people, cohort, items = people[on], cohort.take(on), decisions.item[on]
        done.place[people, items] = cohort.presented
        scores = simulated_scores(test.pool.parameters, theta[people], cohort.seeds, items, effects)
        cohort = cohort.stepped(test.pool, items, scores, decisions.scored[on])
    return done


def _before(test: AdaptiveTest, seeds: Uint64s, shown: Ints) -> Cohort:
    """The cohort before its first item."""
    one = stack_states([start(test)], seeds[:1])
    return replace(one.take(np.zeros(seeds.size, dtype=np.intp)), seeds=seeds, available=shown == NEVER)


def _relaxed(cohort: Cohort, more: Sequence[tuple[str, ...]]) -> NDArray[np.object_] | None:
    """The constraints that each sitting has given up, with more of them by the design's own order of relaxation."""
    before = [frozenset[str]()] * len(cohort) if cohort.relaxed is None else cohort.relaxed
    return relaxed_column([had.union(names) for had, names in zip(before, more, strict=True)])


def _let_back(test: AdaptiveTest, one: Cohort, shown: Ints, closed: Bools) -> list[int]:
    """The items that the service lets back into a sitting, a cohort of one."""
    order = [int(item) for item in np.argsort(shown, kind="stable") if closed[item]]
    answers = (Answered(*map(int, answer[:2]), bool(answer[2])) for answer in one.history[0].T)
    state = replay(test, answers, Learner(unavailable=tuple(order)))
    return list(choose_next(test, state, int(one.seeds[0]), order).readmitted)


def set_of_items(bank: BankVersion) -> Ints:
    """The number of each item's passage or scenario, shape (n,); of the item itself where it has none."""
    numbers: Ints = np.unique([item.stimulus or item.id for item in bank.items], return_inverse=True)[1]
    return numbers


def of_sets(items: Bools, sets: Ints) -> Ints:
    """How many items of each set, shape (P, S), there are among the items of each learner, shape (P, n)."""
    order = np.argsort(sets, kind="stable")
    first = np.flatnonzero(np.diff(sets[order], prepend=-1))
    counts: Ints = np.add.reduceat(items[:, order].astype(np.intp), first, axis=1)
    return counts


def unseen_sets(test: AdaptiveTest, closed: Bools, sets: Ints) -> Ints:
    """How many sets each learner can be asked without what they have seen, shape (P,)."""
    blueprint = shadow_blueprint(test)
    bounds = None if blueprint is None else item_set_bounds(blueprint, test.pool)
    enough = of_sets(eligible_items(test) & ~closed, sets) >= (bounds.minimum if bounds else 1)
    count: Ints = enough.sum(axis=1)
    return count


def passage_again(each: Occasion, sets: Ints) -> Bools:
    """Who met a passage for the second time within two school years, with whatever questions, shape (P,)."""
    asked = of_sets(each.kept.presented, sets) > 0
    before = of_sets(seen(each.shown, each.year, 2), sets) > 0
    who: Bools = (asked & before).any(axis=1)
    return who


def row(each: Occasion, sets: Ints) -> str:
    free, kept = each.free, each.kept
    again = (each.again(2).any(axis=1), each.again(1).any(axis=1), passage_again(each, sets))
    told = [
        f"{each.unseen.mean():.1f} | {each.unseen.min()}",
        *(f"{share.mean():.3f}" for share in (kept.let_back, *again)),
        f"{free.relaxed.mean():.3f} → {kept.relaxed.mean():.3f}",
        f"{free.lifted.mean():.2f} → {kept.lifted.mean():.2f}",
        f"{free.se.mean():.3f} → {kept.se.mean():.3f} ({100 * (kept.se.mean() / free.se.mean() - 1):+.1f} %)",
        f"{highest_exposure_rate(free.presented):.3f} → {highest_exposure_rate(kept.presented):.3f}",
        f"{overlap_rate(free.presented):.3f} → {overlap_rate(kept.presented):.3f}",
    ]
    return f"| {each.year} | {each.number} | {' | '.join(told)} |"


def over_all(occasions: list[Occasion], sets: Ints) -> str:
    """Which share of what was asked in all years the same learner had been asked before, however long ago."""
    shares = []
    for of in (np.arange(sets.size), sets):
        pairs = [(of_sets(each.kept.presented, of) > 0, of_sets(each.shown > NEVER, of) > 0) for each in occasions]
        again = sum(int((asked & before).sum()) for asked, before in pairs)
        shares.append(100 * again / sum(int(asked.sum()) for asked, _ in pairs))
    return f"{shares[0]:.1f} % of items, {shares[1]:.1f} % of passages"


def judge(targets: Targets, name: str, each: Occasion, sets: Ints) -> None:
    targets.within(f"{name}: an item twice in two years", each.again(2).any(axis=1).mean(), 0, 0)
    targets.within(f"{name}: a passage twice in two years", passage_again(each, sets).mean(), 0, 0)
    targets.within(f"{name}: bounds given way without the exclusion", each.free.relaxed.mean(), 0, 0)
    targets.within(f"{name}: fewest questions", each.kept.presented.sum(axis=1).min(), each.length, each.length)
    targets.within(f"{name}: mean SE", each.kept.se.mean(), 0, each.max_se)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:1]), *given[1:])
