"""Words for the names of columns and for the acts of the audit, for the person who reads a bundle as a page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from gettext import NullTranslations

from delivery_api.privacy.rights.bundle_values import Label, listed_words
from delivery_api.web.message_catalogue import translations
from delivery_api.web.page_rendering import date_and_time
from delivery_api.web.reader_language import Language
from reports.translations import long_date

_NAME = re.compile(r"(?:row of |cofnod yn )?`([a-z_]+)`")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,64}")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}){2}")
_TIME = re.compile(rf"{_DAY.pattern}T([0-9]{{2}}:){{2}}[0-9]{{2}}([.][0-9]+)?[+]00:00")

COLUMNS: Mapping[str, Label] = {
    "access": lambda say: say.gettext("access settings that held"),
    "action": lambda say: say.gettext("what was done"),
    "actor": lambda say: say.gettext("who did it"),
    "added_on": lambda say: say.gettext("added on"),
    "after": lambda say: say.gettext("value after"),
    "again": lambda say: say.gettext("let in again"),
    "agreed_on": lambda say: say.gettext("the school’s system agreed on"),
    "asked_at": lambda say: say.gettext("asked at"),
    "asked_by": lambda say: say.gettext("who asked for it"),
    "at": lambda say: say.gettext("when"),
    "authority": lambda say: say.gettext("what shows that they may ask"),
    "bank_version": lambda say: say.gettext("version of the questions"),
    "before": lambda say: say.gettext("value before"),
    "began_at": lambda say: say.gettext("began at"),
    "began_on": lambda say: say.gettext("began on"),
    "birth_date": lambda say: say.gettext("date of birth"),
    "booking": lambda say: say.gettext("booking"),
    "by": lambda say: say.gettext("who did it"),
    "capacity": lambda say: say.gettext("who asked"),
    "chosen": lambda say: say.gettext("access settings that the learner chose"),
    "class": lambda say: say.gettext("class"),
    "client_ms": lambda say: say.gettext("milliseconds by the browser’s clock"),
    "closed_at": lambda say: say.gettext("closed at"),
    "closed_on": lambda say: say.gettext("closed on"),
    "closes_on": lambda say: say.gettext("last day"),
    "competence": lambda say: say.gettext("the child’s own view"),
    "constraints": lambda say: say.gettext("rules that could not be kept"),
    "design": lambda say: say.gettext("design of the assessment"),
    "design_name": lambda say: say.gettext("how questions are chosen"),
    "detail": lambda say: say.gettext("more about it"),
    "device": lambda say: say.gettext("device"),
    "device_kind": lambda say: say.gettext("kind of device"),
    "done_on": lambda say: say.gettext("put right at the school on"),
    "elapsed": lambda say: say.gettext("seconds taken"),
    "ended_at": lambda say: say.gettext("ended at"),
    "ends_at": lambda say: say.gettext("ends at the latest"),
    "ends_on": lambda say: say.gettext("last day"),
    "engine_version": lambda say: say.gettext("version of the program"),
    "entry": lambda say: say.gettext("entry in the ledger"),
    "faces": lambda say: say.gettext("pictures chosen at the end of the trial"),
    "erased_on": lambda say: say.gettext("erased on"),
    "event": lambda say: say.gettext("what happened"),
    "expires_at": lambda say: say.gettext("ends if it is not used"),
    "field": lambda say: say.gettext("which value"),
    "from_on": lambda say: say.gettext("first day"),
    "given": lambda say: say.gettext("access settings that staff gave"),
    "ground": lambda say: say.gettext("why"),
    "hidden": lambda say: say.gettext("the page was hidden"),
    "hint": lambda say: say.gettext("hint"),
    "hour": lambda say: say.gettext("the hour"),
    "how": lambda say: say.gettext("how"),
    "identity": lambda say: say.gettext("how they were known"),
    "item": lambda say: say.gettext("question"),
    "items": lambda say: say.gettext("questions"),
    "joined_on": lambda say: say.gettext("there since"),
    "kind": lambda say: say.gettext("kind"),
    "known_at": lambda say: say.gettext("known since"),
    "language": lambda say: say.gettext("language"),
    "learner": lambda say: say.gettext("learner"),
    "left_on": lambda say: say.gettext("no longer there since"),
    "made_at": lambda say: say.gettext("made at"),
    "made_on": lambda say: say.gettext("on"),
    "main": lambda say: say.gettext("main school"),
    "minutes": lambda say: say.gettext("minutes"),
    "name": lambda say: say.gettext("name"),
    "on": lambda say: say.gettext("on"),
    "opens_on": lambda say: say.gettext("first day"),
    "person": lambda say: say.gettext("whom it is about"),
    "pin": lambda say: say.gettext("class PIN"),
    "position": lambda say: say.gettext("place in the assessment"),
    "previous": lambda say: say.gettext("the row that was written before"),
    "post": lambda say: say.gettext("role"),
    "practised_on": lambda say: say.gettext("practised on"),
    "prior_mean": lambda say: say.gettext("level that it began at"),
    "prior_sd": lambda say: say.gettext("how sure that level was"),
    "programme": lambda say: say.gettext("trial or school year"),
    "pseudonym": lambda say: say.gettext("number in place of the name"),
    "purposes": lambda say: say.gettext("what the data are for"),
    "receiver": lambda say: say.gettext("to whom it was moved"),
    "reason": lambda say: say.gettext("why"),
    "received_on": lambda say: say.gettext("received on"),
    "reference": lambda say: say.gettext("case number"),
    "registration_group": lambda say: say.gettext("registration group"),
    "released_on": lambda say: say.gettext("released on"),
    "response": lambda say: say.gettext("answer"),
    "right": lambda say: say.gettext("what they may do"),
    "risk": lambda say: say.gettext("how grave"),
    "role": lambda say: say.gettext("role"),
    "school": lambda say: say.gettext("school"),
    "score": lambda say: say.gettext("marks"),
    "scored": lambda say: say.gettext("whether it counts"),
    "scores": lambda say: say.gettext("marks"),
    "se": lambda say: say.gettext("how sure the level is"),
    "second_actor": lambda say: say.gettext("who confirmed it"),
    "seconds": lambda say: say.gettext("seconds"),
    "seed": lambda say: say.gettext("number that the order of questions comes from"),
    "seen_at": lambda say: say.gettext("last heard of"),
    "seen_on": lambda say: say.gettext("last seen on"),
    "settled": lambda say: say.gettext("how they were recognised"),
    "settled_at": lambda say: say.gettext("recognised at"),
    "shown_on": lambda say: say.gettext("shown on"),
    "sitting": lambda say: say.gettext("assessment"),
    "starting_year": lambda say: say.gettext("year group that it begins at"),
    "state": lambda say: say.gettext("how far it is"),
    "status": lambda say: say.gettext("how well the level is known"),
    "still_for": lambda say: say.gettext("seconds without a touch"),
    "subject": lambda say: say.gettext("subject"),
    "theta": lambda say: say.gettext("level"),
    "thing": lambda say: say.gettext("what it was about"),
    "left_out": lambda say: say.gettext("questions not asked with a screen reader"),
    "unavailable": lambda say: say.gettext("questions that could not be used"),
    "unsent": lambda say: say.gettext("answers not sent yet"),
    "until": lambda say: say.gettext("until"),
    "until_on": lambda say: say.gettext("no longer from"),
    "version": lambda say: say.gettext("version of the privacy notice"),
    "why": lambda say: say.gettext("why"),
    "year_group": lambda say: say.gettext("year group"),
    "act": lambda say: say.gettext("what was done"),
    "completed_at": lambda say: say.gettext("completed at"),
    "decided_at": lambda say: say.gettext("decided at"),
    "denied": lambda say: say.gettext("they said that it was not them"),
    "release": lambda say: say.gettext("version of the program"),
    "reported": lambda say: say.gettext("what was reported"),
    "ended_early": lambda say: say.gettext("ended early by staff"),
    "too_few": lambda say: say.gettext("too few questions for a score"),
    "asked": lambda say: say.gettext("questions asked"),
    "answered": lambda say: say.gettext("questions answered"),
    "omitted": lambda say: say.gettext("questions left out"),
    "not_reached": lambda say: say.gettext("questions shown, with no answer"),
    "finished_at": lambda say: say.gettext("ended at"),
    "adopted_share": lambda say: say.gettext("share that rests on measured questions"),
    "scale_version": lambda say: say.gettext("version of the scale"),
    "rescored_at": lambda say: say.gettext("marked again at"),
    "revision": lambda say: say.gettext("which result, counted from the first"),
}
"""The word for each name that a page of a bundle can show."""

IN_RULES: Mapping[str, Label] = {
    # "%(term)s after …", and of sign-ins "at the time of …"
    "added_on": lambda say: say.gettext("they were added"),
    "at": lambda say: say.gettext("it happened"),
    "ends_at": lambda say: say.gettext("its end"),
    "ends_on": lambda say: say.gettext("its last day"),
    "erased_on": lambda say: say.gettext("the learner was erased"),
    "hour": lambda say: say.gettext("that hour"),
    "known_at": lambda say: say.gettext("it became known"),
    "left_on": lambda say: say.gettext("they left"),
    "practised_on": lambda say: say.gettext("the practice, if it was one"),
    "received_on": lambda say: say.gettext("the request came in"),
    "until": lambda say: say.gettext("its end"),
    "until_on": lambda say: say.gettext("it ended"),
    # "the record is kept; … is taken out"
    "by": lambda say: say.gettext("the name of whoever did it"),
    # "with the … it belongs to"
    "breaches": lambda say: say.gettext("breach"),
    "class_pins": lambda say: say.gettext("class PIN"),
    "rights_cases": lambda say: say.gettext("request"),
    "sittings": lambda say: say.gettext("assessment"),
    # "after the days that the setting … gives"
    "backup_days": lambda say: say.gettext("for backups"),
}
"""The words for each name in a rule of when rows go, such that the rule reads as a sentence."""

ACTS: Mapping[str, Label] = {
    "signed in": lambda say: say.gettext("signed in"),
    "ended own sign-ins": lambda say: say.gettext("signed out on other devices"),
    "came in with a class PIN": lambda say: say.gettext("came in with a class PIN"),
    "let in again with a class PIN": lambda say: say.gettext("let in again with a class PIN"),
    "said who came in by class PIN": lambda say: say.gettext("said who came in by class PIN"),
    "denied a visit by class PIN": lambda say: say.gettext("said that they had not come in with a class PIN"),
    "confirmed a visit by class PIN": lambda say: say.gettext("confirmed a visit by class PIN"),
    "made a class PIN": lambda say: say.gettext("made a class PIN"),
    "ended a class PIN": lambda say: say.gettext("ended a class PIN"),
    "put a late arrival in": lambda say: say.gettext("put a late arrival into a class"),
    "assigned a sitting": lambda say: say.gettext("gave an assessment"),
    "changed a booking": lambda say: say.gettext("changed a booking"),
    "cancelled a booking": lambda say: say.gettext("cancelled a booking"),
    "moved a sitting": lambda say: say.gettext("changed how far an assessment is"),
    "finished a sitting": lambda say: say.gettext("ended an assessment"),
    "let a discarded sitting count again": lambda say: say.gettext("let a result that was set aside count again"),
    "saw how a sitting was taken": lambda say: say.gettext("looked at how an assessment was taken"),
    "gave a sitting more time": lambda say: say.gettext("gave more time"),
    "gave a sitting up as lost": lambda say: say.gettext("noted that an assessment was lost with the database"),
    "handed a sitting over": lambda say: say.gettext("handed an assessment over"),
    "asked": lambda say: say.gettext("asked to set aside or move a finished result"),
    "alone": lambda say: say.gettext("set aside or moved a finished result alone"),
    "done": lambda say: say.gettext("confirmed that a finished result is set aside or moved"),
    "declined": lambda say: say.gettext("declined to set aside or move a finished result"),
    "undone": lambda say: say.gettext("put back a finished result that was set aside or moved"),
    "watched a class": lambda say: say.gettext("watched a class while it sat"),
    "looked at feedback": lambda say: say.gettext("looked at feedback"),
    "met a result that does not verify": lambda say: say.gettext("met a result whose record does not verify"),
    "saw feedback": lambda say: say.gettext("looked at feedback"),
    "saw a class": lambda say: say.gettext("looked at a class’s results"),
    "saw a school": lambda say: say.gettext("looked at a school’s results"),
    "saw a rights case": lambda say: say.gettext("looked at a request"),
    "saw a value to put right": lambda say: say.gettext("looked at a value to put right"),
    "rights case": lambda say: say.gettext("worked on a request"),
    "put right": lambda say: say.gettext("put a value right"),
    "put right in the school's own system": lambda say: say.gettext("put a value right in the school’s own system"),
    "erased a person": lambda say: say.gettext("erased a person"),
    "erased": lambda say: say.gettext("erased a person"),
    "erasure lifted": lambda say: say.gettext("lifted an erasure"),
    "restricted": lambda say: say.gettext("restricted how data are used"),
    "lifted a restriction": lambda say: say.gettext("lifted a restriction"),
    "restriction lifted": lambda say: say.gettext("lifted a restriction"),
    "ordered a legal hold": lambda say: say.gettext("ordered that data are kept"),
    "released a legal hold": lambda say: say.gettext("ended an order that data are kept"),
    "held": lambda say: say.gettext("ordered that data are kept"),
    "hold released": lambda say: say.gettext("ended an order that data are kept"),
    "accepted a trial": lambda say: say.gettext("accepted a trial for the school"),
    "declined a trial": lambda say: say.gettext("declined a trial for the school"),
    "withdrew from a trial": lambda say: say.gettext("withdrew the school from a trial"),
    "noted an objection to a trial": lambda say: say.gettext("noted that a learner objects to a trial"),
    "took back an objection to a trial": lambda say: say.gettext("noted that a learner objects to a trial no more"),
    "saw access settings": lambda say: say.gettext("looked at access settings"),
    "changed access settings": lambda say: say.gettext("changed access settings"),
    "gave access": lambda say: say.gettext("gave a member of staff access"),
    "took access back": lambda say: say.gettext("took access back"),
    "broke the glass": lambda say: say.gettext("opened results in an emergency"),
    "ended an emergency access": lambda say: say.gettext("ended an emergency access"),
    "saw the alerts": lambda say: say.gettext("looked at the alerts"),
    "set a school's language": lambda say: say.gettext("set the school’s language"),
    "breach": lambda say: say.gettext("worked on a breach"),
    "listed whom a breach concerns": lambda say: say.gettext("listed whom a breach concerns"),
}
"""The words for each act of the audit or the ledger that can stand in somebody's bundle, without what follows it."""


