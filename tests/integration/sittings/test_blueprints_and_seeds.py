"""What a sitting gives up of its blueprint, and what it tries out unscored, stands in its log and nowhere else."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

import engine
from delivery_api.bank.seeding_permission import service as seeding
from delivery_api.bank.service import put_in_use
from delivery_api.dates.school_calendar import london_date
from delivery_api.demo.simulated_replies import right_reply
from delivery_api.feedback.service import result_of
from delivery_api.sittings import service as sittings
from delivery_api.sittings.record.event_types import Presented, Relaxed, Replied, event_kind, finished, replies
from delivery_api.sittings.record.open_sitting import OpenSitting, fold, load_sitting
from delivery_api.sittings.storage import store
from itembank import BankVersion, compile_test
from itembank.design.adaptive_test_design import ItemIds, Setting, SettingValue, Strategy, TestDesign
from tests.support.database_rows import nothing_written
from tests.support.service_harness import DECISION, SUBJECT, ServiceHarness, put_response, response_body
from tests.support.small_bank import small_numeracy_bank

LENGTH = 6
BANK = small_numeracy_bank()
UNSCORED = tuple(item.id for item in BANK.items if item.introduced_year == 3)[:8]
SEEDED_AT = (1, 4)


def strategy(name: str, **settings: SettingValue) -> Strategy:
    return Strategy(name, tuple(Setting(setting, value) for setting, value in settings.items()))


def count(attribute: str, value: str | int, least: int) -> Strategy:
    return strategy("Count", attribute=attribute, values=(value,), minimum=least, maximum=LENGTH)


def design(
    name: str, *constraints: Strategy, relax: tuple[str, ...] = (), length: int = LENGTH, **slots: Any
) -> TestDesign:
    """Six items by a blueprint, if not said otherwise; a mask lets no more than two be of data."""
    blueprint = strategy("Blueprint", length=length, constraints=constraints, relax=relax)
    data = strategy("Counts", attribute="strand", bounds=(("data", 0, 2),), length=length)
    return replace(
        BANK.design(SUBJECT),
        name=name,
        length=length,
        stop=(strategy("MaxItems", n=length),),
        masks=(strategy("YearCeiling", attribute="introduced_year", year="@year"), data),
        blueprint=strategy("Shadow", blueprint=blueprint),
        **slots,
    )


# Year 4 has no items of Year 9, so that is given up before the first item; that the mask bars a third item of data
# shows only after the second.
RELAXING = design(
    "relaxing",
    count("introduced_year", 9, 1),
    count("strand", "data", 4),
    relax=("introduced_year 9", "strand 'data'"),
    exposure=strategy("Randomesque", n=2),
)
SEEDED = design(
    "seeded",
    count("introduced_year", 9, 1),
    count("strand", "number", 3),
    relax=("introduced_year 9",),
    seeding=strategy("SeedAtRandom", unscored=ItemIds(UNSCORED), positions=SEEDED_AT),
)


@dataclass
class Scene:
    """cadi has finished under the design "relaxing", joe under "seeded"; what either was shown, in order."""

    harness: ServiceHarness
    bank: BankVersion
    browsers: dict[str, TestClient]
    sittings: dict[str, UUID]
    shown: dict[str, list[dict[str, Any]]]

    def opened(self, name: str) -> OpenSitting:
        with self.harness.service.engine.begin() as connection:
            sitting = store.find(connection, self.sittings[name])
            assert sitting is not None
            return load_sitting(self.harness.context(connection), sitting)


@pytest.fixture(scope="module")
def scene(module_harness: ServiceHarness) -> Scene:
    bank = replace(BANK, designs=(RELAXING, SEEDED))
    scene = Scene(module_harness, bank, {}, {}, {})
    for name, plan in (("cadi", RELAXING), ("joe", SEEDED)):
        with module_harness.service.engine.begin() as connection:
            put_in_use(connection, bank, plan.name, module_harness.clock())
        if name == "joe":
            allow_seeding(module_harness)
        scene.sittings[name] = module_harness.assign(name, 4)
        scene.browsers[name] = module_harness.signed_in(name)
        scene.shown[name] = list(answered(scene.browsers[name], scene.sittings[name]))
    return scene


def allow_seeding(harness: ServiceHarness, days: int = 30) -> None:
    texts = {"lawful_basis": "UK GDPR Article 6(1)(e)", "notice_en": "Some are tried out.", "notice_cy": "Treial."}
    today = london_date(harness.clock.now)
    with harness.service.engine.begin() as connection:
        period = (today, today + timedelta(days=days))
        seeding.allow(connection, harness.service.ledger, SUBJECT, texts, period, DECISION, harness.clock())


def answered(browser: TestClient, sitting: UUID) -> Iterator[dict[str, Any]]:
    """Answer to the end that it cannot be done; each item as it was shown."""
    item = browser.post(f"/api/sittings/{sitting}/start").json()["item"]
    while item is not None:
        yield item
        # another device, at every item, is given what waits there
        assert browser.get(f"/api/sittings/{sitting}").json()["item"] == item
        item = put_response(browser, sitting, item["position"], response_body(item, None)).json()["next"]


# The blueprint


def test_what_is_given_up_is_logged_once_each_before_the_item_it_was_given_up_for(scene: Scene) -> None:
    log = scene.opened("cadi").log
    relaxed = [place for place, event in enumerate(log) if isinstance(event, Relaxed)]
    assert [log[place].constraints for place in relaxed] == [("introduced_year 9",), ("strand 'data'",)]
    assert [event_kind(event) for event in log[:3]] == ["started", "relaxed", "presented"]
    strands = [scene.bank.item(event.item).strand for event in log[: relaxed[1]] if isinstance(event, Replied)]
    assert strands.count("data") == 2
    for place in relaxed:
        following = log[place + 1]
        assert isinstance(following, Presented)
        assert following.at == log[place].at


def test_it_is_counted_as_what_the_design_allows(scene: Scene) -> None:
    counted = scene.browsers["cadi"].get("/metrics").text
    given_up = re.findall(r'^mesur_selection_fallbacks_total\{how="(constraints .*?)"\} (\S+)$', counted, re.MULTILINE)
    assert given_up == [("constraints given up as the design allows", "3.0")]


def test_the_fold_of_the_log_knows_at_each_moment_what_was_given_up(scene: Scene) -> None:
    opened = scene.opened("cadi")
    names: set[str] = set()
    for place, event in enumerate(opened.log):
        assert fold(opened.test, opened.log[:place]).relaxed == names
        if isinstance(event, Relaxed):
            names.update(event.constraints)
    assert names == {"introduced_year 9", "strand 'data'"} == opened.state.relaxed


@pytest.mark.parametrize("name", ["cadi", "joe"])
def test_the_seed_would_give_up_choose_and_score_the_same_again(scene: Scene, name: str) -> None:
    opened = scene.opened(name)
    for before, event in pairwise(opened.log):
        if isinstance(event, Relaxed | Presented) and not isinstance(before, Relaxed):
            place = opened.log.index(event)
            action = engine.next_action(opened.test, fold(opened.test, opened.log[:place]), opened.pinned.seed)
            assert isinstance(action, engine.Administer)
            shown = opened.log[place + 1] if isinstance(event, Relaxed) else event
            assert isinstance(shown, Presented)
            assert (opened.test.pool.ids[action.item], action.scored) == (shown.item, shown.scored)
            assert action.relaxed == (event.constraints if isinstance(event, Relaxed) else ())


def test_the_log_is_enough_without_drawing_again(scene: Scene) -> None:
    """Under another build that would choose otherwise the same log leads to the same state."""
    opened = scene.opened("joe")
    other = compile_test(scene.bank, replace(SEEDED, seeding=None, select=strategy("Random")), 4)
    assert fold(other, opened.log).answers == opened.state.answers
    assert fold(other, opened.log).log_likelihood.tolist() == opened.state.log_likelihood.tolist()


def test_what_is_sent_again_changes_nothing_also_where_something_was_given_up(scene: Scene) -> None:
    log = scene.opened("cadi").log
    later = next(place for place, event in enumerate(log) if place > 2 and isinstance(event, Relaxed))
    said = log[later - 1]
    assert isinstance(said, Replied)
    body = response_body(scene.shown["cadi"][said.position - 1], None, said.key) | {"language": said.language}
    with nothing_written(scene.harness.service.engine):
        again = put_response(scene.browsers["cadi"], scene.sittings["cadi"], said.position, body)
    following = scene.shown["cadi"][said.position]
    assert (again.status_code, again.json()) == (200, {"position": said.position, "next": following, "finished": False})


# Unscored items


def test_an_unscored_item_is_logged_as_such_and_moves_no_estimate(scene: Scene) -> None:
    log = scene.opened("joe").log
    said = replies(log)
    assert len(said) == LENGTH + len(SEEDED_AT) == SEEDED.presented_length
    assert [reply.position for reply in said if not reply.scored] == list(SEEDED_AT)
    assert [event.position for event in log if isinstance(event, Presented) and not event.scored] == list(SEEDED_AT)
    assert {reply.item for reply in said if not reply.scored} <= set(UNSCORED)
    assert not {reply.item for reply in said if reply.scored} & set(UNSCORED)
    for before, reply in pairwise(said):
        assert ((before.theta, before.se) == (reply.theta, reply.se)) == (not reply.scored)


def test_what_a_scored_item_gives_up_is_not_logged_before_an_unscored_one(scene: Scene) -> None:
    kinds = [event_kind(event) for event in scene.opened("joe").log[:5]]
    assert kinds == ["started", "presented", "answered", "relaxed", "presented"]


def test_the_learner_is_not_told_which_questions_do_not_count(scene: Scene) -> None:
    shown = scene.shown["joe"]
    assert {tuple(item) for item in shown} == {tuple(scene.shown["cadi"][0])}
    assert [item["progress"] for item in shown] == [
        round(place / SEEDED.presented_length, 3) for place in range(len(shown))
    ]


def test_feedback_leaves_out_what_does_not_count(scene: Scene) -> None:
    scored = [reply for reply in replies(scene.opened("joe").log) if reply.scored]
    learner = scene.harness.people["joe"]
    with scene.harness.service.engine.begin() as connection:
        result, _ = result_of(scene.harness.context(connection), learner, SUBJECT)
    assert [item.position for item in result.items] == [*range(1, LENGTH + 1)]
    end = finished(scene.opened("joe").log)
    assert end is not None
    assert (result.theta, result.se) == (end.theta, end.se)
    answer = scene.harness.signed_in("evans").get(f"/feedback/learners/{learner}.csv?lang=en")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["Question"] for row in rows] == [str(number) for number in range(1, LENGTH + 1)]
    assert len(scored) == LENGTH


# Whether they are allowed


def sat(harness: ServiceHarness, name: str, seed: int) -> tuple[UUID, tuple[Replied, ...]]:
    """A sitting from a seed, each question answered by whether its id is even; its id and the scored answers."""
    sitting_id, browser = harness.assign(name, 4), harness.signed_in(name)
    with harness.service.engine.begin() as connection:
        sitting = store.find(connection, sitting_id)
        assert sitting is not None
        now = harness.clock()
        item = sittings.start(harness.context(connection), sitting, sittings.Client("en"), seed, now)["item"]
    while item is not None:
        version = BANK.item(item["id"])
        reply = right_reply(version) if int(hashlib.sha256(item["id"].encode()).hexdigest(), 16) % 3 else None
        answer = put_response(browser, sitting_id, item["position"], response_body(item, reply))
        assert answer.status_code == 200, answer.text
        item = answer.json()["next"]
    return sitting_id, replies(harness.log(sitting_id))


def test_unscored_questions_are_asked_only_while_they_are_allowed_and_change_nothing(harness: ServiceHarness) -> None:
    bank = replace(BANK, designs=(SEEDED,))
    with harness.service.engine.begin() as connection:
        put_in_use(connection, bank, SEEDED.name, harness.clock())
    off, without = sat(harness, "cadi", 11)
    allow_seeding(harness)
    on, with_them = sat(harness, "joe", 11)
    assert [reply.scored for reply in without] == [True] * LENGTH
    assert [reply.position for reply in with_them if not reply.scored] == list(SEEDED_AT)

    def counted(said: tuple[Replied, ...]) -> list[tuple[Any, ...]]:
        return [(each.item, each.score, each.theta, each.se, each.status) for each in said if each.scored]

    assert counted(without) == counted(with_them)
    ends = [finished(harness.log(each)) for each in (off, on)]
    assert ends[0] is not None
    assert ends[1] is not None
    assert replace(ends[0], at=ends[1].at) == ends[1]
    teacher = harness.signed_in("evans")
    with harness.service.engine.begin() as connection:
        context = harness.context(connection)
        results = [result_of(context, harness.people[each], SUBJECT)[0] for each in ("cadi", "joe")]
    assert results[0] == results[1]
    for form in (".csv", ""):
        said = [
            teacher.get(f"/feedback/learners/{harness.people[each]}{form}?lang=en").text for each in ("cadi", "joe")
        ]
        assert unnamed(said[0], harness, "cadi") == unnamed(said[1], harness, "joe")


def test_a_score_is_reported_alike_with_and_without_the_unscored_questions(harness: ServiceHarness) -> None:
    long = design(
        "seeded", length=12, seeding=strategy("SeedAtRandom", unscored=ItemIds(UNSCORED), positions=SEEDED_AT)
    )
    with harness.service.engine.begin() as connection:
        put_in_use(connection, replace(BANK, designs=(long,)), long.name, harness.clock())
    sat(harness, "cadi", 11)
    allow_seeding(harness)
    sat(harness, "joe", 11)
    with harness.service.engine.begin() as connection:
        context = harness.context(connection)
        without, with_them = (result_of(context, harness.people[each], SUBJECT)[0] for each in ("cadi", "joe"))
    assert without.claims
    assert without == with_them


def test_a_sitting_with_a_time_limit_gets_no_unscored_question_also_while_they_are_allowed(
    harness: ServiceHarness,
) -> None:
    with harness.service.engine.begin() as connection:
        put_in_use(connection, replace(BANK, designs=(SEEDED,)), SEEDED.name, harness.clock())
    allow_seeding(harness)
    teacher = harness.signed_in("evans")
    booked = teacher.post(f"/api/classes/{harness.classes['Derwen']}/sittings", json={"minutes": 30})
    assert booked.status_code == 201, booked.text
    with harness.service.engine.begin() as connection:
        (sitting,) = store.of_learners(connection, [harness.people["cadi"]])
    assert harness.signed_in("cadi").post(f"/api/sittings/{sitting.id}/start").json()["item"]["id"] not in UNSCORED
    assert not any(isinstance(event, Presented) and not event.scored for event in harness.log(sitting.id))


def unnamed(page: str, harness: ServiceHarness, name: str) -> str:
    """A report without what tells one learner from the other."""
    mine = {"cadi": ("Cadi Morgan", "Cadi M", "Cadi"), "joe": ("Joe Bennett", "Joe B", "Joe")}[name]
    for each in (str(harness.people[name]), *mine):
        page = page.replace(each, "X")
    return re.sub(r'<a [^>]*rel="(?:prev|next)".*?</a>', "", page)  # who stands beside them in the class list


def test_a_sitting_under_way_stays_as_it_began_and_a_permission_ends_by_itself(harness: ServiceHarness) -> None:
    bank = replace(BANK, designs=(SEEDED,))
    with harness.service.engine.begin() as connection:
        put_in_use(connection, bank, SEEDED.name, harness.clock())
    allow_seeding(harness, days=1)
    waiting = {name: harness.assign(name, 4) for name in ("cadi", "joe")}
    browser = harness.signed_in("cadi")
    item = browser.post(f"/api/sittings/{waiting['cadi']}/start").json()["item"]
    assert item["id"] in UNSCORED
    harness.clock.now += timedelta(days=2)
    joe = harness.signed_in("joe").post(f"/api/sittings/{waiting['joe']}/start").json()["item"]
    assert joe["id"] not in UNSCORED
    cadi = harness.signed_in("cadi")
    assert cadi.get(f"/api/sittings/{waiting['cadi']}").json()["item"]["id"] == item["id"]
    said = [cadi.get(f"/privacy?lang={each}").text for each in ("en", "cy")]
    assert not any("Questions that do not count" in each or "Cwestiynau nad" in each for each in said)


def test_the_notice_says_so_while_it_is_allowed_and_a_permission_can_be_ended_at_once(harness: ServiceHarness) -> None:
    allow_seeding(harness)
    browser = harness.browser()
    assert "Some are tried out." in browser.get("/privacy?lang=en").text
    assert "Treial." in browser.get("/privacy?lang=cy").text
    with pytest.raises(seeding.SeedingRefused):
        allow_seeding(harness)
    with harness.service.engine.begin() as connection:
        seeding.end(connection, harness.service.ledger, SUBJECT, DECISION, harness.clock())
    assert "Some are tried out." not in browser.get("/privacy?lang=en").text
    with nothing_written(harness.service.engine), harness.service.engine.begin() as connection:
        with pytest.raises(seeding.SeedingRefused):
            seeding.end(connection, harness.service.ledger, SUBJECT, DECISION, harness.clock())
        for wrong in ({"lawful_basis": " "}, {"notice_cy": ""}):
            texts = {"lawful_basis": "b", "notice_en": "e", "notice_cy": "c"} | wrong
            days = (london_date(harness.clock.now), london_date(harness.clock.now))
            with pytest.raises(seeding.SeedingRefused):
                seeding.allow(connection, harness.service.ledger, SUBJECT, texts, days, DECISION, harness.clock())
