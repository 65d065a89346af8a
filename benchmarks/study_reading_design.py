"""What a reading sitting tells, with the answers to a passage depending on each other, and what it costs in minutes.

`study_reading_design.py [sittings] [iterations] [languages]` prints a row for each year group and design: the SE at the
end of a sitting, the reliability as reported and as it is, the share of 90 % bands that hold the true ability, the
smallest change that can be detected (1.645 · √2 · SE), and the minutes. All designs draw their passages with the
probabilities frozen for the design in force; ``iterations`` of 9 or more solve those of each design and year by so many
simulations, which takes an hour.
"""

import math
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files

import numpy as np

from engine import AdaptiveTest, Simulation, simulate, start
from engine.simulation.simulate_sittings import stack_states
from itembank.builtin_banks import builtin_bank
from itembank.compilation.design_compilation import compile_test
from itembank.design.adaptive_test_design import TestDesign
from itembank.design_files.design_reading import read_design
from itembank.exposure.exposure_solving import ExposureSolvingOptions, solve_exposure
from itembank.versions.bank_version import BankVersion, SolvedSettings

DEPENDENCE = 0.7
IN_FORCE = 24  # questions of the design in force
DESIGNS = ((4, 4), (6, 3), (6, 4))  # passages, questions on each
WORDS_PER_MINUTE = {2: 90, 3: 100, 4: 110, 5: 120, 6: 130, 7: 140, 8: 150, 9: 150}
MINUTES_A_QUESTION = 0.75  # with looking back into the passage


@dataclass(frozen=True)
class Row:
    """What one design gives one year group."""

    language: str
    year: int
    design: str
    se: float
    error: float
    coverage: float
    reported_reliability: float
    reliability: float
    minutes: float

    def line(self) -> str:
        change = 1.645 * np.sqrt(2) * self.se
        return (
            f"| {self.language} | {self.year} | {self.design} | {self.se:.3f} | {self.error:.3f} | {self.coverage:.3f}"
            f" | {self.reported_reliability:.3f} | {self.reliability:.3f} | {change:.2f} | {self.minutes:.0f} |"
        )


def design_of(language: str, passages: int, questions: int, dependence: float) -> TestDesign:
    """The design of a language with so many passages and so many questions on each."""
    text = (files("itembank.designs") / f"reading-{language}.toml").read_text("utf-8")
    length = passages * questions
    text = re.sub(r"^dependence = .*\n", "", text, flags=re.M)
    text = re.sub(r"^length = \d+", f"length = {length}\ndependence = {dependence}", text, flags=re.M)
    sets = f"minimum = {questions}, maximum = {questions}, fewest = {passages}, most = {passages}"
    text = re.sub(r"minimum = \d+, maximum = \d+, fewest = \d+, most = \d+", sets, text)
    text = re.sub(
        r'(strand|process)( = "\w+"), minimum = (\d+), maximum = (\d+)', partial(_scaled, length, questions), text
    )
    return read_design(text).design


def _scaled(length: int, questions: int, count: re.Match[str]) -> str:
    """A count of the design in force for a sitting of another length; of strands in whole passages."""
    share, unit = length / IN_FORCE, questions if count[1] == "strand" else 1
    low, high = math.floor(int(count[3]) * share / unit) * unit, math.ceil(int(count[4]) * share / unit) * unit
    return f"{count[1]}{count[2]}, minimum = {low}, maximum = {high}"


def compiled(bank: BankVersion, design: TestDesign, year: int, iterations: int, sittings: int) -> AdaptiveTest:
    """The test of a year group, with the exposure of the design in force, or solved by ``iterations`` simulations."""
    solved = SolvedSettings(design.hash, year, bank.solved_for(bank.designs[0], year))
    if iterations:
        effort = ExposureSolvingOptions(sittings=sittings, iterations=iterations, checks=1)
        solved, _ = solve_exposure(bank, design, year, effort)
    return compile_test(replace(bank, designs=(design,), solved=(solved,)), design, year)


def reliabilities(test: AdaptiveTest, done: Simulation, variance: float) -> tuple[float, float]:
    """Marginal reliability as the posterior SDs of EAP report it, and the squared correlation of EAP and ability.

    ``variance`` is that of the abilities simulated.
    """
    cohort = stack_states([start(test)], np.zeros(1, dtype=np.uint64)).take(np.zeros(len(done.truth), dtype=np.intp))
    for place in range(done.items.shape[1]):
        cohort = cohort.stepped(test.pool, done.items[:, place], done.scores[:, place], done.scored[:, place])
    estimates = test.estimate.estimate_cohort(test.pool, cohort)
    reported = 1 - float(np.mean(estimates.se**2)) / variance
    return reported, float(np.corrcoef(estimates.theta, done.truth)[0, 1] ** 2)


def words_and_questions(bank: BankVersion, done: Simulation) -> Iterator[tuple[int, int]]:
    """The words of the passages of each sitting, and the number of its questions."""
    words = {one.id: len(re.sub(r"<[^>]*>", " ", one.html.en or one.html.cy).split()) for one in bank.stimuli}
    for presented in done.items:
        items = [bank.items[item] for item in presented if item >= 0]
        yield sum(words[name] for name in {item.stimulus or "" for item in items}), len(items)


def row(
    language: str, year: int, passages: int, questions: int, dependence: float, sittings: int, iterations: int
) -> Row:
    """Simulate one design for one year group; answers depend on each other also where the design says nothing of it."""
    bank = builtin_bank(f"reading-{language}")
    design = design_of(language, passages, questions, dependence)
    test = compiled(bank, design, year, iterations, min(sittings, 500))
    population = design.population(year)
    theta = np.random.default_rng([7, year]).normal(population.mean, population.sd, sittings)
    done = simulate(test, theta, 7, dependence=DEPENDENCE)
    error = done.theta - done.truth
    costs = np.array(list(words_and_questions(bank, done)))
    reported, true = reliabilities(test, done, float(theta.var()))
    return Row(
        language=language,
        year=year,
        design=f"{passages} × {questions}" + ("" if dependence else ", dependence ignored"),
        se=float(np.sqrt(np.mean(done.se**2))),
        error=float(np.sqrt(np.mean(error**2))),
        coverage=float((np.abs(error) <= 1.645 * done.se).mean()),
        reported_reliability=reported,
        reliability=true,
        minutes=float((costs[:, 0] / WORDS_PER_MINUTE[year] + MINUTES_A_QUESTION * costs[:, 1]).mean()),
    )


def main(sittings: int = 500, iterations: int = 0, languages: str = "en,cy") -> None:
    print("| bank | year | design | SE | error | in 90 % band | reliability reported | true | change | minutes |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    cells = [
        (language, year, *design, dependence, sittings, iterations)
        for language in languages.split(",")
        for year in WORDS_PER_MINUTE
        for design, dependence in ((DESIGNS[0], 0.0), *((one, DEPENDENCE) for one in DESIGNS))
    ]
    with ProcessPoolExecutor() as pool:
        for found in pool.map(row, *zip(*cells, strict=True)):
            print(found.line(), flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*map(int, given[:2]), *given[2:])
