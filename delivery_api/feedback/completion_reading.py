"""How far learners have come in each subject of a school year, without their results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from uuid import UUID

from delivery_api.feedback.service import UNVERIFIED
from delivery_api.sittings.record.reported_reading import reported_results
from delivery_api.sittings.sitting_context import SittingContext
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import OPEN_STATES, Sitting, SittingState
from reports.feedback.class_feedback import STOPPED
from reports.schools.completion import DONE


def completion_states(
    context: SittingContext, learners: Collection[UUID], year: str, *, all_recorded: bool
) -> Mapping[UUID, Mapping[str, str]]:
    """The state of each learner in each subject of which they have a sitting in a school year.

    Who has finished once has finished, though a new sitting may wait for them; a sitting that staff ended early is no
    finished one.

    Parameters
    ----------
    year : the school year, as "2026-27"
    all_recorded : as in `result_records.result_fault`
    """
    read = store.of_learners_with_forged(context.connection, list(learners))
    believed, forged = ([each for each in some if each.programme == year] for some in read)
    completed = [each for each in believed if each.state == SittingState.COMPLETED]
    reported, doubted = reported_results(context, completed, all_recorded=all_recorded)
    early = {id_ for id_, result in reported.items() if result.ended_early}
    found = [(each, UNVERIFIED if each.id in doubted else _state(each, early)) for each in believed]
    found += [(each, UNVERIFIED) for each in forged]
    states: dict[UUID, dict[str, str]] = defaultdict(dict)
    for sitting, state in sorted(found, key=lambda pair: _LEAST_RELEVANT_FIRST.index(pair[1])):
        if sitting.learner is not None and state != SittingState.DISCARDED:
            states[sitting.learner][sitting.subject] = state
    return states


_LEAST_RELEVANT_FIRST = (SittingState.DISCARDED, SittingState.EXPIRED, STOPPED, *OPEN_STATES, DONE, UNVERIFIED)
"""Unlike on the page of a subject, a finished sitting goes before an open one: it is what is asked for."""


def _state(sitting: Sitting, early: Collection[UUID]) -> str:
    return STOPPED if sitting.id in early else str(sitting.state)
