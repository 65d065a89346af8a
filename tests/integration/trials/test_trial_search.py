"""Every route is searched for what a learner's trial holds, as learner, school, governor and authority: nothing.

The routes come from the application itself, so that a new one is searched without an edit here. What a page shows does
not depend on the database, so that one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from unittest.mock import patch
from uuid import UUID
from zipfile import ZipFile

import httpx2
import pytest

from delivery_api.commands.trial_commands import report
from delivery_api.sittings.record.event_types import Event, replies
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Sitting
from delivery_api.trials import service
from delivery_api.trials.participation import store as participation
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from tests.support.command_runner import CommandRunner
from tests.support.page_words import page_words
from tests.support.pdf_text import pdf_text
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.planned_trial import PLAN, planned_trial
from tests.support.route_listing import application, endpoints
from tests.support.service_harness import ServiceHarness, complete_sitting, put_response, response_body

ACTORS = ("joe", "evans", "head", "governor", "authority", "government")
ROUTES = sorted(endpoints(application(Path("nowhere"))))
SIGN_IN = ("GET /login", "GET /login/callback", "POST /logout")
"""Whoever asks is another person afterwards."""
RESULTS = "/feedback|/results"
METRICS = "GET /metrics"
WCAG = "2.2"  # the version that the accessibility statement names
"""Its bounds of times are numbers of few decimals."""
DECIMALS = re.compile(r"(?<![\w.])\d+\.\d+(?![\w.])")
LIVE = " /$|/api/sittings|/sittings/|/player/"
"""Where a learner begins and sits: they need the id of their own sitting there, and a question may hold any number."""


def sit_trial(harness: ServiceHarness) -> Sitting:
    """Cadi answers nine questions of a trial."""
    browser = harness.signed_in("cadi")
    (offered,) = [each for each in browser.get("/api/sittings").json()["sittings"] if each["trial"]]
    item = browser.post(f"/api/sittings/{offered['id']}/start").json()["item"]
    for _ in range(9):
        item = put_response(browser, offered["id"], item["position"], response_body(item, None)).json()["next"]
    with harness.service.engine.begin() as connection:
        (trial,) = service.trials(connection)
        (sat,) = store.of_programme(connection, trial.id)
    return sat


def take_part(harness: ServiceHarness, trial: str, school: UUID) -> None:
    """The school is in the trial's sample and takes part, so that its pages of the trial are there."""
    today = harness.clock().date()
    with harness.service.engine.begin() as connection:
        asked = SampledSchool(trial, school, "welsh", None, 0, 1.0, SchoolState.ACCEPTED, today, today)
        participation.add_schools(connection, [asked], harness.clock())


def text_of(response: httpx2.Response) -> str:
    """The body, as a reader of a PDF has it, and the headers."""
    return words(response.content, response.text) + str(dict(response.headers))


def words_of(response: httpx2.Response) -> str:
    """What somebody reads of an answer."""
    return words(response.content, page_words(response.text))


def words(content: bytes, text: str) -> str:
    """The words of a PDF, or of each file in a ZIP, whose bytes are none; the text of anything else."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as files:
            return "\n".join(
                words(files.read(name), files.read(name).decode(errors="replace")) for name in files.namelist()
            )
    return pdf_text(content) if content.startswith(b"%PDF") else text


def roundings(log: Sequence[Event]) -> set[str]:
    """Abilities and their errors in a log, as a page may round them."""
    known = [abs(number) for each in replies(log) for number in (each.theta, each.se)]
    return {f"{number:.{places}f}" for number in known for places in (1, 2, 3)}


def told_by_report(harness: ServiceHarness, trial: str, secrets: set[str]) -> set[str]:
    """What the pages and PDFs of the trial's report have of some secrets."""
    folder = harness.settings.extracts.parent / "report"
    decided = ("--by", "Sian Rees", "--reason", "autumn trial")
    with patch.object(report, "clock", harness.clock):
        done = CommandRunner(harness)("trial", "report", trial, "--out", str(folder), *decided)
    assert done.exit_code == 0, done.output
    pages = [path.read_text("utf-8") for path in folder.glob("*.html")]
    printed = [pdf_text(path.read_bytes()) for path in folder.glob("*.pdf")]
    assert [trial in each for each in (*pages, *printed)] == [True] * 4
    return {each for each in secrets if each in "".join((*pages, *printed, done.output))}


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_no_route_tells_anybody_what_a_learner_did_in_a_trial(harness: ServiceHarness) -> None:
    schools = add_people_of_all_roles(harness)
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    plan = replace(PLAN, length=10)
    trial = harness.create_trial("Derwen", planned=planned_trial(harness.bank, plan=plan))
    take_part(harness, trial, schools.own)
    browsers = {actor: harness.signed_in(actor) for actor in (*ACTORS, "cadi")}
    things = {
        "class_id": harness.classes["Derwen"],
        "learner_id": harness.people["cadi"],
        "school_id": schools.own,
        "position": 1,
    }

    def asked(actor: str, endpoint: str) -> tuple[str, httpx2.Response]:
        """The address of a route with ids of what there is, and what it answers."""
        method, path = endpoint.split(" ")
        filled = re.sub(r"{(\w+)}", lambda name: str(things.get(name[1], trial)), path)
        return filled, browsers[actor].request(method, filled, **({} if method == "GET" else {"data": {}}))

    reading = [each for each in ROUTES if each.startswith("GET ") and each not in SIGN_IN]
    results = [(actor, each) for actor in browsers for each in reading if re.search(RESULTS, each)]
    before = {each: words_of(answer) for each in results if (answer := asked(*each)[1]).status_code == 200}
    sat = sit_trial(harness)
    log = harness.log(sat.id)
    things["sitting_id"] = sat.id
    identifiers = {str(sat.pseudonym), str(sat.id), sat.id.hex}
    scores = {f"{number:.4f}" for each in replies(log) for number in (abs(each.theta), each.se)}
    assert len(scores) > 9
    assert sum("Cadi" in each for each in before.values()) > 5
    assert {each: words_of(asked(*each)[1]) for each in before} == before  # no reporting score came, or changed
    rounded = roundings(log) - {WCAG}

    def found(actor: str, endpoint: str, secrets: set[str]) -> set[str]:
        filled, answer = asked(actor, endpoint)
        told = {each for each in secrets if each in text_of(answer).replace(filled, "")} - set(filled.split("/"))
        is_open = endpoint == METRICS or (actor == "cadi" and re.search(LIVE, endpoint))
        return told if is_open else told | rounded.intersection(DECIMALS.findall(words_of(answer)))

    told = {
        (actor, endpoint): leaked
        for actor in ACTORS
        for endpoint in reading
        if (leaked := found(actor, endpoint, identifiers | scores))
    }
    told |= {
        ("cadi", endpoint): leaked
        for endpoint in reading
        if (leaked := found("cadi", endpoint, scores if re.search(LIVE, endpoint) else identifiers | scores))
    }
    acting = [each for each in ROUTES if not each.startswith("GET ") and each not in SIGN_IN]
    told |= {
        (actor, endpoint): leaked
        for actor in ("joe", "evans", "head")
        for endpoint in acting
        if (leaked := found(actor, endpoint, identifiers | scores))
    }
    assert browsers["head"].get(f"/trials/{trial}").status_code == 200  # pages of a sample are among those
    assert not told_by_report(harness, trial, identifiers | scores)
    assert found("cadi", "GET /", identifiers) == {str(sat.id)}  # the search finds what is there
    assert told == {}
    assert harness.log(sat.id) == log  # and nobody changed anything of it
