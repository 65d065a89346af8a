"""Every route is searched for what a learner's trial holds, as learner, school, governor and authority: nothing.

The routes come from the application itself, so that a new one is searched without an edit here. What a page shows does
not depend on the database, so that one is enough.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from uuid import UUID

import httpx2
import pytest

from delivery_api.commands.trial_commands import report
from delivery_api.sittings.record.event_types import replies
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Sitting
from delivery_api.trials import service
from delivery_api.trials.participation import store as participation
from delivery_api.trials.participation.values import SampledSchool, SchoolState
from tests.support.command_runner import CommandRunner
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.planned_trial import PLAN, planned_trial
from tests.support.route_listing import application, endpoints
from tests.support.service_harness import ServiceHarness, complete_sitting, put_response, response_body

ACTORS = ("joe", "evans", "head", "governor", "authority", "government")
ROUTES = sorted(endpoints(application(Path("nowhere"))))
SIGN_IN = ("GET /login", "GET /login/callback", "POST /logout")
"""Whoever asks is another person afterwards."""
LIVE = " /$|/api/sittings|/sittings/"
"""Where a learner begins and sits: they need the id of their own sitting there."""


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
    """The body and headers. A PDF's text is numbers of glyphs between coordinates: page and CSV say the same."""
    body = b"" if response.content.startswith(b"%PDF") else response.content
    return body.decode("utf-8", "replace") + str(dict(response.headers))


def told_by_report(harness: ServiceHarness, trial: str, secrets: set[str]) -> set[str]:
    """What the pages of the trial's report have of some secrets."""
    folder = harness.settings.extracts.parent / "report"
    decided = ("--by", "Sian Rees", "--reason", "autumn trial")
    with patch.object(report, "clock", harness.clock):
        done = CommandRunner(harness)("trial", "report", trial, "--out", str(folder), *decided)
    assert done.exit_code == 0, done.output
    pages = "".join(path.read_text("utf-8") for path in folder.glob("*.html"))
    assert trial in pages
    return {each for each in secrets if each in pages + done.output}


@pytest.mark.parametrize("harness", ["sqlite"], indirect=True)
def test_no_route_tells_anybody_what_a_learner_did_in_a_trial(harness: ServiceHarness) -> None:
    schools = add_people_of_all_roles(harness)
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    plan = replace(PLAN, length=10)
    trial = harness.create_trial("Derwen", planned=planned_trial(harness.bank, plan=plan))
    take_part(harness, trial, schools.own)
    sat = sit_trial(harness)
    log = harness.log(sat.id)
    identifiers = {str(sat.pseudonym), str(sat.id), sat.id.hex}
    scores = {f"{number:.4f}" for each in replies(log) for number in (abs(each.theta), each.se)}
    assert len(scores) > 9
    things = {
        "sitting_id": sat.id,
        "class_id": harness.classes["Derwen"],
        "learner_id": harness.people["cadi"],
        "school_id": schools.own,
        "position": 1,
    }

    def found(actor: str, endpoint: str, secrets: set[str]) -> set[str]:
        method, path = endpoint.split(" ")
        filled = re.sub(r"{(\w+)}", lambda name: str(things.get(name[1], sat.programme)), path)
        answer = browsers[actor].request(method, filled, **({} if method == "GET" else {"data": {}}))
        asked = filled.split("/")
        return {each for each in secrets if each in text_of(answer).replace(filled, "") and each not in asked}

    browsers = {actor: harness.signed_in(actor) for actor in (*ACTORS, "cadi")}
    reading = [each for each in ROUTES if each.startswith("GET ") and each not in SIGN_IN]
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
