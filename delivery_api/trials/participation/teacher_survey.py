"""A trial's closing survey for teachers: choices alone, sealed under the trial's key, and nothing about a child."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from delivery_api.access.refusals import NotFound
from delivery_api.keys.encryption import padded
from delivery_api.keys.key_ring import KeyRing
from delivery_api.trials import service as trials
from delivery_api.trials.disclosure import in_tens
from delivery_api.trials.participation import store
from delivery_api.trials.participation.invitations import AnsweredAlready, takes_answers

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "instructions": ("clear", "partly clear", "unclear"),
    "length": ("too short", "right", "too long"),
    "level": ("too easy", "right", "too hard"),
    "language": ("good", "partly good", "poor"),
    "devices": ("no trouble", "some trouble", "much trouble"),
}
"""The questions and what can be chosen."""

_STEP = 512


class ChoiceCount(NamedTuple):
    """How many teachers chose an answer to a question of the survey: ten or more, in tens."""

    question: str
    choice: str
    teachers: int


def answer_teacher_survey(
    connection: Connection, ring: KeyRing, programme: str, teacher: UUID, form: Mapping[str, str], now: datetime
) -> None:
    """Seal what a teacher chose; the same teacher's new choices take the place of earlier ones.

    Raises
    ------
    AnsweredAlready : the trial is over
    NotFound : a choice that is none
    """
    trial = trials.find(connection, programme)
    if not takes_answers(trial, now):
        raise AnsweredAlready
    chosen = {name: form[name] for name in QUESTIONS if form.get(name)}
    if any(value not in QUESTIONS[name] for name, value in chosen.items()):
        raise NotFound(thing="page")
    key = ring.read(trial.key_id)
    mark = key.fingerprint("teacher-survey", str(teacher))
    content = padded(zlib.compress(json.dumps(chosen, sort_keys=True).encode()), _STEP)
    store.save_survey(connection, programme, mark, key.id, key.seal(content, place=survey_place(programme, mark)))


def teacher_surveys(connection: Connection, ring: KeyRing, programme: str) -> tuple[dict[str, str], ...]:
    """What teachers chose, without who, in an order that tells nothing.

    Raises
    ------
    KeyGone, DecryptionFailed
    """
    key = ring.read(trials.find(connection, programme).key_id)
    return tuple(
        json.loads(zlib.decompressobj().decompress(key.open(payload, place=survey_place(programme, mark))))
        for mark, _, payload in store.surveys_of(connection, programme)
    )


def count_choices(said: Iterable[Mapping[str, str]]) -> tuple[ChoiceCount, ...]:
    """How many teachers chose what, in tens; a choice of fewer than ten is not told."""
    chosen = Counter((name, value) for each in said for name, value in each.items())
    return tuple(
        ChoiceCount(question, choice, teachers)
        for question, choices in QUESTIONS.items()
        for choice in choices
        if (teachers := in_tens(chosen[question, choice])) is not None
    )


def survey_place(programme: str, mark: bytes) -> str:
    """Return what a sealed survey is bound to."""
    return f"teacher-survey/{programme}/{mark.hex()}"
