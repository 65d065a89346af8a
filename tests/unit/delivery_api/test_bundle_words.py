"""What a page of a bundle shows is told in words of the reader's language."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime

import pytest
from sqlalchemy import LargeBinary

from delivery_api.lifecycle.schema import metadata
from delivery_api.privacy.declaration_messages import rule_phrase, rules_sentence
from delivery_api.privacy.declared_tables import declarations
from delivery_api.privacy.person_rows import located_tables
from delivery_api.privacy.rights.bundle_page import bundle_page
from delivery_api.privacy.rights.bundle_values import ENDS, ESTIMATES, EVENTS
from delivery_api.privacy.rights.bundle_words import (
    ACTS,
    COLUMNS,
    IN_RULES,
    act_words,
    column_word,
    rule_words,
    value_words,
)
from delivery_api.privacy.rights.unlinked_data import unlinked_files
from delivery_api.sittings.record import event_types
from delivery_api.sittings.record.break_events import break_begun, break_ended
from delivery_api.sittings.record.scored_sittings import STOPPED_BY_STAFF
from delivery_api.sittings.scheduling.booking_windows import WINDOW_OVER
from delivery_api.sittings.storage.reported_results.values import ReportedResult
from delivery_api.storage.data_declaration import WithParent
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from engine import EstimateStatus
from engine.stopping.stopping_rules import FinishReason

BEGAN = datetime(2026, 11, 25, 10, tzinfo=UTC)
RECORDED = {"owner", "row", "log_sha256", "reported_sha256"}
NOT_SHOWN = {"id", "case", "sequence", "number", "digest", "key_id", "breach", "by", "reply", "key", *RECORDED}
"""Names that the page leaves out: ids, numbers of rows, keys, hashes, and what is not the person's own."""


def shown() -> set[str]:
    columns = {
        column.name
        for table in located_tables(metadata)
        for column in table.columns
        if not isinstance(column.type, LargeBinary) and not column.name.endswith("_key")
    }
    events = [each for each in vars(event_types).values() if isinstance(each, type) and is_dataclass(each)]
    values = (*events, ReportedResult)
    return (columns | {field.name for value in values for field in fields(value)}) - NOT_SHOWN


def test_every_name_that_a_page_of_a_bundle_can_show_has_a_word() -> None:
    assert shown() - set(COLUMNS) == set()


@pytest.mark.parametrize("language", ["cy", "en"])
def test_no_word_is_a_name_of_the_database(language: str) -> None:
    say = translations(language)
    words = [column_word(name, say) for name in COLUMNS] + [act_words(act, say) for act in ACTS]
    assert [word for word in words if "_" in word or not word] == []


def test_an_act_is_told_with_whatever_follows_it_in_the_audit() -> None:
    welsh = translations("cy")
    for action, words in (
        ("saw feedback (pdf)", "edrych ar adborth"),
        ("saw a class (page)", "edrych ar ganlyniadau dosbarth"),
        ("moved a sitting to disapplied", "newid statws asesiad"),
        ("rights case (access): opened", "gweithio ar gais"),
        ("breach: reported", "gweithio ar achos o dorri diogelwch"),
        (
            "alone: move of a finished sitting",
            "rhoi canlyniad gorffenedig o’r neilltu neu ei symud heb ail berson",
        ),
    ):
        assert act_words(action, welsh) == words
    assert act_words("an act of a later release", welsh) == "an act of a later release"


def test_every_name_in_the_rule_of_a_table_or_a_file_has_a_word() -> None:
    """Fault: the officer read "`by` is blanked 7 years after `at`", and whoever read their bundle "backup_days"."""
    say = translations("en")
    rules = [rules_sentence(declared, say) for declared in declarations(metadata).values()]
    of_files = [each["goes"]["en"] for each in unlinked_files()]
    assert {name for rule in (*rules, *of_files) for name in re.findall("`([a-z_]+)`", rule)} == set(IN_RULES)
    assert rule_words("with the row of `rights_cases` it belongs to", say) == "with the request it belongs to"
    assert not [rule for rule in rules if set("`“_") & set(rule_words(rule, say))]


def test_welsh_tells_the_row_that_a_row_goes_with_by_its_word_alone() -> None:
    say = translations("cy")
    rule = rule_phrase(WithParent("case", "rights_cases"), say)
    assert rule == "gyda’r cofnod yn `rights_cases` y mae’n perthyn iddo"
    assert rule_words(rule, say) == "gyda’r cais y mae’n perthyn iddo"


@pytest.mark.parametrize(("language", "words"), [("cy", "ar adeg ei ddiwedd"), ("en", "at the time of its end")])
def test_the_rule_of_sign_out_notices_reads_as_a_sentence(language: Language, words: str) -> None:
    """Fault: it read "at the time of it ran out"."""
    say = translations(language)
    assert rule_words(rules_sentence(declarations(metadata)["logout_notices"], say), say) == words


