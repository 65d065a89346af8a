"""Alerts in words."""

from __future__ import annotations

from gettext import NullTranslations

from delivery_api.alerts.values import AlertKind


def alert_words(kind: AlertKind, say: NullTranslations) -> str:
    """Return what happened, in words."""
    words = {
        AlertKind.DISCARDED: say.gettext("A finished result was set aside, and a second person confirmed it"),
        AlertKind.DISCARDED_ALONE: say.gettext("A finished result was set aside by one person alone"),
        AlertKind.MOVED: say.gettext(
            "A finished result was moved to another learner, and a second person confirmed it"
        ),
        AlertKind.MOVED_ALONE: say.gettext("A finished result was moved to another learner by one person alone"),
        AlertKind.UNDONE: say.gettext("What one person did alone with a finished result was taken back"),
        AlertKind.RETAKE: say.gettext("A learner was given the assessment again this school year"),
        AlertKind.PIN_CONFIRMED: say.gettext("A member of staff said who had come in by class PIN"),
        AlertKind.UNVERIFIED: say.gettext("A result was asked for, and its record does not verify"),
        AlertKind.FORGED_ROW: say.gettext("A record that this service has not written was met and refused"),
    }
    return words[kind]
