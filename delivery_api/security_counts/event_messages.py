"""Security events in words."""

from __future__ import annotations

from gettext import NullTranslations

from delivery_api.observability.security_events import SecurityEvent


def event_words(event: SecurityEvent, say: NullTranslations) -> str:
    """What happened, in words."""
    words = {
        SecurityEvent.ACCESS_REFUSED: say.gettext("Something was asked for by somebody who may not see it"),
        SecurityEvent.NOT_SIGNED_IN: say.gettext("Something was asked for without signing in"),
        SecurityEvent.CROSS_SITE_REFUSED: say.gettext("Another website asked for a change"),
        SecurityEvent.SIGN_IN_FAILED: say.gettext("A sign-in failed"),
        SecurityEvent.SIGN_IN_UNKNOWN: say.gettext("Somebody signed in whom no roster names"),
        SecurityEvent.SIGN_OUT_NOTICE_REFUSED: say.gettext("A sign-out notice did not come from the provider"),
        SecurityEvent.PIN_REFUSED: say.gettext("A class PIN was wrong"),
        SecurityEvent.THROTTLED: say.gettext("An account or an address asked too often"),
        SecurityEvent.ANSWERS_TOO_FAST: say.gettext("Answers came faster than anybody reads"),
        SecurityEvent.BODY_TOO_LARGE: say.gettext("A request was too large"),
        SecurityEvent.BODY_LATE: say.gettext("A request came too slowly"),
        SecurityEvent.HEADERS_TOO_LARGE: say.gettext("The head of a request was too large"),
        SecurityEvent.HEADERS_LATE: say.gettext("The head of a request came too slowly"),
        SecurityEvent.CONNECTIONS_CROWDED: say.gettext("A waiting connection was closed to make room"),
        SecurityEvent.RESPONSE_UNREAD: say.gettext("A response was not read"),
        SecurityEvent.REQUEST_MALFORMED: say.gettext("A request could not be understood"),
    }
    return words[event]
