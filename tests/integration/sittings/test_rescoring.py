"""A key that was wrong is mended: finished sittings get a second result, the first stays, and feedback says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import engine
from delivery_api.bank import store as banks
from delivery_api.dates.school_calendar import london_date
from delivery_api.feedback.service import first_results, result_of
from delivery_api.sittings.record.event_types import (
    Event,
    Finished,
    Rescored,
    as_scored,
    finished,
    kind_of,
    replies,
    rescored,
)
from delivery_api.sittings.record.open_sitting import load_sitting
from delivery_api.sittings.storage import store
from itembank import BankVersion, ExactNumber, NumberEntry, check_bank, write_bank
from tests.support.command_runner import Desk
from tests.support.database_rows import nothing_written
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.running_service import SUBJECT, House, answer_to_the_end

WHO = ("--by", "Eleri Vaughan", "--reason", "the key was wrong", "--lang", "en")


@pytest.fixture(autouse=True)
def _the_clock_of_the_house(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    monkeypatch.setattr("delivery_api.commands.bank.clock", house.clock)


def mended(bank: BankVersion, log: tuple[Event, ...]) -> tuple[BankVersion, int]:
    """The bank with the key of an item that was answered wrongly put to what was answered; the place of that reply."""
    for place, reply in enumerate(replies(log)):
        item = bank.item(reply.item)
        if isinstance(item.response, NumberEntry) and isinstance(reply.response, str) and not reply.score:
            right = replace(item, rule=ExactNumber(reply.response))
            items = tuple(right if each.id == item.id else each for each in bank.items)
            return check_bank(replace(bank, items=items)), place
    pytest.fail("no number was answered wrongly")


def test_the_second_result_is_that_of_the_mended_rule_and_the_first_stays(house: House, tmp_path: Path) -> None:
    sitting = house.assign("cadi")
    cadi, teacher = house.signed_in("cadi"), house.signed_in("evans")
    answer_to_the_end(house, cadi, sitting, right=1)
    under_way = house.assign("joe")
    house.signed_in("joe").post(f"/api/sittings/{under_way}/start")
    before = house.log(sitting)
    new, place = mended(house.bank, before)
    (tmp_path / "mended.json").write_bytes(write_bank(new))
    asked = ("bank", "rescore", house.bank.hash[:8], str(tmp_path / "mended.json"), *WHO)

    done = Desk(house)(*asked)
    assert done.exit_code == 0, done.output
    assert "1 sitting rescored." in done.stdout
    assert "Scores that changed: 1." in done.stdout

    log = house.log(sitting)
    assert log[: len(before)] == before
    (second,) = log[len(before) :]
    assert isinstance(second, Rescored)
    first = finished(log)
    assert isinstance(first, Finished)
    assert [reply.score - old.score for reply, old in zip(as_scored(log), replies(log), strict=True)] == [
        int(at == place) for at in range(len(replies(log)))
    ]
    assert second.theta > first.theta
    assert kind_of(second) == "rescored"
    assert rescored(house.log(under_way)) is None

    learner = house.people["cadi"]
    with house.service.engine.begin() as connection:
        result, _ = result_of(connection, house.service.ring, house.bank_cache, learner, SUBJECT)
        counted = first_results(connection, house.service.ring, house.school, SUBJECT, london_date(house.clock()))
        decided = [each for each in banks.decisions(connection) if each.decision == "rescored"]
    assert (result.theta, result.se, result.rescored_on) == (second.theta, second.se, london_date(second.at))
    assert [each.theta for each in counted] == [second.theta]
    assert [(each.bank_version, each.by) for each in decided] == [(new.hash, "Eleri Vaughan")]
    pages = (f"/feedback/learners/{learner}", f"/feedback/classes/{house.classes['Derwen']}")
    for page, en, cy in zip(
        pages,
        ("This is a new result, from 25 November 2026", "1 result was marked again"),
        ("Canlyniad newydd yw hwn, a gafwyd ar 25 Tachwedd 2026", "Cafodd 1 canlyniad ei farcio eto"),
        strict=True,
    ):
        assert en in teacher.get(f"{page}?lang=en").text
        assert cy in teacher.get(f"{page}?lang=cy").text
        assert teacher.get(f"{page}.pdf?lang=cy").status_code == 200

    with nothing_written(house.service.engine, but=("bank_decisions", "audit")):
        assert "0 sittings rescored." in Desk(house)(*asked).stdout
    assert assert_every_sitting_replays(house.service) > 0


def test_the_second_result_is_what_the_same_answers_give_under_the_new_version(house: House, tmp_path: Path) -> None:
    sitting = house.assign("cadi")
    answer_to_the_end(house, house.signed_in("cadi"), sitting, right=1)
    new, _ = mended(house.bank, house.log(sitting))
    (tmp_path / "mended.json").write_bytes(write_bank(new))
    Desk(house)("bank", "rescore", house.bank.hash[:8], str(tmp_path / "mended.json"), *WHO)
    with house.service.engine.begin() as connection:
        held = store.find(connection, sitting)
        assert held is not None
        room = load_sitting(connection, house.service.ring, house.bank_cache, held)
    state = engine.start(room.test)
    for reply in as_scored(room.log):
        state = engine.step(room.test, state, room.test.pool.index(reply.item), reply.score)
    expected, second = engine.reported(room.test, state), rescored(room.log)
    assert second is not None
    assert second.theta == pytest.approx(float(expected.theta), abs=1e-9)


def test_a_version_with_other_items_cannot_rescore(house: House, tmp_path: Path) -> None:
    less = replace(house.bank, items=house.bank.items[1:])
    (tmp_path / "less.json").write_bytes(write_bank(less))
    with nothing_written(house.service.engine):
        done = Desk(house)("bank", "rescore", house.bank.hash[:8], str(tmp_path / "less.json"), *WHO)
    assert done.exit_code == 2
    assert "expected the same items" in done.stderr
