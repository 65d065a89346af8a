"""One trial from its plan to the purge of its responses, by the commands and the HTTP surface that people use.

The true difficulties are known and differ from the provisional ones, so that what a bank says of learners can be
compared with what they are, before and after the trial.
"""

from __future__ import annotations

import math
import random
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import numpy as np
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from delivery_api.access.roles import Role
from delivery_api.bank.service import put_in_use
from delivery_api.commands import bank, retention, roster, trial
from delivery_api.commands.trial_commands import extracts, report, sample
from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from delivery_api.identity import enrolment, store
from delivery_api.sittings.record.event_types import Finished
from delivery_api.sittings.storage.tables import sitting_events, sittings
from engine import simulate
from itembank import BankVersion, ItemVersion, LogisticParameters, TestDesign, compile_test, item_parameters, read_bank
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import SUBJECT, FakeClock, ServiceHarness, put_response, response_body

SILENT = "6601999"
DECIDED = ("--by", "Sian Rees", "--reason", "autumn trial")
ABOVE = 0.5
"""Logits by which learners are abler than the design takes their year group for."""
UNLIMITED = "{ se = 2.0, power = 0.1, linking_error = 2.0 }"


@dataclass(frozen=True)
class Size:
    """How many take part.

    Parameters
    ----------
    schools : that take part, each with one class of each year group
    learners : in each class
    later : sittings of each year group before the first trial and after each
    """

    schools: int
    learners: int
    later: int
    years: tuple[int, ...] = (4, 5)


@dataclass(frozen=True)
class Asked:
    """What a trial asks.

    Parameters
    ----------
    items : candidates that are tried
    length : the most questions of a sitting
    responses : planned to each item in each language
    aims : of the plan, as its file has them; such as no trial of a few learners misses, unless given
    """

    name: str
    years: tuple[int, ...]
    items: int
    length: int
    responses: int
    aims: str = UNLIMITED


@dataclass(frozen=True)
class Adopting:
    """How a fit is adopted and its bank version published; without anything by the usual rule and the usual gates.

    Parameters
    ----------
    rule : lines that take the place of the usual rule's in the draft
    review, publish : more options of `mesur bank adopt` and `mesur bank publish`
    """

    rule: str = ""
    review: tuple[str, ...] = ()
    publish: tuple[str, ...] = ()


