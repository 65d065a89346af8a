"""What a person may be refused, by name; the words and the HTTP status are in `errors.py`."""

from __future__ import annotations

from enum import StrEnum


class Refused(Exception):
    """A request that is understood and declined; nothing has been written.

    Attributes
    ----------
    code : stable name of the reason, the key into `errors.PROBLEMS`
    facts : what the sentence for the reader names (never personal data, never an answer)
    """

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code}: {facts}" if facts else self.code)
        self.facts = facts


class Reason(StrEnum):
    """Why a command does not do what it was asked for."""

    UNKNOWN_TRIAL = "unknown trial"
    NO_TRIALS = "no trials"
    TRIAL_COMPLETED = "trial completed already"
    COMPLETED_BEFORE_CREATED = "completed before created"
    COMPLETED_IN_FUTURE = "completed in the future"
    TRIAL_DESTROYED = "responses destroyed"
    TRIAL_NAME = "length of the trial's name"
    NO_CLASS = "no class to invite"
    UNKNOWN_CLASS = "unknown class"
    PATH_TAKEN = "path of another trial"
    PATH_TAKEN_BY_A_FILE = "path of another file"
    KEYS_MISSING = "keys missing"
    ANOTHER_RUN = "another run"
    ANOTHER_UPGRADE = "another upgrade"
    STILL_AT_WORK = "older release still at work"
    DATABASE_BEHIND = "database behind this release"
    RELEASE_TOO_OLD = "release too old for the database"
    LOG_IN_USE = "log in use"
    NO_ROSTER = "no roster"
    ROSTER_TOO_LARGE = "roster too large"
    ROSTER_AWAY = "roster's address does not answer as it should"
    LOOKS_WRONG = "looks like a mistake"
    NOT_SEPTEMBER = "before the school year"
    UNKNOWN_KEY = "unknown key"
    KEY_NOT_LOST = "key not lost"
    KEY_FOLDER = "key folder beside the database"
    KEY_BACKUP_BROKEN = "key backup does not match"
    NOT_NAMED = "no name or identifier"
    KNOWN_ALREADY = "known already"
    NOT_APPOINTED = "not appointed"
    NOBODY_SAID = "no name or reason for a decision"
    ITEM_NEVER_MOVED = "item that nobody has moved"
    NOT_RESCORABLE = "bank versions that cannot stand for each other"
    ONE_WORKER = "more than one worker on SQLite"
    NO_RECEIPT = "no receipt"
    WRONG_ORGANISATION = "organisation does not go with the post"


class Declined(Exception):
    """What a command was asked for and does not do; nothing has been written.

    Attributes
    ----------
    reason : the key into `commands.sentences.DECLINED`
    facts : what the sentence names
    """

    def __init__(self, reason: Reason, **facts: object) -> None:
        super().__init__(f"{reason}: {facts}")
        self.reason, self.facts = reason, facts


class NotSignedIn(Refused):
    """There is no session behind the cookie, or no cookie."""

    code = "not_signed_in"


class CameByPin(Refused):
    """Whoever came in with a class PIN asks for results: nobody vouches for who it is."""

    code = "came_by_pin"


class NotFound(Refused):
    """The thing does not exist, or is not this person's to see: the same answer, so that nobody can probe."""

    code = "not_found"


class TooMany(Refused):
    """One account asks more than it may in a time; `seconds` says for how long to wait."""

    code = "too_many"


class NewerRelease(Refused):
    """A sitting's log holds what only a newer release knows: one of its workers has gone on with the sitting.

    `kind` is the event's.
    """

    code = "newer_release"
