"""One trial from its plan to the purge of its responses, by the commands and the HTTP surface that people use.

The true difficulties are known and differ from the provisional ones, so that what a bank says of learners can be
compared with what they are, before and after the trial.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import numpy as np
from fastapi.testclient import TestClient

from delivery_api.access.roles import Role
from delivery_api.bank.service import put_in_use
from delivery_api.commands import bank, retention, roster, trial
from delivery_api.commands.trial_commands import extracts, report, sample
from delivery_api.demo.simulated_replies import right_reply, wrong_reply
from delivery_api.identity import enrolment, store
from delivery_api.sittings.record.event_types import Finished
from itembank import BankVersion, ItemVersion, LogisticParameters, read_bank
from tests.support.command_runner import CommandRunner
from tests.support.service_harness import SUBJECT, FakeClock, ServiceHarness, put_response, response_body

SILENT = "6601999"
DECIDED = ("--by", "Sian Rees", "--reason", "autumn trial")
RULE = """
[rule]
se = 3.0
responses = 1
fit = false
dif = "C"
"""


@dataclass(frozen=True)
class Size:
    """How large a trial is.

    Parameters
    ----------
    schools : that take part, each with one class of each year group
    learners : in each class
    items : candidates that are tried
    length : the most questions of a sitting
    later : sittings of each year group before and after the trial
    responses : planned to each item in each language
    """

    schools: int
    learners: int
    items: int
    length: int
    later: int
    responses: int
    years: tuple[int, ...] = (4, 5)


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
    bank: BankVersion, years: tuple[int, ...], *, every: int = 5, off: float = 2.0, spread: float = 0.4
) -> tuple[BankVersion, dict[str, float]]:
    """The items that some year groups may be asked, of which every fifth is adopted, and the true difficulty of each.

    Parameters
    ----------
    off, spread : mean and SD in logits of what a provisional difficulty is below the true one
    """
    rng = np.random.default_rng(16)
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


@dataclass
class TrialWalk:
    """A service, and what is known of its items and learners.

    Parameters
    ----------
    truth : the true difficulty of each item, logits
    told : is called with each step
    """

    harness: ServiceHarness
    folder: Path
    size: Size
    bank: BankVersion
    truth: Mapping[str, float]
    told: Callable[[str], object] = lambda _: None
    chance: random.Random = field(default_factory=lambda: random.Random(16))
    abilities: dict[str, float] = field(default_factory=dict)
    year_of: dict[str, int] = field(default_factory=dict)
    trial: str = ""
    _assessed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
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
        self.abilities[name] = self.chance.gauss(population.mean + 0.5, population.sd)
        self.year_of[name] = year
        who = {"identifier": name, "name": f"Learner {name}", "year_group": year, "kind": "learner"}
        today = self.harness.clock.now.date()
        person = enrolment.enrol(
            connection, self.harness.service.ring, school=school, class_id=class_id, today=today, **who
        )
        self.harness.people[name] = person.id

    # -- the trial

    def plan(self, name: str = "planned.json") -> Path:
        """Plan a trial of the bank in use by a plan file."""
        plan, out = self.folder / "plan.toml", self.folder / name
        plan.write_text(self._plan_text(), "utf-8")
        self.command("trial", "plan", str(plan), "--out", str(out), "--replications", "2")
        return out

    def _plan_text(self) -> str:
        today = self.harness.clock.now.date()
        return f"""
name = "Autumn trial"
purpose = "To measure difficulties that were taken from a model"
subject = "{SUBJECT}"
years = {list(self.size.years)}
languages = ["cy", "en"]
responses = {self.size.responses}
length = {self.size.length}
opens = {today}
complete_by = {date(today.year, 12, 18)}
items = {{ count = {self.size.items} }}
aims = {{ se = 2.0, power = 0.1, linking_error = 2.0 }}
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

    def sit_trial(self) -> None:
        """Everybody sits the trial, half of them in Welsh."""
        for place, name in enumerate(self.abilities):
            browser = self.harness.signed_in(name)
            offered = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
            self.sit(browser, UUID(offered[0]["id"]), self.abilities[name], "cy" if place % 2 else "en")
            if place % 100 == 99:
                self.told(f"{place + 1} learners have sat the trial")

    def sit(self, browser: TestClient, sitting: UUID, theta: float, language: str) -> None:
        """Answer a sitting to its end as somebody of an ability would, by the true difficulties."""
        item = browser.post(f"/api/sittings/{sitting}/start?lang={language}").json()["item"]
        while item is not None:
            version = self.bank.item(item["id"])
            reply = (
                right_reply(version) if self.chance.random() < self._chance(version, theta) else self._wrong(version)
            )
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
        """Extract the responses and calibrate them on the scale of the bank's adopted items."""
        self.command("trial", "extract", self.trial, *DECIDED)
        (extract,) = [each for each in self.harness.settings.extracts.iterdir() if each.name.startswith(self.trial)]
        fit, bank = self.folder / "fit.json", self.folder / "bank.json"
        self.command("bank", "export", self.bank.hash, "--out", str(bank), *DECIDED)
        given = ("--anchors", str(bank), "--model", "rasch", "--priors", "b=normal(0,2)", "--drop-constant")
        self.command("calibrate", str(extract), *given, "--out", str(fit))
        return fit

    def adopt(self, fit: Path) -> BankVersion:
        """Review the fit, decide by a rule, and make the new bank version; then approve and publish it."""
        draft, out = self.folder / "decisions.toml", self.folder / "adopted.json"
        given = ("bank", "adopt", str(fit), "--bank", self.bank.hash, "--simulees", "0")
        self.command(*given, "--draft", str(draft), "--page", str(self.folder / "review.html"))
        draft.write_text(with_rule(draft.read_text("utf-8")), "utf-8")
        self.command(*given, "--decisions", str(draft), "--out", str(out), *DECIDED)
        adopted = read_bank(out.read_bytes())
        self.command("bank", "approve", adopted.hash, *DECIDED)
        self.command(
            "bank", "publish", adopted.hash, *DECIDED, "--max-se", "2", "--max-exposure", "1", "--sittings", "50"
        )
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
        self.sit(self.harness.signed_in(name), sitting, self.abilities[name], "en")
        (ended,) = [event for event in self.harness.log(sitting) if isinstance(event, Finished)]
        return ended.theta - self.abilities[name]

    # -- the end

    def report(self, fit: Path, *, decided: tuple[str, ...] = DECIDED) -> dict[str, str]:
        """Write the trial's report. Returns its page in each language; its PDFs stand beside them."""
        out = self.folder / "report"
        self.command("trial", "report", self.trial, "--out", str(out), "--fit", str(fit), *decided)
        return {each: (out / f"{self.trial}.{each}.html").read_text("utf-8") for each in ("cy", "en")}

    def purge(self, day: date) -> str:
        """Run retention on a day to come."""
        self.harness.clock.now = datetime.combine(day, time(3), UTC)
        return self.command("retention", "run", "--clock-confirmed-by", "Sian Rees", "--by", "Sian Rees")

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


def with_rule(draft: str) -> str:
    """A draft of decisions in which every item that was measured is kept."""
    head, _, rest = draft.partition("[rule]")
    tail = rest.partition("\n[")
    return head + RULE.strip() + "\n" + (tail[1] + tail[2]).lstrip("\n")


@contextmanager
def commands_at(clock: FakeClock) -> Iterator[None]:
    """Commands read this clock and not the machine's."""
    with ExitStack() as stack:
        for module in (bank, extracts, report, retention, roster, sample, trial):
            stack.enter_context(patch.object(module, "clock", clock))
        yield
