"""From a sample of schools to a learner who objects: who is asked, who takes part, and what follows."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection

from delivery_api.access.roles import Role
from delivery_api.commands import roster as roster_command
from delivery_api.commands import trial as trial_command
from delivery_api.commands.trial_commands import extracts as extracts_command
from delivery_api.commands.trial_commands import sample as sample_command
from delivery_api.dates.school_calendar import london_date
from delivery_api.identity import enrolment
from delivery_api.identity import store as identity
from delivery_api.identity.restriction.store import RestrictionGround, add_restriction
from delivery_api.sittings.record.event_types import Surveyed
from delivery_api.sittings.record.result_verification import false_results_of
from delivery_api.sittings.storage import store as sitting_store
from delivery_api.trials import extraction, seats
from delivery_api.trials import store as trials
from delivery_api.trials.participation import store
from delivery_api.trials.participation.progress import trial_progress
from delivery_api.trials.participation.sampling import NoSample, sample_schools
from delivery_api.trials.participation.teacher_survey import answer_teacher_survey, teacher_surveys
from delivery_api.trials.participation.values import SchoolState
from delivery_api.trials.service import TrialOver, find
from delivery_api.trials.trial_plans import SamplingPlan
from tests.support.command_runner import CommandRunner
from tests.support.database_rows import nothing_written
from tests.support.planned_trial import PLAN, planned_trial
from tests.support.service_harness import DECISION, TEST_START, ServiceHarness, complete_sitting
from tests.support.trial_sitters import others_start

MEDIA = ("welsh", "english")


def add_schools(harness: ServiceHarness) -> dict[str, UUID]:
    """Five more schools, each with a head, a teacher and a class; learner `l3` sits in school 3. By number."""
    ids: dict[str, UUID] = {}
    with harness.service.engine.begin() as connection:
        identity.set_code(connection, harness.school, "6602000")
        ids["6602000"] = harness.school
        for place in range(1, 6):
            code, school = f"66{place % 2}200{place}", uuid.uuid4()
            identity.add_school(connection, school, f"Ysgol {place}", code)
            harness.classes[f"c{place}"] = class_id = uuid.uuid4()
            identity.add_class(connection, class_id, school, f"Dosbarth {place}")
            for name, year in ((f"t{place}", None), *((f"l{place}x{n}", 4) for n in range(place))):
                _enrol(harness, connection, school, class_id, name, year)
            ids[code] = school
        for name, school in (("head", harness.school), *((f"head{code[-1]}", ids[code]) for code in list(ids)[1:])):
            row = {"organisation": school, "identifier": name, "name": "Pennaeth Prawf", "post": Role.HEAD.value}
            harness.people[name] = enrolment.appoint(connection, harness.service.ring, **row).id
    return ids


def _enrol(
    harness: ServiceHarness, connection: Connection, school: UUID, class_id: UUID, name: str, year: int | None
) -> None:
    harness.people[name] = enrolment.enrol(
        connection,
        harness.service.ring,
        kind="learner" if year else "staff",
        school=school,
        class_id=class_id,
        identifier=name,
        name=f"{name.title()} Prawf",
        today=london_date(TEST_START),
        year_group=year,
    ).id


def attributes_file(folder: Path, ids: dict[str, UUID], wrong: str = "") -> Path:
    rows = [f"{code},{MEDIA[int(code[-1]) % 2]}," for code in ids]
    path = folder / "schools.csv"
    path.write_text("\n".join(["school,medium,size", *rows, *([wrong] if wrong else [])]) + "\n", "utf-8")
    return path


@pytest.fixture
def asked(harness: ServiceHarness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, dict[str, UUID]]:
    """A trial without classes of its own, and schools with their attributes."""
    for module in (trial_command, roster_command, sample_command):
        monkeypatch.setattr(module, "clock", harness.clock)
    ids = add_schools(harness)
    done = CommandRunner(harness)("roster", "schools", str(attributes_file(tmp_path, ids)))
    assert done.exit_code == 0, done.output
    return harness.create_trial(), ids


def drawn(harness: ServiceHarness, trial: str) -> dict[UUID, SchoolState]:
    with harness.service.engine.begin() as connection:
        return {each.school: each.state for each in store.sample_of(connection, trial)}


def asked_classes(harness: ServiceHarness, trial: str, *names: str) -> list[str]:
    with harness.service.engine.begin() as connection:
        return [each for each in names if store.asks(connection, trial, [harness.classes[each]])]


def sample(harness: ServiceHarness, trial: str, schools: str) -> None:
    done = CommandRunner(harness)("trial", "sample", trial, "--schools", schools, "--by", "Sian", "--reason", "Planned")
    assert done.exit_code == 0, done.output
    assert "welsh" in done.output


def answer(browser: TestClient, trial: str, said: str) -> int:
    return browser.post(f"/trials/{trial}", data={"answer": said}).status_code


def test_a_sample_is_drawn_once_and_its_neighbours_stand_by(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, _ = asked
    with nothing_written(harness.service.engine):
        few = CommandRunner(harness)("trial", "sample", trial, "--schools", "1", "--by", "S", "--reason", "P")
        unknown = CommandRunner(harness)(
            "trial", "sample", trial, "--schools", "3", "--strata", "region", "--by", "S", "--reason", "P"
        )
    assert (few.exit_code, unknown.exit_code) == (2, 2)
    assert "from 2" in few.output
    assert "6 of 6 schools have no attribute region (660" in unknown.output
    by_size = ("--schools", "3", "--strata", "size", "--by", "S", "--reason", "P")
    sized = CommandRunner(harness)("trial", "sample", harness.create_trial(name="By size"), *by_size)
    assert (sized.exit_code, "1–29" in sized.output) == (0, True), sized.output
    assert "from the number of each school’s learners" in sized.output
    sample(harness, trial, "2")
    states = list(drawn(harness, trial).values())
    assert states.count(SchoolState.INVITED) == 2
    assert states.count(SchoolState.RESERVE) == 4
    with harness.service.engine.begin() as connection:
        sampled = store.sample_of(connection, trial)
        assert {each.stratum for each in sampled} == set(MEDIA)
        assert all(each.weight == pytest.approx(3) for each in sampled)  # three small schools in each stratum
        plan = SamplingPlan(2)
        with pytest.raises(NoSample):
            sample_schools(connection, harness.service.ledger, trial, plan, range(2, 10), DECISION, harness.clock())
    harness.complete_trial(trial, london_date(harness.clock.now))
    with harness.service.engine.begin() as connection, pytest.raises(TrialOver):
        sample_schools(connection, harness.service.ledger, trial, plan, range(2, 10), DECISION, harness.clock())


def test_a_planned_sample_is_drawn_and_says_by_how_much_it_falls_short(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    cli, decided = CommandRunner(harness), ("--by", "Sian", "--reason", "As planned")
    unplanned = cli("trial", "sample", asked[0], *decided)
    assert (unplanned.exit_code, "--schools" in unplanned.output) == (2, True)
    ways: tuple[tuple[tuple[str, ...], str], ...] = (((), "as planned"), (("--seed", "5"), "planned but for seed"))
    for place, (options, origin) in enumerate(ways):
        plan = replace(PLAN, name=f"Planned {place}", sample=SamplingPlan(2, ("medium",), 3, replacements=1))
        trial = harness.create_trial(planned=planned_trial(harness.bank, plan=plan))
        done = cli("trial", "sample", trial, *options, *decided)
        assert done.exit_code == 0, done.output
        assert "Year 5, Welsh. Learners: 0. Responses to each item: 0 of the planned 250, 250 too few" in done.output
        states = list(drawn(harness, trial).values())
        assert (states.count(SchoolState.INVITED), states.count(SchoolState.RESERVE)) == (2, 2)
        entry = harness.service.ledger.path.read_text()
        assert f"{trial} 2 by medium from {5 if options else 3}, at most 1 standing by, {origin}" in entry


def test_a_file_of_attributes_is_refused_by_line_and_column(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness, tmp_path: Path
) -> None:
    _, ids = asked
    wrong = attributes_file(tmp_path, ids, "1234567,cymraeg,many")
    with nothing_written(harness.service.engine):
        done = CommandRunner(harness)("roster", "schools", str(wrong))
    assert done.exit_code == 2
    for column in ("school: no roster", "medium: expected `welsh`", "size: expected how many"):
        assert f"schools.csv, line 8, {column}" in done.output
    with nothing_written(harness.service.engine):
        preview = CommandRunner(harness)("roster", "schools", str(attributes_file(tmp_path, ids)), "--preview")
    assert "Schools in the file: 6; changed: 0" in preview.output


def test_a_school_accepts_is_replaced_when_it_declines_and_withdraws(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, ids = asked
    sample(harness, trial, "2")
    by_id = {school: code for code, school in ids.items()}
    states = drawn(harness, trial)
    heads = {school: "head" if code == "6602000" else f"head{code[-1]}" for school, code in by_id.items()}
    one, other = (school for school, state in states.items() if state is SchoolState.INVITED)
    waits = next(school for school, state in states.items() if state is SchoolState.RESERVE)
    for lang, words in (("en", "Invitation to a trial"), ("cy", "Gwahoddiad i dreial")):
        page = harness.signed_in(heads[one]).get(f"/trials/{trial}?lang={lang}")
        assert words in page.text
        assert "18" in page.text
    assert harness.signed_in(heads[waits]).get(f"/trials/{trial}").status_code == 404
    assert answer(harness.signed_in(heads[waits]), trial, "accept") == 404
    browser = harness.signed_in(heads[one])
    for path in ("letter.pdf", "instructions.pdf"):
        for lang in ("en", "cy"):
            got = browser.get(f"/trials/{trial}/{path}?lang={lang}")
            assert got.content.startswith(b"%PDF")
    declining = "Derwen" if by_id[one] == "6602000" else f"c{by_id[one][-1]}"
    assert answer(browser, trial, "decline") == 303
    assert asked_classes(harness, trial, declining) == []
    assert answer(browser, trial, "accept") == 409
    with harness.service.engine.begin() as connection:
        (following,) = [
            each for each in store.sample_of(connection, trial) if each.replaces == one and each.state == "invited"
        ]
    assert following.turn == 1
    second = harness.signed_in(heads[other])
    assert answer(second, trial, "accept") == 303
    name = "Derwen" if by_id[other] == "6602000" else f"c{by_id[other][-1]}"
    assert asked_classes(harness, trial, name) == [name]
    learner = "cadi" if name == "Derwen" else f"l{name[1]}x0"
    assert len(trials_of(harness, learner)) == 1
    assert answer(second, trial, "withdraw") == 303
    assert asked_classes(harness, trial, name) == []
    assert trials_of(harness, learner) == []
    assert drawn(harness, trial)[other] is SchoolState.WITHDRAWN


def test_a_school_that_does_not_answer_in_time_is_replaced_and_progress_tells_it(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, ids = asked
    sample(harness, trial, "2")
    cli, decided = CommandRunner(harness), ("--by", "Sian", "--reason", "No answer")
    codes = {school: code for code, school in ids.items()}
    one, other = (school for school, state in drawn(harness, trial).items() if state is SchoolState.INVITED)
    with nothing_written(harness.service.engine):
        early = cli("trial", "replace", trial, *decided)
        unknown = cli("trial", "replace", trial, "--school", "1234567", *decided)
        reserve = next(school for school, state in drawn(harness, trial).items() if state is SchoolState.RESERVE)
        not_asked = cli("trial", "replace", trial, "--school", codes[reserve], *decided)
    assert (early.exit_code, "No school is late" in early.output) == (0, True)
    assert (unknown.exit_code, not_asked.exit_code, "reserve" in not_asked.output) == (2, 2, True)
    now = cli("trial", "replace", trial, "--school", codes[one], *decided)  # on request, at once
    assert (now.exit_code, f"({codes[one]}) has not answered" in now.output) == (0, True)
    assert drawn(harness, trial)[one] is SchoolState.SILENT
    harness.clock.now += timedelta(days=21)
    harness.trust_clock(harness.clock.now)
    assert cli("trial", "replace", trial, *decided).output.count("is invited in its place") == 2
    states = drawn(harness, trial)
    assert (states[other], list(states.values()).count(SchoolState.INVITED)) == (SchoolState.SILENT, 2)
    head = harness.signed_in("head" if codes[one] == "6602000" else f"head{codes[one][-1]}")
    assert "did not answer in time" in head.get(f"/trials/{trial}?lang=en").text
    assert answer(head, trial, "accept") == 409
    with harness.service.engine.begin() as connection:
        assert sum(row.silent for row in trial_progress(connection, trial, TEST_START.date()).rows) == 3
    assert f"{trial}, school {one} by " in harness.service.ledger.path.read_text()
    harness.clock.now += timedelta(days=21)
    harness.trust_clock(harness.clock.now)
    left = cli("trial", "replace", trial, *decided).output
    assert "no school stands by" in left or "is invited in its place" in left


def test_no_sample_is_drawn_where_classes_are_invited_already(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial = harness.create_trial("9C", name="Everybody")
    with nothing_written(harness.service.engine):
        done = CommandRunner(harness)("trial", "sample", trial, "--schools", "2", "--by", "S", "--reason", "P")
    assert (done.exit_code, "without --class and --all-classes" in done.output) == (2, True)


def left_out(harness: ServiceHarness, connection: Connection, trial: str) -> int:
    """How many sittings an extract leaves out because somebody objected."""
    out = extraction._left_out(connection, harness.service.ring, find(connection, trial), all_recorded=True)
    return len(out["withdrawn or restricted"])


def trials_of(harness: ServiceHarness, name: str) -> list[dict[str, str]]:
    return trials_of_browser(harness.signed_in(name))


def trials_of_browser(browser: TestClient) -> list[dict[str, str]]:
    return [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]


def test_the_calendar_says_what_is_due_and_progress_shows_no_small_group(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, _ = asked
    sample(harness, trial, "6")
    office = {
        "organisation": harness.school,
        "identifier": "psy",
        "name": "Pat Psy",
        "post": Role.PSYCHOMETRICIAN.value,
    }
    with harness.service.engine.begin() as connection:
        enrolment.appoint(connection, harness.service.ring, **office)
    for name in ("head", "psy"):
        assert "Autumn trial" in harness.signed_in(name).get("/trials?lang=en").text
    assert "say by 16 December 2026 whether your school takes part" in harness.signed_in("head").get("/?lang=en").text
    assert "whether your school takes part" not in harness.signed_in("evans").get("/?lang=en").text
    assert "answer by 16 December 2026" in harness.signed_in("head").get("/trials?lang=en").text
    assert harness.signed_in("cadi").get("/trials").status_code == 404
    assert harness.signed_in("head").get(f"/trials/{trial}/progress").status_code == 404
    harness.clock.now += timedelta(days=15)
    harness.trust_clock(harness.clock.now)
    psy = harness.signed_in("psy")
    assert "6 schools have not answered for two weeks" in psy.get("/?lang=en").text
    assert answer(harness.signed_in("head"), trial, "accept") == 303
    assert "hold it by" in harness.signed_in("evans").get("/?lang=en").text
    page = psy.get(f"/trials/{trial}/progress?lang=cy").text
    assert "cyfrwng Saesneg; cyfrwng Cymraeg" in page
    assert page.count("llai na deg") == 3
    assert "Ysgol" not in page.replace("Ysgolion", "")


def test_a_teacher_chooses_once_and_what_they_chose_is_sealed(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, _ = asked
    sample(harness, trial, "6")
    assert answer(harness.signed_in("head"), trial, "accept") == 303
    teacher, path = harness.signed_in("evans"), f"/trials/{trial}/survey"
    assert "The instructions were" in teacher.get(f"{path}?lang=en").text
    assert teacher.post(path, data={"level": "glad"}).status_code == 404
    for level in ("too easy", "right"):
        assert teacher.post(path, data={"level": level, "why": "words"}).status_code == 303
    assert harness.signed_in("khan").post(path, data={"length": "too long"}).status_code == 303
    with harness.service.engine.begin() as connection:
        said = teacher_surveys(connection, harness.service.ring, trial)
        rows = store.surveys_of(connection, trial)
    assert sorted(map(str, said)) == ["{'length': 'too long'}", "{'level': 'right'}"]
    assert {len(payload) for _, _, payload in rows} == {len(rows[0][2])}
    with harness.service.engine.begin() as connection:
        for number in range(12):  # as other schools' teachers would
            choose = (connection, harness.service.ring, trial, UUID(int=number), {"level": "too easy"})
            answer_teacher_survey(*choose, harness.clock())
    monkeypatch.setattr(extracts_command, "clock", harness.clock)
    others_start(harness, trial, 10)
    assert CommandRunner(harness)("trial", "extract", trial, "--by", "Sian", "--reason", "To calibrate").exit_code == 0
    folder = harness.settings.extracts / trial
    table = (folder / "teachers.csv").read_text("utf-8-sig")
    assert table.split() == ["question,choice,teachers", "level,too", "easy,10"]  # and not the two others
    assert json.loads((folder / "manifest.json").read_bytes())["files"].keys() >= {"teachers.csv"}
    harness.complete_trial(trial, london_date(harness.clock.now))
    assert teacher.post(path, data={"level": "right"}).status_code == 409


def test_the_calendar_follows_the_school_year_and_says_what_comes_next(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    """The trial that was made later opens earlier."""
    days = {"Spring": (date(2027, 3, 1), date(2027, 4, 2)), "Winter": (date(2027, 1, 11), date(2027, 2, 12))}
    for name, (opens, ends) in days.items():
        plan = replace(PLAN, name=name, opens=opens, complete_by=ends)
        harness.create_trial(planned=planned_trial(harness.bank, plan=plan))
    office = {"organisation": harness.school, "identifier": "psy", "name": "Pat Psy"}
    with harness.service.engine.begin() as connection:
        enrolment.appoint(connection, harness.service.ring, **office, post=Role.PSYCHOMETRICIAN.value)
    page = harness.signed_in("psy").get("/trials?lang=en").text
    assert page.index(">Autumn trial<") < page.index(">Winter<") < page.index(">Spring<")
    assert "draw its schools before 11 January 2027" in page
    sample(harness, asked[0], "6")
    assert "schools hold it; it is completed by itself on" in harness.signed_in("psy").get("/trials?lang=en").text


def test_a_silent_school_reads_no_invitation(asked: tuple[str, dict[str, UUID]], harness: ServiceHarness) -> None:
    trial, ids = asked
    sample(harness, trial, "6")
    harness.clock.now += timedelta(days=22)
    late = harness.signed_in("head").get(f"/trials/{trial}?lang=en").text
    assert "The last day to answer was 16 December 2026: another school may be invited in its place" in late
    assert "Please answer by" not in late
    assert "Yes, we take part" in late
    with harness.service.engine.begin() as connection:
        store.change_school(connection, trial, ids["6602000"], state=SchoolState.SILENT)
    page = harness.signed_in("head").get(f"/trials/{trial}?lang=en").text
    assert "You need do nothing more" in page
    assert "You can say no" not in page


def test_a_class_that_is_formed_after_its_school_accepted_takes_part(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, _ = asked
    sample(harness, trial, "6")
    assert answer(harness.signed_in("head"), trial, "accept") == 303
    later = uuid.uuid4()
    with harness.service.engine.begin() as connection:
        identity.add_class(connection, later, harness.school, "Onnen")
        _enrol(harness, connection, harness.school, later, "newcomer", 4)
    (offered,) = trials_of(harness, "newcomer")
    complete_sitting(harness, harness.signed_in("newcomer"), UUID(offered["id"]))
    assert answer(harness.signed_in("head"), trial, "withdraw") == 303
    assert trials_of(harness, "newcomer") == []


def test_a_learner_may_object_after_their_school_withdrew(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, _ = asked
    sample(harness, trial, "6")
    head, teacher = harness.signed_in("head"), harness.signed_in("evans")
    assert answer(head, trial, "accept") == 303
    complete_sitting(harness, browser := harness.signed_in("cadi"), UUID(trials_of_browser(browser)[0]["id"]))
    assert answer(head, trial, "withdraw") == 303
    for browser in (head, teacher):
        page = browser.get(f"/trials/{trial}?lang=en").text
        assert f"/trials/{trial}/objections" in page
        assert "What was sat before stays in the trial" in page
    form = {"learner": str(harness.people["cadi"]), "objects": "yes", "identifier": "cadi"}
    assert teacher.post(f"/trials/{trial}/objections", data=form).status_code == 303
    with harness.service.engine.begin() as connection:
        assert left_out(harness, connection, trial) == 1


def test_a_learner_who_objects_is_not_offered_the_trial_and_is_left_out(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, _ = asked
    sample(harness, trial, "6")
    assert answer(harness.signed_in("head"), trial, "accept") == 303
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    complete_sitting(harness, browser, UUID(offered["id"]))
    teacher = harness.signed_in("evans")
    assert "Cadi Morgan" in teacher.get(f"/trials/{trial}/objections?lang=en").text

    def record(learner: str, objects: str, identifier: str = "") -> int:
        form = {"learner": str(harness.people[learner]), "objects": objects, "identifier": identifier}
        return teacher.post(f"/trials/{trial}/objections", data=form).status_code

    assert record("mali", "yes") == 404  # of another teacher's class
    assert record("cadi", "yes", "joe") == 422
    assert record("cadi", "yes", "cadi") == 303
    with harness.service.engine.begin() as connection:
        assert left_out(harness, connection, trial) == 1
    assert trials_of(harness, "cadi") == []
    with harness.service.engine.begin() as connection:  # signing in again lets the objection be
        assert left_out(harness, connection, trial) == 1
        seats.withdraw(connection, harness.service.ring, "cadi", withdrawn=False, but=[trial])
        assert left_out(harness, connection, trial) == 1
    assert record("cadi", "no") == 303
    assert len(trials_of(harness, "cadi")) == 1
    with harness.service.engine.begin() as connection:
        assert left_out(harness, connection, trial) == 0
    with harness.service.engine.begin() as connection:  # taking an objection back lifts no restriction
        add_restriction(connection, harness.people["cadi"], RestrictionGround.ACCURACY, london_date(TEST_START))
    assert record("cadi", "yes", "cadi") == record("cadi", "no", "cadi") == 303
    with harness.service.engine.begin() as connection:
        assert left_out(harness, connection, trial) == 1
    assert record("joe", "yes") == 303
    assert trials_of(harness, "joe") == []


def test_who_is_signed_in_starts_no_trial_that_they_or_their_school_have_left_meanwhile(
    asked: tuple[str, dict[str, UUID]], harness: ServiceHarness
) -> None:
    trial, _ = asked
    sample(harness, trial, "6")
    assert answer(harness.signed_in("head"), trial, "accept") == 303
    browsers = {name: harness.signed_in(name) for name in ("cadi", "joe")}
    places = {name: trials_of_browser(browser)[0]["id"] for name, browser in browsers.items()}
    form = {"learner": str(harness.people["cadi"]), "objects": "yes", "identifier": ""}
    assert harness.signed_in("evans").post(f"/trials/{trial}/objections", data=form).status_code == 303

    def start(name: str) -> str | None:
        return browsers[name].post(f"/api/sittings/{places[name]}/start").json().get("code")

    assert start("cadi") == "trial_no_place"
    assert answer(harness.signed_in("head"), trial, "withdraw") == 303
    assert start("joe") == "trial_no_place"
    with harness.service.engine.begin() as connection:
        assert sitting_store.count_sittings(connection, trial) == 0
        assert trials.count_attendance(connection, trial) == 0


def test_a_learner_says_how_a_trial_was_and_the_result_still_verifies(harness: ServiceHarness) -> None:
    trial = harness.create_trial("Derwen")
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    body = {"faces": ["happy", "", "not happy"], "language": "cy"}
    path = f"/api/sittings/{offered['id']}/survey"
    assert browser.post(path, json=body).status_code == 409  # before the end
    complete_sitting(harness, browser, UUID(offered["id"]))
    for wrong in ({"faces": ["happy"]}, {"faces": ["glad", "", ""]}, {"language": "fr"}, {"why": "words"}):
        assert browser.post(path, json=body | wrong).status_code == 422
    assert harness.signed_in("joe").post(path, json=body).status_code == 404
    assert browser.post(path, json=body).status_code == 204
    assert browser.post(path, json=body | {"faces": ["so-so", "", ""]}).status_code == 204  # what was said first stands
    said = [each for each in harness.log(UUID(offered["id"])) if isinstance(each, Surveyed)]
    assert [(each.faces, each.language) for each in said] == [(("happy", "", "not happy"), "cy")]
    with harness.service.engine.begin() as connection:
        assert list(false_results_of(connection, harness.service.ring, trial, all_recorded=True)) == []
    live = harness.assign("joe")
    complete_sitting(harness, joe := harness.signed_in("joe"), live)
    assert joe.post(f"/api/sittings/{live}/survey", json=body).status_code == 409
    page = browser.get(f"/player/{offered['id']}?lang=en").text
    assert "This is a trial: you help us" in page
