"""Some roles must sign in by a stronger way, and some acts need a sign-in of the last minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient

from delivery_api.identity.sign_in_policy import SignInPolicy
from delivery_api.settings import InvalidSettings, read_settings
from tests.support.service_harness import ORIGIN, SUBJECT, ServiceHarness, harness_settings, sign_in

PAGE = {"accept": "text/html"}
STRONG = {"strong_roles": "teacher head", "strong_acr": "two-steps", "strong_amr": "mfa hwk"}


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({}, 403),
        ({"amr": ["pwd"], "acr": "0"}, 403),
        ({"amr": "mfa", "acr": ["two-steps"]}, 403),
        ({"amr": ["pwd", "mfa"]}, 303),
        ({"acr": "two-steps"}, 303),
    ],
)
def test_a_role_that_needs_a_stronger_sign_in_is_let_in_by_no_other(
    module_harness: ServiceHarness, claims: dict[str, object], status: int
) -> None:
    issuer = module_harness.settings.issuer
    httpx2.put(f"{issuer}/users/evans", json=claims).raise_for_status()
    browser = module_harness.browser(**STRONG)
    assert "two-steps" in browser.get("/login").headers["location"]
    answer = sign_in(browser, "evans")
    httpx2.put(f"{issuer}/users/evans", json={}).raise_for_status()
    assert answer.status_code == status
    assert browser.get("/api/me").status_code == (200 if status == 303 else 401)
    assert sign_in(module_harness.browser(**STRONG), "cadi").status_code == 303  # a learner needs none


@pytest.mark.parametrize(
    ("roles", "acr", "wrong"), [("teachers", "a", "teachers"), ("teacher", "", "strong_acr` or `strong_amr")]
)
def test_settings_of_stronger_sign_ins_that_do_not_go_together_are_named(roles: str, acr: str, wrong: str) -> None:
    with pytest.raises(InvalidSettings, match=wrong):
        SignInPolicy.of(roles, acr, "")


def test_under_https_a_provider_without_it_is_refused(tmp_path: pytest.TempPathFactory) -> None:
    harness_settings(tmp_path, "sqlite://", "http://hwb.example")
    file = tmp_path / "settings.toml"
    file.write_text(file.read_text().replace("http://localhost:8400", "https://mesur.example"))
    with pytest.raises(InvalidSettings, match="issuer: expected an address with https"):
        read_settings(file)


def discard(harness: ServiceHarness) -> Callable[[TestClient], httpx2.Response]:
    sitting, page = harness.assign("cadi"), f"/classes/{harness.classes['Derwen']}/monitor?subject={SUBJECT}"
    form = {"act": "discard", "sitting": str(sitting), "reason": "ill"}
    headers = PAGE | {"origin": harness.settings.public_url, "referer": harness.settings.public_url + page}
    return lambda browser: browser.post(page, data=form, headers=headers)


def as_csv(harness: ServiceHarness) -> Callable[[TestClient], httpx2.Response]:
    page = f"/feedback/classes/{harness.classes['Derwen']}"
    headers = PAGE | {"referer": harness.settings.public_url + page}
    return lambda browser: browser.get(f"{page}.csv?subject={SUBJECT}", headers=headers)


@pytest.mark.parametrize(("wanted", "done"), [(discard, 303), (as_csv, 200)])
def test_an_act_that_cannot_be_undone_needs_a_fresh_sign_in_that_comes_back(
    harness: ServiceHarness, wanted: Callable[[ServiceHarness], Callable[[TestClient], httpx2.Response]], done: int
) -> None:
    act, browser = wanted(harness), harness.browser(fresh_minutes=15)
    sign_in(browser, "evans")
    harness.clock.now += timedelta(minutes=16)
    refused = act(browser)
    assert (refused.status_code, "Sign in again" in refused.text) == (403, True)
    login = next(part for part in refused.text.split('"') if part.startswith("/login?")).replace("&amp;", "&")
    back = parse_qs(urlsplit(login).query)["back"][0]
    asked = browser.get(login)
    assert parse_qs(urlsplit(asked.headers["location"]).query)["prompt"] == ["login"]
    answer = browser.get(httpx2.post(asked.headers["location"], data={"sub": "evans"}).headers["location"])
    assert answer.headers["location"].startswith(back.partition("?")[0])
    assert act(browser).status_code == done


def test_each_file_and_each_hand_over_needs_one(module_harness: ServiceHarness) -> None:
    browser = module_harness.browser(fresh_minutes=15)
    sign_in(browser, "evans")
    derwen, cadi = module_harness.classes["Derwen"], module_harness.people["cadi"]
    module_harness.clock.now += timedelta(minutes=16)
    refused = [
        *(
            browser.get(f"/feedback/{file}")
            for file in (f"classes/{derwen}.pdf", f"schools/{module_harness.school}.csv")
        ),
        *(browser.get(f"/feedback/learners/{cadi}.{kind}") for kind in ("pdf", "csv")),
        *(browser.post(f"/classes/{derwen}/pin/visits{of}", headers={"origin": ORIGIN}) for of in ("", "/all")),
        *(browser.post(path, headers={"origin": ORIGIN}) for path in ("/confirmations", "/access")),
    ]
    assert [answer.json()["type"].rpartition(":")[2] for answer in refused] == ["sign_in_stale"] * 8
