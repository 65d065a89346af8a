"""The monitor calls setting a result aside what the page of such results and its alerts call it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from delivery_api.alerts.alert_messages import RECORDS
from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.sittings.conducting.monitor import MonitorRow, MonitorStatus
from delivery_api.sittings.conducting.monitor_words import action_words, status_words
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(("language", "aside", "another"), [("en", "aside", "iscard"), ("cy", "o’r neilltu", "iddym")])
def test_setting_aside_has_one_name_wherever_staff_meet_it(language: Language, aside: str, another: str) -> None:
    say = translations(language)
    refused = [PROBLEMS[code](say).what_to_do for code in ("nothing_answered", "other_under_way")]
    status = status_words(MonitorRow(uuid4(), MonitorStatus.DISCARDED), say, NOW)
    for words in (action_words(say)["discard"], status, *refused, RECORDS["held_acts"](say)):
        assert (aside in words, another in words) == (True, False), words