@dataclass(frozen=True)
class Errors:
    """Reported less true abilities of some sittings, in logits."""

    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Their mean: the bias."""
        return float(np.mean(self.values))

    @property
    def monte_carlo(self) -> float:
        """The standard error of the mean."""
        return float(np.std(self.values, ddof=1) / math.sqrt(len(self.values)))


def provisional_bank(
    bank: BankVersion, years: tuple[int, ...], *, every: int = 5, off: float = 2.0, spread: float = 0.4, seed: int = 16
) -> tuple[BankVersion, dict[str, float]]:
    """The items that some year groups may be asked, of which every fifth is adopted, and the true difficulty of each.

    Parameters
    ----------
    off, spread : mean and SD in logits of what a provisional difficulty is below the true one
    """
    rng = np.random.default_rng(seed)
    kept: list[ItemVersion] = []
    truth: dict[str, float] = {}
    for place, item in enumerate(each for each in bank.items if each.introduced_year <= max(years)):
        known = item.parameters
        assert isinstance(known, LogisticParameters)
        is_anchor = place % every == 0
        truth[item.id] = known.b if is_anchor else known.b + off + spread * float(rng.normal())
        kept.append(replace(item, parameters=replace(known, provisional=not is_anchor)))
    (design,) = bank.designs
    populations = tuple(each for each in design.populations if each.year in years)
    made = replace(
        design, populations=populations, by_year=tuple(each for each in design.by_year if each.year in years)
    )
    return replace(bank, items=tuple(kept), designs=(made,), solved=()), truth


def drawn(name: str, item: str) -> float:
    """The draw from [0, 1) that decides whether somebody answers an item right: always the same one."""
    return int.from_bytes(sha256(f"{name} {item}".encode()).digest()[:6]) / 2**48


@dataclass
class TrialWalk:
    """A service, and what is known of its items and learners.

    Parameters
    ----------
    truth : the true difficulty of each item, logits
    told : is called with each step
    draw : by sign-in name and item id from [0, 1); below the probability of a right answer it is right
    """

    harness: ServiceHarness
    folder: Path
    size: Size
    bank: BankVersion
    truth: Mapping[str, float]
    told: Callable[[str], object] = lambda _: None
    draw: Callable[[str, str], float] = drawn
    chance: random.Random = field(default_factory=lambda: random.Random(16))
    abilities: dict[str, float] = field(default_factory=dict)
    year_of: dict[str, int] = field(default_factory=dict)
    trial: str = ""
    _assessed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.provisional = self.bank
        self.run = CommandRunner(self.harness)
        with self.harness.service.engine.begin() as connection:
            put_in_use(connection, self.bank, self.bank.designs[0].name, self.harness.clock())
        self.harness.bank = self.bank

    # -- schools and learners

    def enrol(self) -> None:
        """Enrol the learners of all schools, each of an ability drawn from that of their year group.

        The service's first school is asked as the others are, and does not answer.
        """
        with self.harness.service.engine.begin() as connection:
            store.set_code(connection, self.harness.school, SILENT)
        for school in range(self.size.schools):
            with self.harness.service.engine.begin() as connection:
                self._enrol_school(connection, school)

    def _enrol_school(self, connection: Any, number: int) -> None:
        school = uuid4()
        store.add_school(connection, school, f"Ysgol {number + 1}", code_of(number))
        head = {
            "organisation": school,
            "identifier": f"head{number}",
            "name": "Pennaeth Prawf",
            "post": Role.HEAD.value,
        }
        enrolment.appoint(connection, self.harness.service.ring, **head)
        for year in self.size.years:
            class_id = uuid4()
            store.add_class(connection, class_id, school, f"Blwyddyn {year}")
            for place in range(self.size.learners):
                name = f"s{number}y{year}n{place}"
                self._enrol_learner(connection, school, class_id, name, year)

    def _enrol_learner(self, connection: Any, school: UUID, class_id: UUID, name: str, year: int) -> None:
        population = self.bank.design(SUBJECT).population(year)
        self.abilities[name] = self.chance.gauss(population.mean + ABOVE, population.sd)
        self.year_of[name] = year
        who = {"identifier": name, "name": f"Learner {name}", "year_group": year, "kind": "learner"}
        today = self.harness.clock.now.date()
        person = enrolment.enrol(
            connection, self.harness.service.ring, school=school, class_id=class_id, today=today, **who
        )
        self.harness.people[name] = person.id

    # -- the trial

    def plan(self, asked: Asked, *options: str) -> Path:
        """Plan a trial of the bank in use by a plan file."""
        plan, out = self.folder / "plan.toml", self.folder / f"{asked.name}.json"
        plan.write_text(self._plan_text(asked), "utf-8")
        self.command("trial", "plan", str(plan), "--out", str(out), *options)
        return out

    def _plan_text(self, asked: Asked) -> str:
        today = self.harness.clock.now.date()
        return f"""
