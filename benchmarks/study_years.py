"""A trial over Years 3, 5, 6 and 8, from its extract to the next sittings: bias by year, with year groups and without.

Candidates of each year, and anchors whose parameters are adopted, in linked booklets; the true difficulties are off the
provisional ones by 0.5 logits on average, SD 0.7, and the year groups are 0.3 logits above what the design takes them
for. The sittings go through the extract's own writer, `mesur calibrate` (which takes the year groups of an extract as
groups) and an adoption; learners of known ability then sit the design under the adopted bank. Beside it stands what the
same responses give as one population: a table of them without the extract's manifest. Every bias is to be within three
Monte-Carlo errors, or the study exits with 1.
Arguments: number of trials.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from typer.testing import CliRunner

from benchmarks.targets import Targets
from calibration.collection import CollectionDesign, CollectionItem, build_design
from delivery_api.sittings.record.event_types import Event, Presented, Replied, Started
from delivery_api.trials.extract import write_extract
from delivery_api.trials.extract_columns import GivenPerson
from delivery_api.trials.extract_manifest import ExtractOrigin
from delivery_api.trials.extract_people import given_people, traits_of
from delivery_api.trials.extract_tables import ExtractFormat
from delivery_api.trials.parquet_extract import write_parquet
from engine import ItemParameters, log_probabilities, simulate
from itembank import BankVersion, LogisticParameters, booklet_name, compile_test, numeracy_bank, write_bank
from itembank.compilation.eligible_items import eligible_items
from itembank.compilation.item_pool import item_parameters
from reports.technical.adoption.decisions import Rule
from reports.technical.adoption.fit_file import read_fit_file
from reports.technical.adoption.new_version import new_version
from reports.technical.adoption.review import drafted, reviewed_fit
from reports.technical.commands.calibrate import app

TRIALS, YEARS, SITTINGS, LATER = 16, (3, 5, 6, 8), 360, 300
CANDIDATES, ANCHORS, LENGTH = 24, 10, 30
OFF_MEAN, OFF_SD, ABOVE = 0.5, 0.7, 0.3
BEGUN = datetime(2026, 11, 30, 9, tzinfo=UTC)
EVERY = Rule(se=9.0, responses=1, fit=False, dif="C")


@dataclass(frozen=True)
class World:
    """A bank whose provisional difficulties are wrong, the true parameters, and a trial's booklets."""

    bank: BankVersion
    truth: ItemParameters
    design: CollectionDesign

    def abilities(self, year: int, rng: np.random.Generator, count: int) -> np.ndarray:
        """Abilities of learners of a year group, above what the bank's design takes them for."""
        known = self.bank.designs[0].population(year)
        return rng.normal(known.mean + ABOVE, known.sd, count)


def world(rng: np.random.Generator) -> World:
    """Items of each year near its mean ability: candidates with wrong difficulties, and anchors."""
    whole = numeracy_bank()
    (design,) = whole.designs
    reach = {year: eligible_items(compile_test(whole, design, year)) for year in YEARS}
    chosen: dict[str, CollectionItem] = {}
    for year in YEARS:
        mean = design.population(year).mean
        near = [at for at, item in enumerate(whole.items) if reach[year][at] and item.id not in chosen]
        near = [at for at in near if abs(whole.items[at].parameters.difficulty - mean) < 1.5]
        for number, at in enumerate(rng.permutation(near)[: CANDIDATES + ANCHORS].tolist()):
            item, years = whole.items[at], tuple(each for each in YEARS if reach[each][at])
            chosen[item.id] = CollectionItem(item.id, years, item.parameters.difficulty, is_anchor=number >= CANDIDATES)
    built = build_design(list(chosen.values()), {year: design.population(year).mean for year in YEARS}, LENGTH)
    held, truth = [], []
    for item in whole.items:
        if item.id in chosen:
            known = item.parameters
            assert isinstance(known, LogisticParameters)
            off = 0.0 if chosen[item.id].is_anchor else OFF_MEAN + OFF_SD * float(rng.normal())
            truth.append(known.b + off)
            held.append(replace(item, parameters=replace(known, provisional=not chosen[item.id].is_anchor)))
    own = replace(
        design,
        populations=tuple(each for each in design.populations if each.year in YEARS),
        by_year=(),
        masks=tuple(mask for mask in design.masks if mask.name == "YearCeiling"),  # so few items are not varied enough
    )
    bank = replace(whole, items=tuple(held), designs=(own,), practice=())
    return World(bank, replace(item_parameters(held), b=np.array(truth)[:, None]), built)


