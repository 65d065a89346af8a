"""The use case of a trial's closing survey: what a learner says with pictures after the end, if they want to."""

from __future__ import annotations

from datetime import datetime

from delivery_api.access.refusals import Refused
from delivery_api.sittings.record.event_types import Surveyed, surveyed
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage.programmes import require_ready
from delivery_api.sittings.values import Sitting, SittingState
from delivery_api.web.reader_language import Language

FACES = ("happy", "so-so", "not happy")
STATEMENTS = 3
"""How many statements there are; the player has their words."""


class NoSurvey(Refused):
    """The sitting is of no trial, or has not ended."""

    code = "no_survey"


def answer_survey(
    context: SittingContext, sitting: Sitting, faces: tuple[str, ...], language: Language, now: datetime
) -> None:
    """Log what a learner chose after a trial's sitting; what was said first stands.

    Parameters
    ----------
    sitting : locked until the transaction ends
    faces : one of `FACES` for each statement, "" where it was left out

    Raises
    ------
    NoSurvey, UnknownProgramme, TrialClosed
    """
    if sitting.pseudonym is None or sitting.state != SittingState.COMPLETED:
        raise NoSurvey
    key = require_ready(context.connection, context.key_ring, sitting.programme)
    log = logbook.log(context.connection, context.key_ring, sitting)
    if surveyed(log) is None:
        logbook.append(context.connection, key, sitting, len(log), (Surveyed(now, faces, language),))
        record_result(context.connection, context.key_ring, key, sitting, now)