@pytest.mark.parametrize("language", ["cy", "en"])
def test_commands_in_the_rules_of_files_are_set_as_code(language: Language) -> None:
    """Fault: whoever read their bundle saw "by `mesur keys backup`" with its backticks."""
    record = {"holds": {language: "x"}, "goes": {language: "`mesur keys backup`"}, "rows": [], "acts": []}
    answers = {"given": True}
    document = {"made_on": "2026-11-25", "answers": answers, "records": [record], "not_linkable": [*unlinked_files()]}
    page = bundle_page(document, language)
    assert page.count("<code>mesur keys backup</code>") > 1
    assert "`" not in page


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("pin_entries.settled", "staff", "dywedodd aelod o staff"),
        ("sitting_events.theta", -1.4519505661205796, "-1.45"),
        ("sitting_events.reason", "max_items", "gofynnwyd pob cwestiwn"),
        ("sitting_events.kind", "takenover", "parhaodd ar ddyfais arall"),
        ("sitting_events.status", "converged", "mor fanwl ag y mae’r atebion yn ei ganiatáu"),
        ("sittings.language", "en", "Saesneg"),
        ("sessions.device", "phone", "Ffôn"),
        ("sittings.bank_version", "0123456789abcdef" * 4, "rhif 01234567…"),
        ("audit.pin", "78be7097-4a0b-4258-857f-10dbfed9c2a6", "rhif 78be7097…"),
        ("sitting_events.elapsed", 34.0, "34"),
        ("case_steps.kind", "extended", "Dau fis arall, a dywedwyd wrthyn nhw pam"),
        ("sitting_events.why", break_begun(BEGAN).why, "cafodd y dysgwr egwyl"),
        ("sitting_events.why", break_ended(BEGAN).why, "aeth y dysgwr ymlaen"),
        ("sitting_events.why", WINDOW_OVER, "daeth dyddiau’r asesiad hwn i ben"),
        ("sitting_events.why", "Larwm tân", "Larwm tân"),
        ("sitting_events.before", break_begun(BEGAN).before, "Ar waith"),
        ("sitting_events.after", break_begun(BEGAN).after, "Wedi’i oedi"),
        ("sitting_events.reason", STOPPED_BY_STAFF, "daeth staff ag ef i ben"),
        ("sitting_events.access", "extra_time=25", "Mwy o amser: 25%"),
        ("sitting_events.access", "of_a_later_release=yes", "of_a_later_release=yes"),
        ("sitting_events.left_out", "a-b=told", "a-b: Mae’r ateb yn nisgrifiad llun."),
        ("sitting_events.left_out", "a-b=later", "a-b=later"),
        ("access_profiles.given", '{"extra_time":"25","ruler":"yes"}', "Pren mesur; Mwy o amser: 25%"),
        ("access_profiles.chosen", "{}", "Dim"),
        ("breaches.purposes", "sign-in,trial", "Cyfrifon a mewngofnodi; Treialon yr asesiadau"),
        ("alerts.kind", "retake", "Gosodwyd yr asesiad i ddysgwr eto yn y flwyddyn ysgol hon"),
        ("breaches.kind", "lost", "Collwyd data"),
        ("held_acts.receiver", "learner", "Dysgwr"),
    ],
)
def test_a_value_of_a_list_is_told_in_words_and_a_number_with_two_decimals(
    place: str, value: object, words: str
) -> None:
    """Fault: the Welsh page said "extra_time=25", "learner" and "lost"."""
    table, _, name = place.partition(".")
    assert value_words(name, value, "cy", table) == words


def test_every_event_every_end_and_every_state_of_an_estimate_has_words() -> None:
    assert set(ESTIMATES) == set(EstimateStatus)
    assert EVENTS.keys() == event_types._KINDS.keys()
    assert set(ENDS) == {*FinishReason, STOPPED_BY_STAFF}


def test_a_page_leaves_hashes_and_records_of_results_out() -> None:
    hashes = {"owner": "a1b2", "row": "{}", "log_sha256": "c3d4", "reported_sha256": "e5f6"}
    event = {"kind": "recorded", "event": hashes | {"theta": 0.123456}}
    record = {"table": "sitting_events", "holds": {"cy": "x"}, "goes": {"cy": "x"}, "rows": [event], "acts": []}
    document = {"made_on": "2026-11-25", "answers": {"given": True}, "records": [record], "not_linkable": []}
    page = bundle_page(document, "cy")
    assert [each for each in ("a1b2", "{}", "c3d4", "e5f6", "0.123456", "recorded") if each in page] == []
    assert "0.12" in page
