"""The refusals of requests and commands, by name; `http/problem_sentences.py` has their words and HTTP status."""

from __future__ import annotations

from enum import StrEnum


class Refused(Exception):
    """A request that is understood and refused; nothing was written.

    Attributes
    ----------
    code : stable name of the reason, the key into `http.problem_sentences.PROBLEMS`
    facts : the values in the sentence for the reader (never personal data, never an answer)
    """

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code}: {facts}" if facts else self.code)
        self.facts = facts


class Reason(StrEnum):
    """Why a command declines."""

    UNKNOWN_TRIAL = "unknown trial"
    NO_TRIALS = "no trials"
    TRIAL_COMPLETED = "trial completed already"
    COMPLETED_BEFORE_CREATED = "completed before created"
    COMPLETED_IN_FUTURE = "completed in the future"
    TRIAL_DESTROYED = "responses destroyed"
    COMPLETED_TOO_LATE = "completed after its latest day"
    COMPLETED_BEFORE_LAST_ANSWER = "completed before the last answer"
    AMENDED_NOT_COMPLETED = "nothing to amend: not completed"
    AMENDED_LATER = "completion amended to a day that is not earlier"
    AMENDED_TOO_LATE = "completion amended on or after the day of destruction"
    COMPLETE_BY = "latest completion out of range"
    TRIAL_NAME_TAKEN = "name of an open trial"
    TRIAL_NAME = "length of the trial's name"
    NO_PLANNED_TRIAL = "no document of a planned trial"
    SAMPLE_NOT_PLANNED = "nothing says how many schools take part"
    PLANNED_TRIAL_ALTERED = "planned trial altered after it was written"
    PLANNED_BANK_MOVED_ON = "another bank version in use than planned with"
    OTHER_TRIAL_BANK = "booklets make another bank version than planned"
    PLAN_AND_LATEST_DAY = "a plan has its own subject and latest day"
    LATEST_DAY_MISSING = "a trial without a latest day of completion"
    NO_CLASS = "no class to invite"
    UNKNOWN_SUBJECT_NAMED = "unknown subject"
    NO_ADOPTION = "no such adoption"
    ADOPTION_PUBLISHED = "the version of an adoption was published"
    ADOPTION_FOLLOWED = "another version was adopted from that of an adoption"
    ADOPTION_DISCARDED = "the adoption that a version rests on was discarded"
    FIT_OF_OTHER_PLAN = "a fit on another bank version than the trial's plan"
    SCHOOL_NUMBER_UNKNOWN = "no school has this number"
    SCHOOL_NOT_SILENT = "a school to replace has answered, or was not asked"
    CLASSES_INVITED = "classes of a trial are invited already"
    SAMPLE_DRAWN = "sample drawn already"
    SAMPLE_SIZE = "size of a sample"
    ATTRIBUTE_MISSING = "attribute of schools missing"
    NO_SCHOOL_YEAR = "no responses of the school year"
    SAMPLE_TOO_SMALL = "too few results for norms"
    RELEASE_TOO_EARLY = "release of a school year that is not over"
    NO_RELEASE_OF_YEAR = "no release of the school year"
    RELEASE_TOO_SMALL = "too few results for a release"
    RELEASE_PROVISIONAL = "too many provisional results for a release"
    RELEASE_LOST = "an earlier release is lost"
    RELEASE_ALREADY_TOLD = "earlier releases tell of a small group"
    FIT_NOT_OF_SUBJECT = "fit that no adoption is of"
    NORMS_FILE = "file of norms"
    NORMS_SCALE = "norms of another scale"
    NORMS_NOT_USABLE = "norms not to be used"
    NORMS_MADE_UP = "made-up norms"
    NORMS_IN_USE = "norms in use already"
    NO_NORMS_IN_USE = "no norms in use"
    SEEDING_TEXT = "text of a seeding permission"
    SEEDING_PERIOD = "period of a seeding permission"
    SEEDING_ALLOWED = "seeding allowed already"
    SEEDING_NOT_ALLOWED = "seeding not allowed"
    VIEWS_TEXT = "text of a view permission"
    VIEWS_PERIOD = "period of a view permission"
    VIEWS_ALLOWED = "views allowed already"
    VIEWS_NOT_ALLOWED = "views not allowed"
    UNKNOWN_CLASS = "unknown class"
    KEY_FILES_UNPROTECTED = "key files without protection"
    EXTRA_NOT_INSTALLED = "packages of an extra not installed"
    NOTHING_TO_APPROVE = "no recordings of a machine's voice to approve"
    PATH_TAKEN = "path of another trial"
    PATH_TAKEN_BY_A_FILE = "path of another file"
    EXTRACT_TOO_LATE = "extract on or after the day of destruction"
    EXTRACT_OF_FEW = "extract of fewer than ten persons"
    PARQUET_NOT_INSTALLED = "Parquet not installed"
    UNKNOWN_EXTRACT = "no extract registered there"
    EXTRACT_IN_PLACE = "extract where it was written"
    NO_STORED_BANK = "no stored bank version"
    FIT_WITHOUT_BANK = "fit without a bank"
    FIT_NOT_CONVERGED = "fit not converged"
    FIT_NOT_CONNECTED = "fit not connected"
    FIT_ANCHORS_APART = "anchors of the fit disagree"
    FIT_DRIFT_UNCHECKED = "anchors of the fit were not compared"
    FIT_OF_YEARS_AS_ONE = "fit of several year groups as one population"
    FIT_OF_OTHER_BANK = "fit of another bank version"
    FIT_OF_UNKNOWN_EXTRACT = "fit of an extract that is not registered"
    FIT_OF_OTHER_TRIAL = "fit of another trial"
    FIT_NOT_THE_ADOPTED = "fit of the trial that was not adopted"
    NOT_ADOPTED_FROM_TRIAL = "bank version not adopted from the trial"
    ANCHORS_PROVISIONAL = "anchors provisional"
    FIT_ADOPTED = "fit adopted already"
    BANK_MOVED_ON = "bank version moved on"
    DECISIONS_OF_OTHER_FIT = "decisions on another fit"
    DECISIONS_UNKNOWN_ITEM = "decision on an item that is not in question"
    ADOPTION_WITHOUT_OUT = "adoption without a file for the new version"
    NOTHING_ADOPTED = "nothing to adopt"
    KEYS_MISSING = "keys missing"
    NO_LEDGER = "no ledger"
    LEDGER_ALTERED = "ledger altered"
    LEDGER_CUT = "ledger cut"
    BEHIND_LEDGER = "database behind the ledger"
    NO_PROGRAM = "no such program of PostgreSQL"
    PROGRAM_FAILED = "program of PostgreSQL failed"
    NO_BACKUP = "no finished backup"
    BACKUP_BROKEN = "backup broken"
    BACKUP_WITH_KEYS = "backup where the keys are"
    RESTORE_TAKEN = "something is where the restore should go"
    DRILL_TAKEN = "something is where the drill should be"
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
    NAMES_UNREADABLE = "names that do not open"
    NAME_KEY_UNFIT = "key that does not open its names"
    KEY_JUST_CHANGED = "key changed a moment ago"
    KEY_NEEDS_NO_DECISION = "key without a decision"
    AUDIT_UNLINKED = "audit not linked yet"
    SEGMENT_DOUBTED = "altered segment of the audit"
    KEY_NOT_LOST = "key not lost"
    KEY_FOLDER = "key folder beside the database"
    UNKNOWN_KEY_BACKUP = "no key backup known there"
    KEY_BACKUP_IN_PLACE = "key backup where it was"
    UNKNOWN_KEY_FOLDER = "no such key folder of a host"
    KEY_FOLDER_AT_WORK = "key folder at work"
    KEY_BACKUP_BROKEN = "key backup does not match"
    NOT_ERASED = "nobody erased by this identifier"
    NOT_RESTRICTED = "no restriction"
    HOLD_UNTIL = "end of a legal hold out of range"
    NOTHING_TO_HOLD = "nothing to hold"
    ONE_TO_HOLD = "either a programme or a person to hold"
    NOT_HELD = "no legal hold"
    NOT_NAMED = "no name or identifier"
    KNOWN_ALREADY = "known already"
    NOT_APPOINTED = "not appointed"
    MANY_LAPSE = "many accounts would lapse at once"
    NOBODY_SAID = "no name or reason for a decision"
    SITTINGS_OR_ALL = "either sittings or all of them"
    SITTING_NOT_LOST = "sitting that is not lost"
    ITEM_NEVER_MOVED = "item that nobody has moved"
    NOT_RESCORABLE = "bank versions that cannot stand for each other"
    ONE_WORKER = "more than one worker on SQLite"
    NO_RECEIPT = "no receipt"
    TIMESTAMP = "time-stamp that is none of the document"
    TIMESTAMP_AWAY = "time-stamp service does not answer"
    NO_OFFICER = "not the officer"
    WRONG_ORGANISATION = "organisation does not go with the post"


class Declined(Exception):
    """A command that declines to do what it was given; nothing was written.

    Attributes
    ----------
    reason : the key into `commands.refusal_sentences.DECLINED`
    facts : the values in its sentence
    """

    def __init__(self, reason: Reason, **facts: object) -> None:
        super().__init__(f"{reason}: {facts}")
        self.reason, self.facts = reason, facts


class NotSignedIn(Refused):
    """The request has no cookie, or its session is over."""

    code = "not_signed_in"


class CameByPin(Refused):
    """A learner who signed in with a class PIN requests results; nobody has vouched for who they are."""

    code = "came_by_pin"


class SignInStale(Refused):
    """The act needs a sign-in of the last minutes: somebody else may sit at a browser that was left open."""

    code = "sign_in_stale"


class NotFound(Refused):
    """The thing does not exist, or the person may not see it: the same refusal, so that nobody can probe."""

    code = "not_found"


class TooMany(Refused):
    """An account exceeds its rate limit; `seconds` is how long it has to wait."""

    code = "too_many"


class NewerRelease(Refused):
    """A sitting's log holds an event that only a newer release knows, written by a worker of that release.

    `kind` is the event's kind.
    """

    code = "newer_release"
