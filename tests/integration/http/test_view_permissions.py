"""Local authorities and the government see no school until the controller says so, and the notice tells who does."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from delivery_api.commands.report_commands import views
from delivery_api.dates.school_calendar import london_date
from delivery_api.permissions.view_permission import store as permissions
from tests.support.command_runner import CommandRunner
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness

OUTSIDE = ("authority", "other.authority", "government", "office")
NOTICES = {
    "en": "Your school’s authority sees its averages.",
    "cy": "Mae awdurdod dy ysgol yn gweld ei chyfartaleddau.",
}
DECIDED = ("--by", "Sian Rees", "--reason", "Agreed with the authorities")


@pytest.fixture
def cli(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> CommandRunner:
    monkeypatch.setattr(views, "clock", harness.clock)
    add_people_of_all_roles(harness)
    return CommandRunner(harness)


def allow(cli: CommandRunner, audience: str, *, days: int = 30, notice: str = NOTICES["en"]) -> str:
    today = london_date(cli.harness.clock())
    texts = ("--lawful-basis", "UK GDPR Article 6(1)(e)", "--notice-en", notice, "--notice-cy", NOTICES["cy"])
    period = ("--from", today.isoformat(), "--until", (today + timedelta(days)).isoformat())
    return cli("views", "allow", audience, *texts, *period, *DECIDED).output


def seeing(harness: ServiceHarness) -> set[str]:
    """Who of those outside is shown the school, as page and file, and led to it; nobody is shown one of the three."""
    school, found = f"/feedback/schools/{harness.school}", set()
    for name in OUTSIDE:
        browser: TestClient = harness.signed_in(name)
        answers = {browser.get(path).status_code == 200 for path in (school, f"{school}.csv")}
        assert answers == {school in browser.get("/").text}, name
        found |= {name} if True in answers else set()
    return found


def test_nobody_outside_sees_a_school_until_it_is_allowed_and_again_when_that_ends(cli: CommandRunner) -> None:
    harness = cli.harness
    assert seeing(harness) == set()
    assert "has not allowed local authorities" in harness.signed_in("authority").get("/?lang=en").text
    assert "views of schools are allowed from" in allow(cli, "authority")
    assert seeing(harness) == {"authority"}
    allow(cli, "government")
    assert seeing(harness) == {"authority", "government"}
    assert "not allowed any more" in cli("views", "end", "authority", *DECIDED).output
    assert seeing(harness) == {"government"}
    harness.clock.now += timedelta(days=31)
    assert seeing(harness) == set()
    table = cli("views", "list").output
    assert "authority" in table
    assert "Sian Rees" in table


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_privacy_notice_says_so_while_it_holds(cli: CommandRunner, language: str) -> None:
    def told() -> bool:
        page = cli.harness.signed_in("cadi").get(f"/privacy?lang={language}", headers={"accept": "text/html"})
        return NOTICES[language] in unescape(page.text)

    assert not told()
    allow(cli, "authority")
    assert told()
    cli("views", "end", "authority", *DECIDED)
    assert not told()


def test_what_is_refused_is_said_and_leaves_nothing(cli: CommandRunner) -> None:
    assert "--notice-en: expected 1 to 1000 characters, got 0" in allow(cli, "authority", notice=" ")
    assert "a later last day that is not over" in allow(cli, "authority", days=-1)
    assert "there is nothing to end" in cli("views", "end", "government", *DECIDED).output
    allow(cli, "authority")
    assert "end that first" in allow(cli, "authority", days=3)
    with cli.harness.service.engine.begin() as connection:
        assert [each.by for each in permissions.all_permissions(connection)] == ["Sian Rees"]