def column_word(name: str, say: NullTranslations) -> str:
    """Return the word for a name; the name itself, with spaces, if there is none."""
    return COLUMNS[name](say) if name in COLUMNS else name.replace("_", " ")


def act_words(action: str, say: NullTranslations) -> str:
    """Return the words for an act of the audit or the ledger; those of the audit itself if there are none."""
    known = next((words for act, words in ACTS.items() if _is_act(action, act)), None)
    return known(say) if known else action


def rule_words(sentence: str, say: NullTranslations) -> str:
    """Return when rows go, with the words for the columns and tables that the sentence names."""
    return _NAME.sub(lambda found: IN_RULES[found[1]](say) if found[1] in IN_RULES else found[1], sentence)


def value_words(name: str, value: object, language: Language, table: str = "") -> str:
    """Return a value as people write it; others as they stand.

    A value of a list has its words, as have yes and no; days and times are written out; a number has two decimals at
    most. Of an id, a hash or a pseudonym the first characters are enough to tell it from another.

    Parameters
    ----------
    table : in which it stands; "" for an entry of the ledger
    """
    say, text = translations(language), str(value)
    if isinstance(value, bool):
        return say.gettext("yes") if value else say.gettext("no")
    if isinstance(value, float):
        return f"{value:.2f}".removesuffix(".00")
    if listed := listed_words(table, name, text, language):
        return listed
    return act_words(text, say) if name in ("action", "act") else _written_out(text, language)


def _written_out(text: str, language: Language) -> str:
    if _ID.fullmatch(text):
        return translations(language).gettext("number %(start)s…") % {"start": text[:8]}
    with suppress(ValueError):  # a day on no calendar
        if _DAY.fullmatch(text):
            return long_date(date.fromisoformat(text), language)
        if _TIME.fullmatch(text):
            return date_and_time(datetime.fromisoformat(text), language)
    return text


def _is_act(action: str, act: str) -> bool:
    return action == act or action.startswith((f"{act} (", f"{act} to ", f"{act}: "))