def sat(made: World, rng: np.random.Generator) -> Iterator[tuple[str, list[Event]]]:
    """Booklet and log of each sitting of the trial."""
    place = {item.id: at for at, item in enumerate(made.bank.items)}
    count = SITTINGS // len(made.design.booklets)
    for number, booklet in enumerate(made.design.booklets, start=1):
        for form in booklet:
            asked = made.truth.take(np.array([place[item] for item in form.items]))
            chance = np.exp(log_probabilities(asked, made.abilities(form.year, rng, count)[None]))[:, 1].T
            for right in (rng.random(chance.shape) < chance).astype(int).tolist():
                yield booklet_name(number), list(_log(form.year, form.items, right))


def _log(year: int, items: tuple[str, ...], scores: list[int]) -> Iterator[Event]:
    yield Started(BEGUN, "en", year)
    for position, (item, score) in enumerate(zip(items, scores, strict=True), start=1):
        at = BEGUN + timedelta(seconds=20 * position)
        yield Presented(at, position, item, "en")
        yield Replied(at, position, item, "", score, 0.0, 1.0, "", "en", 20.0, 0, "", "", "")  # type: ignore[arg-type]


def extracted(made: World, folder: Path, rng: np.random.Generator) -> Path:
    """The trial's extract, as the service writes it."""
    logs = list(sat(made, rng))
    rng.shuffle(logs)
    forms = {
        (booklet_name(number), form.year): form.items
        for number, booklet in enumerate(made.design.booklets, start=1)
        for form in booklet
    }
    traits = {at: traits_of(log, {}, booklet, forms) for at, (booklet, log) in enumerate(logs)}
    people: dict[int, GivenPerson] = given_people(traits, {at: each[0] for at, each in enumerate(logs)})  # type: ignore[arg-type,assignment]
    day = date(2026, 12, 11)
    origin = ExtractOrigin(
        "trial-1", made.bank.subject, None, YEARS, [made.bank.hash], day, day, day, str(folder), False, {}
    )
    given = ((people[at], log) for at, (_, log) in enumerate(logs))
    write_extract(folder, given, origin, forms, write_parquet, ExtractFormat.PARQUET)
    return folder


def adopted(made: World, data: Path, folder: Path) -> BankVersion:
    """The bank version that `mesur calibrate` and an adoption make of the responses."""
    bank, fit = folder / "bank.json", folder / "fit.json"
    bank.write_bytes(write_bank(made.bank))
    given = [str(data), "--anchors", str(bank), "--model", "rasch", "--no-fit", "--drop-constant", "--out", str(fit)]
    done = CliRunner().invoke(app, given)
    assert done.exit_code == 0, done.output
    reviewed = reviewed_fit(made.bank, read_fit_file(fit), 0)
    return new_version(reviewed, replace(drafted(reviewed), rule=EVERY))


def biases(made: World, bank: BankVersion, seed: int) -> list[float]:
    """By year the bias of the candidates' difficulties, then that of the next sittings' abilities."""
    away = np.array([item.parameters.difficulty for item in bank.items]) - made.truth.b[:, 0]
    at = {item.id: place for place, item in enumerate(bank.items)}
    found = [
        float(np.mean([away[at[item]] for item, home in made.design.homes.items() if home == year])) for year in YEARS
    ]
    for year in YEARS:
        theta = made.abilities(year, np.random.default_rng(seed), LATER)
        sitting = simulate(compile_test(bank, bank.designs[0], year), theta, seed, truth=made.truth)
        found.append(float((sitting.theta - theta).mean()))
    return found


def one_trial(seed: int) -> dict[str, list[float]]:
    """The biases under the provisional bank, one population, and the groups of the extract."""
    rng = np.random.default_rng([16, seed])
    made = world(rng)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        extract = extracted(made, folder / "extract", rng)
        alone = shutil.copy(extract / "responses.parquet", folder / "responses-alone.parquet")
        return {
            "provisional": biases(made, made.bank, seed),
            "one population": biases(made, adopted(made, Path(alone), folder), seed),
            "groups of the extract": biases(made, adopted(made, extract, folder), seed),
        }


def main() -> None:
    trials, targets = int(sys.argv[1]) if len(sys.argv) > 1 else TRIALS, Targets()
    rows = [one_trial(seed) for seed in range(trials)]
    print(f"{trials} trials, {SITTINGS} sittings of each year group; bias (Monte-Carlo error), logits")
    for name in rows[0]:
        values = np.array([row[name] for row in rows])
        mean, error = values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(trials)
        told = [f"{m:+.3f} ({e:.3f})" for m, e in zip(mean, error, strict=True)]
        for kind, part in (("b", told[: len(YEARS)]), ("θ", told[len(YEARS) :])):
            print(f"  {name:22s} {kind}  " + "  ".join(f"Year {y} {t}" for y, t in zip(YEARS, part, strict=True)))
    for at, value in enumerate((mean / error).tolist()):  # of the last: the groups of the extract
        targets.within(f"{'bθ'[at // len(YEARS)]}, Year {YEARS[at % len(YEARS)]}, Monte-Carlo errors", value, -3, 3)
    targets.exit()


if __name__ == "__main__":
    main()
