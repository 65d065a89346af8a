"""Three school years of a service, by its own steps: what happens on which day, and what is looked at each night."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from delivery_api.dates.school_calendar import LONDON, london_date, months_after, school_year_end
from delivery_api.drill import store
from delivery_api.drill.drill_service import BACKUP_DAYS, BY, SUBJECT, DrillService
from delivery_api.drill.marker_ends import Marker
from delivery_api.drill.promises import Findings, Promise
from delivery_api.drill.scanning import files_with, keys_left, opened_by, texts_of
from delivery_api.drill.service_log import written_log
from delivery_api.drill.store import Planting
from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.ledger.clock_check import ClockDoubted
from delivery_api.ledger.decisions import Decision
from delivery_api.lifecycle.database_backup import Backup
from delivery_api.lifecycle.postgresql_programs import ProgramFailed
from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.person_rights import erase
from delivery_api.privacy.published_log.log_check import log_findings
from delivery_api.privacy.published_log.log_files import read_key
from delivery_api.privacy.published_log.publication import published_log
from delivery_api.privacy.retention.runner import ItemOutcome
from delivery_api.sittings.values import key_purpose
from delivery_api.trials import extraction
from delivery_api.trials import service as trials
from delivery_api.trials.extraction import ExtractRequest

BEGIN, END = date(2026, 9, 8), date(2029, 8, 31)
FIRST_TRIAL_ENDS, ERASED_ON, RESTORED_ON = date(2027, 1, 29), date(2027, 3, 1), date(2027, 3, 10)
LEFT_ON, SECOND_TRIAL_ENDS, WRONG_CLOCK_ON = date(2027, 3, 12), date(2027, 3, 26), date(2027, 6, 1)
SECOND_YEAR, THIRD_TRIAL_ENDS, EXTRACT_BACK_ON = date(2027, 9, 14), date(2028, 1, 28), date(2028, 8, 2)
FIRST_DUE, SECOND_DUE = months_after(FIRST_TRIAL_ENDS, 18), months_after(SECOND_TRIAL_ENDS, 18)
CLOCKS_CHANGE = (date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26), date(2029, 3, 25))

SHORT_NIGHTS = frozenset(
    {
        *(BEGIN + timedelta(days=days) for days in (1, 2, 7)),
        *(
            FIRST_TRIAL_ENDS,
            RESTORED_ON - timedelta(days=1),
            RESTORED_ON + timedelta(days=1),
            LEFT_ON + timedelta(days=1),
            SECOND_TRIAL_ENDS,
        ),
        *(date(2027, 3, 28), SECOND_YEAR, date(2027, 10, 31), THIRD_TRIAL_ENDS),
        *(each - timedelta(days=days) for each in (months_after(LEFT_ON, 12), FIRST_DUE) for days in (1, 0)),
        *(EXTRACT_BACK_ON + timedelta(days=1), date(2028, 8, 30), date(2028, 8, 31), SECOND_DUE),
        *(SECOND_DUE + timedelta(days=1), months_after(THIRD_TRIAL_ENDS, 18), END),
    }
)
"""The nights on which something is due, and those before: what `make test` runs."""

DECISION = Decision(BY, "privacy drill")
WITH_THEIR_KEY = (Promise.TRIALS, Promise.YEARS, Promise.LEAVERS)
"""Whose key goes on the same day: from then on nothing opens a copy. Keys of other rows outlive them by months."""

KILLED_AT = (2, 6, 14)
"""At which commits a run is killed."""


def every_night() -> frozenset[date]:
    """Return every night of the three years."""
    return frozenset(BEGIN + timedelta(days=days) for days in range(1, (END - BEGIN).days + 1))


@dataclass
class Walk:
    """A walk through three school years.

    Parameters
    ----------
    nights : on which retention runs
    told : is called with each day on which something happens
    """

    drill: DrillService
    nights: frozenset[date]
    told: Callable[[date], object] = lambda _: None
    findings: Findings = field(default_factory=Findings)
    markers: list[Marker] = field(default_factory=list)
    gone: list[Marker] = field(default_factory=list)
    known: dict[str, date] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    trials: list[str] = field(default_factory=list)
    files_read: int = 0
    _backup: Backup | None = None
    _extracts: list[Path] = field(default_factory=list)

    def go(self) -> Findings:
        """Walk, and return what was found."""
        with written_log(self.drill.folder / "logs" / "service.log"):
            self._walk()
        return self.findings

    def _walk(self) -> None:
        events = self._events()
        for day in sorted(self.nights | events.keys()):
            self.told(day)
            if day in self.nights:
                self._night(day)
            if day in events:
                now = datetime.combine(day, time(12), LONDON)
                if day != BEGIN:
                    self.drill.confirm_clock(now)
                events[day](now)
        self._end()

    def _events(self) -> dict[date, Callable[[datetime], None]]:
        return {
            BEGIN: self._begin,
            ERASED_ON: self._erase,
            RESTORED_ON: self._restore,
            LEFT_ON: self._leave,
            WRONG_CLOCK_ON: self._wrong_clock,
            SECOND_YEAR: self._second_year,
            EXTRACT_BACK_ON: self._bring_extract_back,
        }

    # -- what happens

    def _begin(self, now: datetime) -> None:
        self.drill.set_up(now)
        self.drill.add_bank(now)
        self._first_people(now)
        self._trial("A", FIRST_TRIAL_ENDS, now)
        self._trial("B", SECOND_TRIAL_ENDS, now)
        self._plant("leaver", self.trials[0], now)
        self._plant("erased", self.trials[1], now)
        self._extract(now)
        self.drill.back_keys_up(now)
        try:
            self._backup = self.drill.back_up(now)
        except ProgramFailed:
            self._backup = None  # PostgreSQL's programs are not there: the report says that it was not tried

    def _first_people(self, now: datetime) -> None:
        self.people |= {"school": uuid4(), "class": uuid4()}
        with self.drill.service.engine.begin() as connection:
            identity.add_school(connection, self.people["school"], "Ysgol yr Ymarfer")
            identity.add_class(connection, self.people["class"], self.people["school"], "Derwen")
        for name, year in (("teacher", None), ("leaver", 4), ("erased", 4)):
            self._enrol(name, year, now)

    def _enrol(self, name: str, year_group: int | None, now: datetime) -> None:
        mark = store.new_text()
        with self.drill.service.engine.begin() as connection:
            person = store.enrol(connection, self._planting(name, "", now), mark, year_group=year_group)
            self.markers += store.markers_of_person(connection, person, mark, is_learner=bool(year_group))
        self.people[name] = person

    def _planting(self, person: str, trial: str, now: datetime) -> Planting:
        return Planting(
            self.drill.service.ring,
            self.people.get(person, UUID(int=0)),
            self.people.get("teacher", UUID(int=0)),
            {name: self.people[name] for name in ("school", "class")},
            trial,
            SUBJECT,
            now,
            self.drill.service.settings.live_retention_years,
        )

    def _trial(self, name: str, ends: date, now: datetime) -> None:
        service = self.drill.service
        with service.engine.begin() as connection:
            trial = trials.create(
                connection,
                service.ring,
                service.ledger,
                terms=trials.TrialTerms(name, SUBJECT, ends),
                classes=[self.people["class"]],
                decision=DECISION,
                now=now,
            )
        self.trials.append(trial)
        self.known[f"programme:{trial}"] = months_after(ends, 18)

    def _plant(self, person: str, trial: str, now: datetime) -> None:
        planting = self._planting(person, trial, now)
        with self.drill.service.engine.begin() as connection:
            self.markers += store.plant(connection, planting)
        self.known[f"programme:{planting.year}"] = months_after(
            school_year_end(planting.year), 12 * planting.live_years
        )

    def _extract(self, now: datetime) -> None:
        service = self.drill.service
        service.settings.extracts.mkdir(parents=True, exist_ok=True)
        for number in (1, 2):
            path = service.settings.extracts / f"{self.trials[0]}-{number}"
            request = ExtractRequest(self.trials[0], path)
            with service.engine.begin() as connection:
                extraction.register_extract(connection, service.ledger, request, DECISION, now)
            path.mkdir()
            (path / "responses.csv").write_text(f"person,item,response\n1,a,{store.new_text()}\n")
            self._extracts.append(path)

    def _erase(self, now: datetime) -> None:
        service, person = self.drill.service, self.people["erased"]
        with service.engine.begin() as connection:
            erase(connection, service.ring, service.ledger, person, DECISION, now)
        self.known[f"person:{person}"] = london_date(now)

    def _restore(self, now: datetime) -> None:
        if self._backup is None:
            return
        self.drill.lose_and_restore(self._backup, now)
        erased = f"person:{self.people['erased']}"
        with self.drill.service.engine.begin() as connection:
            back = [each.table for each in self.gone if erased in each.ends and store.is_there(connection, each)]
            back += [each.table for each in self.markers if each.ends == (erased,) and store.is_there(connection, each)]
            completed = trials.find(connection, self.trials[0]).completed_on
        self.findings.note(Promise.RESTORED, not back, f"the erased person's rows after the restore: {back or 'none'}")
        self.findings.note(
            Promise.RESTORED, completed == FIRST_TRIAL_ENDS, f"day of completion after the restore: {completed}"
        )

    def _leave(self, now: datetime) -> None:
        with self.drill.service.engine.begin() as connection:
            enrolment.remove_from_roster(connection, self.people["leaver"], london_date(now))
        self.known[f"person:{self.people['leaver']}"] = months_after(london_date(now), 12)

    def _wrong_clock(self, now: datetime) -> None:
        wrong = now + timedelta(days=730)
        try:
            self.drill.service.retention.run(wrong, by=BY)
            refused = False
        except ClockDoubted:
            refused = True
        missing = self._missing(london_date(now))
        self.findings.note(
            Promise.CLOCK, refused and not missing, f"a clock at {wrong:%Y-%m-%d}; gone: {missing or 'none'}"
        )

    def _second_year(self, now: datetime) -> None:
        self.drill.set_up(now)
        self._enrol("second", 5, now)
        self._trial("C", THIRD_TRIAL_ENDS, now)
        self._plant("second", self.trials[2], now)

    def _bring_extract_back(self, _: datetime) -> None:
        self._away(self._extracts[1]).rename(self._extracts[1])

    # -- nights

    def _night(self, day: date) -> None:
        """Run retention half an hour after midnight in Wales, which in summer is the day before in UTC."""
        now = datetime.combine(day, time(0, 30), LONDON)
        self._read_names()
        if day == FIRST_DUE:
            self._extracts[1].rename(self._away(self._extracts[1]))
            self._kill(now)
        if day == SECOND_DUE:
            self._without_key(day, now)
            outcomes: Sequence[ItemOutcome] = ()
        else:
            outcomes = self.drill.run(now)
        for hour in (1, 2) if day in CLOCKS_CHANGE else ():
            self.drill.run(datetime.combine(day, time(hour, 30), LONDON))
        self._read_names()
        renewed = {each.name: each for each in self.drill.back_keys_up(now)}
        if day != SECOND_DUE:
            self._note_outcomes(day, [renewed.get(each.name, each) for each in outcomes])
        self.drill.expire_backups(now)
        self._look(day)

    def _kill(self, now: datetime) -> None:
        for commits in KILLED_AT:
            died = self.drill.run_killed(now, commits)
            self.findings.note(Promise.KILLED, died, f"killed at commit {commits}; the next run has to finish it")

    def _without_key(self, day: date, now: datetime) -> None:
        ring, trial = self.drill.service.ring, self.trials[1]
        with self.drill.service.engine.begin() as connection:
            (key,) = ring.living(connection, key_purpose(trial))
        file = ring.path(key)
        away = file.rename(self._away(file))
        failed = [each.name for each in self.drill.run(now) if not each.is_done]
        away.rename(file)
        self.findings.note(Promise.MISSING_KEY, failed == [trial], f"{day}: without its key, not done: {failed}")
        self.known[f"programme:{trial}"] = day + timedelta(days=1)  # nothing of it can be proved without its key

    def _note_outcomes(self, day: date, outcomes: Sequence[ItemOutcome]) -> None:
        first, second = self._extracts
        away = not second.exists() and self._away(second).exists()
        states = {each.name: each.certificate["state"] for each in outcomes if each.certificate}
        failed = [each.name for each in outcomes if not each.is_done]
        waits = [self.trials[0]] if away and day >= FIRST_DUE else []
        if self.trials[0] in states:
            expected = "incomplete" if away else "complete"
            held = states[self.trials[0]] == expected and not first.exists() and not second.exists()
            self.findings.note(
                Promise.EXTRACTS, held, f"{day}: certificate {states[self.trials[0]]}, expected {expected}"
            )
        self.findings.note(Promise.ROWS, failed == waits, f"{day}: not done: {failed or 'none'}")

    def _away(self, path: Path) -> Path:
        folder = self.drill.folder.with_name(f"{self.drill.folder.name}-moved")
        folder.mkdir(exist_ok=True)
        return folder / path.name

    # -- looking

    def _read_names(self) -> None:
        """Remember each form in which a name stands sealed, and which accounts have ended."""
        with self.drill.service.engine.begin() as connection:
            for marker in self._of_people():
                sealed = store.sealed_name(connection, marker.where["id"])
                if sealed and sealed not in marker.sealed:
                    marker.sealed.append(sealed)
                left_on = store.left_on(connection, marker.where["id"])
                if left_on is not None:
                    self.known[f"person:{marker.where['id']}"] = months_after(left_on, 12)

    def _of_people(self) -> Iterator[Marker]:
        return (each for each in self.markers if each.table == "people")

    def _missing(self, day: date) -> list[str]:
        with self.drill.service.engine.begin() as connection:
            return [
                each.table
                for each in self.markers
                if ((due := each.goes_on(self.known)) is None or due > day) and not store.is_there(connection, each)
            ]

    def _look(self, day: date) -> None:
        missing = self._missing(day)
        self.findings.note(Promise.NOT_EARLY, not missing, f"{day}: gone before their day: {missing or 'none'}")
        due = [each for each in self.markers if (end := each.goes_on(self.known)) is not None and end <= day]
        self.markers = [each for each in self.markers if each not in due]
        with self.drill.service.engine.begin() as connection:
            for marker in due:
                there = store.is_there(connection, marker)
                self.findings.note(
                    self._promise(marker), not there, f"{marker.table}: due {marker.goes_on(self.known)}, looked {day}"
                )
            back = [each.table for each in self.gone if store.is_there(connection, each)]
        self.findings.note(Promise.ROWS, not back, f"{day}: come back: {back or 'none'}")
        self.gone += due
        self._try_keys(day, [each for each in due if self._promise(each) in WITH_THEIR_KEY])
        if due:
            self._scan(day)

    def _promise(self, marker: Marker) -> Promise:
        day = marker.goes_on(self.known)
        decides = next((end for end in marker.ends if isinstance(end, str) and self.known.get(end) == day), "")
        if decides == f"person:{self.people.get('erased')}":
            return Promise.ERASED
        if any(decides == f"programme:{trial}" for trial in self.trials):
            return Promise.TRIALS
        kinds = {"programme": Promise.YEARS, "person": Promise.LEAVERS}
        return kinds.get(decides.partition(":")[0], Promise.ROWS)

    def _try_keys(self, day: date, markers: Sequence[Marker]) -> None:
        keys = keys_left(self.drill.service.settings.keys, self.drill.key_backup) if markers else ()
        for marker in markers:
            if marker.sealed:
                key = opened_by(marker.sealed, keys)
                self.findings.note(
                    Promise.UNREADABLE, key is None, f"{day}: {marker.table}, opened by {key or 'no key'}"
                )

    def _scan(self, day: date) -> None:
        """Look into every file: nothing that was sealed is there in clear, and nothing that is gone outside backups."""
        folders = [self.drill.folder, *self._data_folders()]
        everything = [*self.markers, *self.gone]
        found = sorted({f"{path.name}" for _, path in files_with(texts_of(everything, sealed=True), folders)})
        self.findings.note(Promise.SEALED, not found, f"{day}: sealed texts in clear in: {found or 'no file'}")
        clear, passed_over = texts_of(self.gone, sealed=False), [self.drill.backups]
        left = sorted({path.name for _, path in files_with(clear, [self.drill.folder], but=passed_over)})
        self.findings.note(Promise.ROWS, not left, f"{day}: texts of rows that are gone in: {left or 'no file'}")
        with self.drill.service.engine.begin() as connection:
            rows = store.texts_in_rows(connection)
        self.findings.note(Promise.ROWS, not any(each in rows for each in clear), f"{day}: texts of gone rows in rows")
        old = [
            text
            for marker in self.gone
            if not marker.sealed and (due := marker.goes_on(self.known)) and due < day - timedelta(days=BACKUP_DAYS + 1)
            for text in [marker.text]
        ]
        if self.drill.backups.is_dir():
            kept = sorted({path.parent.name for _, path in files_with(old, [self.drill.backups])})
            self.findings.note(
                Promise.BACKUPS, len(kept) <= 1, f"{day}: backups with what is long gone: {kept or 'none'}"
            )
        self.files_read = sum(1 for folder in folders for path in folder.rglob("*") if path.is_file())

    def _data_folders(self) -> list[Path]:
        if self.drill.service.engine.dialect.name == "sqlite":
            return []
        with self.drill.service.engine.begin() as connection:
            folders = [Path(each) for each in store.data_folders(connection)]
        return [each for each in folders if each.is_dir()]

    def _end(self) -> None:
        self._try_keys(END, self.gone)
        self._scan(END)
        service = self.drill.service
        log = published_log(service.ledger, service.settings.certificates, datetime.combine(END, time(12), LONDON))
        found = [f"{each.fault} {each.thing}" for each in log_findings(log, read_key(log.public_key))]
        self.findings.note(Promise.LOG, not found, f"the published log: {found or 'holds'}")
        planted = {each.table for each in (*self.markers, *self.gone)}
        lacking = sorted(set(store.tables_of_persons(metadata)) - planted)
        self.findings.note(Promise.NOT_EARLY, not lacking, f"tables without a marker: {lacking or 'none'}")
