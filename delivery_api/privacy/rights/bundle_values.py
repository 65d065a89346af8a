"""Words for the values of lists that can stand in a bundle, by the table and the name that they stand under."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from gettext import NullTranslations

from delivery_api.access.roles import Right, Role
from delivery_api.access_profiles.setting_words import summary
from delivery_api.alerts.alert_messages import RECORDS, alert_words
from delivery_api.alerts.values import AlertKind
from delivery_api.class_pins.service import HAND_OVER_REASON
from delivery_api.identity.access_profile.profile_settings import from_text, known_settings, logged_settings
from delivery_api.permissions.values import BreakGlassReason
from delivery_api.privacy.breaches import breach_messages
from delivery_api.privacy.registers.register_messages import purpose_name
from delivery_api.privacy.rights.case_messages import LABELS
from delivery_api.sittings.answering.next_item import Fallback
from delivery_api.sittings.record.break_events import BREAK_BEGUN, BREAK_ENDED
from delivery_api.sittings.record.scored_sittings import STOPPED_BY_STAFF
from delivery_api.sittings.scheduling.booking_windows import WINDOW_OVER
from delivery_api.sittings.values import DISCARD, MOVE, HeldActState, SittingState
from delivery_api.storage.data_declaration import Purpose
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from engine import EstimateStatus
from itembank.compilation import screen_reader_items
from reports.feedback.class_messages import state_name
from reports.feedback.subject_names import subject_name

Label = Callable[[NullTranslations], str]

ROLES: Mapping[str, Label] = {
    Role.LEARNER: lambda say: say.gettext("A learner"),
    Role.TEACHER: lambda say: say.gettext("A teacher"),
    "staff": lambda say: say.gettext("Member of staff"),
    Role.HEAD: lambda say: say.gettext("The head"),
    Role.GOVERNOR: lambda say: say.gettext("A governor"),
    Role.STAKEHOLDER: lambda say: say.gettext("Somebody at a local authority or in the government"),
    Role.PSYCHOMETRICIAN: lambda say: say.gettext("A psychometrician"),
    Role.OFFICER: lambda say: say.gettext("The data-protection officer"),
    Role.OPERATOR: lambda say: say.gettext("An operator, in an emergency"),
    "somebody": lambda say: say.gettext("Somebody"),
}
"""The words for the roles by which other people are told of."""

POSTS: Mapping[str, Label] = {**ROLES, Role.OPERATOR: lambda say: say.gettext("An operator")}
"""The words for what somebody is themselves."""

EVENTS: Mapping[str, Label] = {
    "started": lambda say: say.gettext("the assessment began"),
    "presented": lambda say: say.gettext("a question was shown"),
    "relaxed": lambda say: say.gettext("a rule could not be kept"),
    "quarantined": lambda say: say.gettext("questions were taken out"),
    "readmitted": lambda say: say.gettext("questions from before could be asked again"),
    "fellback": lambda say: say.gettext("a question was chosen in another way"),
    "moved": lambda say: say.gettext("the state changed"),
    "extended": lambda say: say.gettext("more time was given"),
    "handedover": lambda say: say.gettext("the assessment was handed over"),
    "takenover": lambda say: say.gettext("it went on with another device"),
    "hinted": lambda say: say.gettext("a hint was shown"),
    "hintleft": lambda say: say.gettext("a hint was not taken"),
    "answered": lambda say: say.gettext("a question was answered"),
    "omitted": lambda say: say.gettext("a question was left out"),
    "finished": lambda say: say.gettext("the assessment ended"),
    "rescored": lambda say: say.gettext("the answers were marked again"),
    "recorded": lambda say: say.gettext("the result was recorded"),
    "surveyed": lambda say: say.gettext("the questions at the end of the trial were answered"),
}
"""The words for each kind of event in the log of an assessment."""

ENDS: Mapping[str, Label] = {
    "max_items": lambda say: say.gettext("all questions were asked"),
    "se_below": lambda say: say.gettext("the level was known well enough"),
    "strands_se_below": lambda say: say.gettext("the level was known well enough"),
    "se_gain_below": lambda say: say.gettext("more questions would have told little more"),
    "classified": lambda say: say.gettext("it was clear which group the level is in"),
    "time_limit": lambda say: say.gettext("the time was over"),
    "pool_exhausted": lambda say: say.gettext("no question was left"),
    STOPPED_BY_STAFF: lambda say: say.gettext("staff ended it"),
}
"""The words for why an assessment ended."""

REASONS: Mapping[str, Label] = {
    BREAK_BEGUN: lambda say: say.gettext("the learner had a break"),
    BREAK_ENDED: lambda say: say.gettext("the learner went on"),
    WINDOW_OVER: lambda say: say.gettext("the days for this assessment were over"),
    HAND_OVER_REASON: lambda say: say.gettext("somebody said who had come in with the class PIN"),
}
"""The words for the reasons that the program itself logs; others are in the words of staff."""

STATES: Mapping[str, Label] = {
    **{state: partial(state_name, state) for state in SittingState if state is not SittingState.DISCARDED},
    SittingState.DISCARDED: lambda say: say.gettext("Set aside"),
}
"""The words for the states of assessments."""

HELD_ACTS: Mapping[str, Label] = {
    DISCARD: lambda say: say.gettext("setting a finished result aside"),
    MOVE: lambda say: say.gettext("moving a finished result to another learner"),
}
"""The words for what staff do about a finished result."""

HELD_STATES: Mapping[str, Label] = {
    HeldActState.ASKED: lambda say: say.gettext("a second person is asked to confirm it"),
    HeldActState.DONE: lambda say: say.gettext("a second person confirmed it"),
    HeldActState.ALONE: lambda say: say.gettext("one person did it alone"),
    HeldActState.DECLINED: lambda say: say.gettext("a second person declined it"),
    HeldActState.UNDONE: lambda say: say.gettext("it was put back"),
}
"""The words for what became of that."""

FALLBACKS: Mapping[str, Label] = {
    Fallback.RELAXED: lambda say: say.gettext("rules of the design were given up"),
    Fallback.GAVE_WAY: lambda say: say.gettext("rules were given up as the design allows"),
    Fallback.READMITTED: lambda say: say.gettext("questions from before could be asked again"),
    Fallback.LIFTED: lambda say: say.gettext("the limit on how often a question is asked was lifted"),
    Fallback.UNPROVED: lambda say: say.gettext("time ran out before the best question was certain"),
    Fallback.FAILED: lambda say: say.gettext("the usual way of choosing failed"),
}
"""The words for how a question was chosen that was not chosen as the test is designed."""

FACES: Mapping[str, Label] = {
    "happy": lambda say: say.gettext("Happy"),
    "so-so": lambda say: say.gettext("So-so"),
    "not happy": lambda say: say.gettext("Not happy"),
}
"""The words for the pictures at the end of a trial."""

RIGHTS: Mapping[str, Label] = {
    Right.REPORTS: lambda say: say.gettext("Read every class’s results"),
    Right.ASSESSMENTS: lambda say: say.gettext("Give assessments to every class"),
}
"""The words for what a head lets a member of staff do."""

EMERGENCIES: Mapping[str, Label] = {
    BreakGlassReason.SUPPORT: lambda say: say.gettext("The school asks for help"),
    BreakGlassReason.RIGHTS: lambda say: say.gettext("A learner or parent asks for what is theirs"),
    BreakGlassReason.INCIDENT: lambda say: say.gettext("Something went wrong with the service"),
    BreakGlassReason.LAW: lambda say: say.gettext("A court or an authority orders it"),
}
"""The words for why an operator opened a learner’s results."""

ALERTS: Mapping[str, Label] = {kind: partial(alert_words, kind) for kind in AlertKind}
"""The words for what an alert is about."""

PURPOSES: Mapping[str, Label] = {purpose: partial(purpose_name, purpose) for purpose in Purpose}
"""The words for what data are for."""

ESTIMATES: Mapping[str, Label] = {
    EstimateStatus.CONVERGED: lambda say: say.gettext("as well as the answers allow"),
    EstimateStatus.NO_ANSWERS: lambda say: say.gettext("no answer counts yet"),
    EstimateStatus.CONSTANT: lambda say: say.gettext("every answer was right, or none was: it may be further away"),
    EstimateStatus.EDGE: lambda say: say.gettext("at the edge of what the questions can measure"),
    EstimateStatus.COARSE: lambda say: say.gettext("better than the steps in which it is worked out"),
    EstimateStatus.FENCED: lambda say: say.gettext("so few questions of that level that it was held back"),
}
"""The words for how well a level is known."""

SPOKEN: Mapping[str, Label] = {
    "cy": lambda say: say.gettext("Welsh"),
    "en": lambda say: say.gettext("English"),
}
"""The words for the languages."""

DEVICES: Mapping[str, Label] = {
    "computer": lambda say: say.gettext("Computer"),
    "tablet": lambda say: say.gettext("Tablet"),
    "phone": lambda say: say.gettext("Phone"),
    "other": lambda say: say.gettext("Another device"),
}
"""The words for the kinds of devices."""

RECOGNISED: Mapping[str, Label] = {
    "sign-in": lambda say: say.gettext("they said so at the next sign-in"),
    "staff": lambda say: say.gettext("a member of staff said so"),
}
"""The words for how it was found who came in with a class PIN."""

_PEOPLE = ("actor", "asked_by", "learner", "person", "receiver", "second_actor")
"""The names under which a bundle has the role of somebody else."""

LISTS: Mapping[str, Mapping[str, Label]] = {
    **dict.fromkeys(_PEOPLE, ROLES),
    "language": SPOKEN,
    "alerts.kind": ALERTS,
    "alerts.thing": RECORDS,
    "breach_steps.detail": breach_messages.LABELS,
    "breach_steps.kind": breach_messages.LABELS,
    "breaches.kind": breach_messages.LABELS,
    "breaches.risk": breach_messages.LABELS,
    "broken_glass.ground": EMERGENCIES,
    "case_steps.detail": LABELS,
    "case_steps.kind": LABELS,
    "grants.right": RIGHTS,
    "held_acts.act": HELD_ACTS,
    "held_acts.state": HELD_STATES,
    "memberships.role": ROLES,
    "people.kind": ROLES,
    "people.post": POSTS,
    "pin_entries.settled": RECOGNISED,
    "rectifications.field": LABELS,
    "reported_results.reason": ENDS,
    "reported_results.status": ESTIMATES,
    "restrictions.ground": LABELS,
    "rights_cases.authority": LABELS,
    "rights_cases.capacity": LABELS,
    "rights_cases.competence": LABELS,
    "rights_cases.identity": LABELS,
    "rights_cases.kind": LABELS,
    "sessions.device": DEVICES,
    "sitting_events.after": STATES,
    "sitting_events.before": STATES,
    "sitting_events.device_kind": DEVICES,
    "sitting_events.faces": FACES,
    "sitting_events.how": FALLBACKS,
    "sitting_events.kind": EVENTS,
    "sitting_events.reason": ENDS,
    "sitting_events.status": ESTIMATES,
    "sitting_events.why": REASONS,
    "sittings.state": STATES,
}
"""The words for each value of a list, by the name it stands under or by the table and the name."""


def listed_words(table: str, name: str, text: str, language: Language) -> str:
    """Return the words for a value of a list, or for several in one; empty if it is of no list."""
    for place in (f"{table}.{name}", name):
        if text in LISTS.get(place, {}):
            return LISTS[place][text](translations(language))
        with suppress(ValueError):  # of a later release
            if place in COMPOSED:
                return COMPOSED[place](text, language)
    return ""


def _subject(text: str, language: Language) -> str:
    return subject_name(text, translations(language))


def _settings(text: str, language: Language) -> str:
    say = translations(language)
    return "; ".join(summary(from_text(text), say)) or say.gettext("None")


def _logged_setting(text: str, language: Language) -> str:
    return "; ".join(summary(known_settings(logged_settings((text,))), translations(language)))


def _left_out(text: str, language: Language) -> str:
    item, _, reason = text.rpartition("=")
    return f"{item}: {screen_reader_items.REASONS[screen_reader_items.Barrier(reason)][language]}"


def _purposes(text: str, language: Language) -> str:
    return "; ".join(PURPOSES[Purpose(each)](translations(language)) for each in text.split(","))


COMPOSED: Mapping[str, Callable[[str, Language], str]] = {
    "design_name": _subject,
    "subject": _subject,
    "access_profiles.chosen": _settings,
    "access_profiles.given": _settings,
    "breaches.purposes": _purposes,
    "sitting_events.access": _logged_setting,
    "sitting_events.left_out": _left_out,
}
"""What tells a value that is of no list in one piece."""