name = "{asked.name}"
purpose = "To measure difficulties that were taken from a model"
subject = "{SUBJECT}"
years = {list(asked.years)}
languages = ["cy", "en"]
responses = {asked.responses}
length = {asked.length}
opens = {today}
complete_by = {today + timedelta(days=23)}
items = {{ count = {asked.items} }}
aims = {asked.aims}
"""

    def create(self, planned: Path) -> None:
        """Create the trial, draw its schools, and let the heads accept."""
        told = self.command("trial", "create", str(planned), *DECIDED)
        self.trial = next(word for word in told.split() if word.startswith("trial-"))
        schools = self.folder / "schools.csv"
        rows = [f"{code_of(number)},{('welsh', 'english')[number % 2]}," for number in range(self.size.schools)]
        schools.write_text("\n".join(["school,medium,size", f"{SILENT},english,", *rows]) + "\n", "utf-8")
        self.command("roster", "schools", str(schools))
        self.command("trial", "sample", self.trial, "--schools", str(self.size.schools + 1), *DECIDED)
        for number in range(self.size.schools):
            answered = self.harness.signed_in(f"head{number}").post(f"/trials/{self.trial}", data={"answer": "accept"})
            assert answered.status_code == 303, answered.text

    def sit_trial(self, names: Iterable[str] | None = None) -> None:
        """Everybody sits the trial, or some do; half of them in Welsh."""
        for place, name in enumerate(self.abilities if names is None else names):
            browser = self.harness.signed_in(name)
            offered = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
            self.sit(browser, UUID(offered[0]["id"]), name, "cy" if place % 2 else "en")
            if place % 100 == 99:
                self.told(f"{place + 1} learners have sat the trial")

    def sit(self, browser: TestClient, sitting: UUID, name: str, language: str) -> None:
        """Answer a sitting to its end as the learner would, by the true difficulties."""
        item = browser.post(f"/api/sittings/{sitting}/start?lang={language}").json()["item"]
        while item is not None:
            version = self.bank.item(item["id"])
            is_right = self.draw(name, version.id) < self._chance(version, self.abilities[name])
            reply = right_reply(version) if is_right else self._wrong(version)
            answered = put_response(browser, sitting, item["position"], response_body(item, reply), language)
            assert answered.status_code == 200, answered.text
            item = answered.json()["next"]

    def _wrong(self, item: ItemVersion) -> Any:
        return None if self.chance.random() < 0.2 else wrong_reply(item, self.chance)

    def _chance(self, item: ItemVersion, theta: float) -> float:
        known = item.parameters
        assert isinstance(known, LogisticParameters)
        return known.c + (known.d - known.c) / (1 + math.exp(-known.a * (theta - self.truth[item.id])))

    def complete(self) -> None:
        """Complete the trial."""
        self.command("trial", "complete", self.trial, *DECIDED)

    # -- from responses to the bank in use

    def calibrate(self) -> Path:
        """Extract the responses, and calibrate them by the commands that the extraction prints."""
        told = self.command("trial", "extract", self.trial, *DECIDED)
        export, calibrate = re.findall(r"`mesur ([^`]+)`", told)
        self.command(*self._placed(export.partition(" --by")[0]), *DECIDED)
        self.command(*self._placed(calibrate))
        return self.folder / f"{self.trial}-fit.json"

    def _placed(self, command: str) -> list[str]:
        """The words of a command, with its files in the walk's folder, each trial's by itself."""
        files = ("bank.json", "fit.json", "fit.html")
        return [str(self.folder / f"{self.trial}-{word}") if word in files else word for word in shlex.split(command)]

    def adopt(self, fit: Path, adopting: Adopting = Adopting()) -> BankVersion:
        """Review the fit, decide by a rule, and make the new bank version; then approve and publish it."""
        draft, out = self.folder / f"{self.trial}-decisions.toml", self.folder / f"{self.trial}-adopted.json"
        given = ("bank", "adopt", str(fit), "--bank", self.bank.hash, *adopting.review)
        self.command(*given, "--draft", str(draft), "--page", str(self.folder / "review.html"))
        if adopting.rule:
            draft.write_text(with_rule(draft.read_text("utf-8"), adopting.rule), "utf-8")
        self.command(*given, "--decisions", str(draft), "--out", str(out), *DECIDED)
        adopted = read_bank(out.read_bytes())
        self.command("bank", "approve", adopted.hash, *DECIDED)
        self.command("bank", "publish", adopted.hash, *DECIDED, *adopting.publish)
        self.bank = self.harness.bank = adopted
        return adopted

    def errors(self) -> Errors:
        """What sittings on the bank in use report, less the true abilities: of learners who sit for the first time."""
        fresh = [name for name in self.abilities if name not in self._assessed]
        chosen = [
            name
            for year in self.size.years
            for name in [each for each in fresh if self.year_of[each] == year][: self.size.later]
        ]
        return Errors(tuple(self._error(name) for name in chosen))

    def _error(self, name: str) -> float:
        self._assessed.add(name)
        sitting = self.harness.assign(name, self.year_of[name])
        self.sit(self.harness.signed_in(name), sitting, name, "en")
        (ended,) = [event for event in self.harness.log(sitting) if isinstance(event, Finished)]
        return ended.theta - self.abilities[name]

    def simulated_bias(self, learners: int = 400) -> float:
        """What sittings on the bank in use report, less the true abilities: the mean over many that are simulated."""
        (design,) = self.bank.designs
        return float(np.mean([self._simulated_error(design, year, learners) for year in self.size.years]))

    def _simulated_error(self, design: TestDesign, year: int, learners: int) -> float:
        known, own = self.provisional.design(SUBJECT).population(year), item_parameters(self.bank.items)
        truth = replace(own, b=np.array([[self.truth[item.id]] for item in self.bank.items]))
        theta = np.random.default_rng(year).normal(known.mean + ABOVE, known.sd, learners)
        done = simulate(compile_test(self.bank, design, year), theta, year, truth=truth)
        return float(np.mean(done.theta - done.truth))

    # -- the end

    def report(self, fit: Path, *, decided: tuple[str, ...] = DECIDED) -> dict[str, str]:
        """Write the trial's report. Returns its page in each language; its PDFs stand beside them."""
        out = self.folder / "report"
        self.command("trial", "report", self.trial, "--out", str(out), "--fit", str(fit), *decided)
        return {each: (out / f"{self.trial}.{each}.html").read_text("utf-8") for each in ("cy", "en")}

    def wait_until(self, day: date) -> str:
        """Let time pass until the night of a day, on which retention runs. Returns what the run says.

        No roster came meanwhile, so that everybody has left after a year: more than a run lets go by itself.
        """
        self.harness.clock.now = datetime.combine(day, time(3), UTC)
        left = ("--many-lapse", "--reason", "No roster has named them since")
        return self.command("retention", "run", "--clock-confirmed-by", "Sian Rees", "--by", "Sian Rees", *left)

    def rows(self, trial: str) -> int:
        """How many sittings there are of a trial, and events of them."""
        with self.harness.service.engine.begin() as connection:
            counted = (sitting_events, sittings)
            return sum(
                connection.scalar(select(func.count()).where(each.c.programme == trial)) or 0 for each in counted
            )

    def extracts(self, trial: str) -> int:
        """How many extracts there are of a trial."""
        return sum(each.name.startswith(trial) for each in self.harness.settings.extracts.iterdir())

    def command(self, *arguments: str) -> str:
        """Run a command that has to succeed. Returns what it printed."""
        self.told(" ".join(("mesur", *arguments[:2])))
        with commands_at(self.harness.clock):
            result = self.run(*arguments)
        assert result.exit_code == 0, f"{arguments}: {result.output}"
        return str(result.stdout)


def code_of(number: int) -> str:
    """The number of a school: authority and establishment."""
    return f"{660 + number % 22}{2000 + number}"


def with_rule(draft: str, rule: str) -> str:
    """A draft of decisions with another rule than the usual one."""
    head, found, rest = draft.partition("[rule]")
    assert found, draft
    return f"{head}[rule]\n{rule}\n\n[" + rest.partition("\n[")[2]


@contextmanager
def commands_at(clock: FakeClock) -> Iterator[None]:
    """Commands read this clock and not the machine's."""
    with ExitStack() as stack:
        for module in (bank, extracts, report, retention, roster, sample, trial):
            stack.enter_context(patch.object(module, "clock", clock))
        yield
