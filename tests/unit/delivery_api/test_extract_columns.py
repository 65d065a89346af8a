"""What stands in the columns of an extract, and that each is explained."""

from __future__ import annotations

from datetime import UTC, datetime

from delivery_api.sittings.record.event_types import Presented, Quarantined, Started, Surveyed
from delivery_api.trials.extract_column_messages import COLUMN_WORDS
from delivery_api.trials.extract_columns import GivenPerson, columns_with, extract_rows
from delivery_api.trials.extract_tables import row_marker, row_text

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_every_column_is_explained_in_both_languages() -> None:
    assert COLUMN_WORDS.keys() == columns_with(responses=True).keys()
    assert all(words["cy"] and words["en"] and words["cy"] != words["en"] for words in COLUMN_WORDS.values())


def test_the_closing_survey_is_told_with_the_responses() -> None:
    log = (Started(AT, "en", 4), Presented(AT, 1, "a", "en"), Surveyed(AT, ("happy", "", "so-so"), "en"))
    (row,) = extract_rows([(GivenPerson(), log)], ("person", "face_1", "face_2", "face_3"), {})
    assert row == (1, "happy", None, "so-so")


def test_what_a_booklet_has_after_the_item_that_waits_was_not_reached_but_for_what_was_withdrawn() -> None:
    log = (Started(AT, "en", 4), Presented(AT, 1, "a", "en"), Quarantined(AT, ("b",)))
    forms = {("booklet-01", 4): ("a", "b", "c"), ("booklet-01", 5): ("d",)}
    given = GivenPerson(booklet="booklet-01")
    rows = list(extract_rows([(given, log)], ("item", "position", "status", "score"), forms))
    assert rows == [("a", 1, "not reached", None), ("c", 2, "not reached", None)]


def test_a_row_is_known_again_as_other_programs_write_whole_numbers() -> None:
    text = row_text((1, "a,b", 1.0, 0.25, None))
    assert text == '1,"a,b",1,0.25,'
    assert row_marker(text) == row_marker('1.0,"a,b",1.0,0.25,\r\n')
    assert row_marker(text) != row_marker('1,"a,b",1,0.250,')
