"""What forgers do to a published log, and what is found: each breaks one rule of docs/verification.md."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from delivery_api.keys.encryption import Key
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE, public_pem
from delivery_api.privacy.published_log.log_findings import LogFault
from tests.support.log_copies import LogCopy, Told
from tests.support.published_folders import CANCELLED_TRIAL, DESTROYED_TRIAL, KEPT_TRIAL

Forge = Callable[[LogCopy], None]
CERTIFICATE = f"certificates/{DESTROYED_TRIAL}.json"
PLAN, KEPT_PLAN, COMPLETION, ERASURE, KEPT_COMPLETION, LOSS, CANCELLATION, INCOMPLETE, YEAR, DESTRUCTION = (
    1, 2, 3, 4, 6, 8, 10, 11, 13, 14
)  # fmt: skip
"""Places of entries in the log of `publish_folder`, from 0."""


def lines(change: Callable[[list[str]], list[str]]) -> Forge:
    """Change lines, without the key."""
    return lambda copy: copy.change_lines(change)


def line(place: int, change: Callable[[str], str]) -> Forge:
    """Change one line, without the key."""
    return lines(lambda before: [*before[:place], change(before[place]), *before[place + 1 :]])


def file(name: str, change: Callable[[bytes], bytes]) -> Forge:
    """Change a file, without the key."""
    return lambda copy: copy.change_file(name, change)


def signed(change: Callable[[list[Told]], list[Told]]) -> Forge:
    """Change what entries say, as only the service can."""
    return lambda copy: copy.sign_anew(change)


def facts(place: int, **changed: Any) -> Forge:
    """Change the facts of an entry, as only the service can; the certificate of a destruction says the same."""

    def forge(copy: LogCopy) -> None:
        def change(told: list[Told]) -> list[Told]:
            said = (told[place].facts or {}) | changed
            if "certificate" in said:
                said["certificate"] = copy.sign_certificate((told[place].facts or {})["programme"], changed)
            told[place].facts = said
            return told

        copy.sign_anew(change)

    return forge


def certificate(**changed: Any) -> Forge:
    """Change the last certificate, as only the service can; the ledger has its hash."""

    def forge(copy: LogCopy) -> None:
        hash_ = copy.sign_certificate(DESTROYED_TRIAL, changed)

        def change(told: list[Told]) -> list[Told]:
            told[DESTRUCTION].facts = (told[DESTRUCTION].facts or {}) | {"certificate": hash_}
            return told

        copy.sign_anew(change)

    return forge


def at(place: int, time: str) -> Forge:
    """Change the time of an entry, as only the service can."""

    def change(told: list[Told]) -> list[Told]:
        told[place].at = time
        return told

    return signed(change)


def left_out(place: int) -> Forge:
    """Leave an entry out, as only the service can."""
    return signed(lambda told: [*told[:place], *told[place + 1 :]])


def added(place: int, kind: str, said: Mapping[str, Any]) -> Forge:
    """Add an entry before another, as only the service can."""
    return signed(lambda told: [*told[:place], Told(told[place - 1].at, kind, dict(said)), *told[place:]])


def without(place: int, name: str) -> Forge:
    """Leave a fact out, as only the service can."""

    def change(told: list[Told]) -> list[Told]:
        told[place].facts = {key: value for key, value in (told[place].facts or {}).items() if key != name}
        return told

    return signed(change)


def _edited(change: Callable[[dict[str, Any]], None]) -> Callable[[str], str]:
    def edited(text: str) -> str:
        entry = json.loads(text)
        change(entry)
        return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    return edited


def _without_facts(entry: dict[str, Any]) -> None:
    del entry["facts"], entry["salt"]


def _other_key() -> Key:
    return Key("other", SIGNING_KEY_PURPOSE, secrets.token_bytes(32))


def _sign_certificate_by_another_key(copy: LogCopy) -> None:
    LogCopy(copy.folder, _other_key()).sign_certificate(DESTROYED_TRIAL)


def _sign_head_by_another_key(copy: LogCopy) -> None:
    LogCopy(copy.folder, _other_key()).sign_head()


def _cancel_late(copy: LogCopy) -> None:
    """Cancel a trial after its 18 months, and say that it was due then."""
    later = "2028-06-20"

    def change(told: list[Told]) -> list[Told]:
        said = {"due_on": later, "destroyed_on": later}
        hash_ = copy.sign_certificate(DESTROYED_TRIAL, said)
        destruction = Told(
            f"{later}T09:30:00+00:00", "destroyed", (told[-1].facts or {}) | said | {"certificate": hash_}
        )
        cancelled = {"trial": DESTROYED_TRIAL, "on": "2026-12-04", "cancelled_on": later}
        return [*told[:-1], Told(f"{later}T09:30:00+00:00", "trial completed", cancelled), destruction]

    copy.sign_anew(change)


def _cancel_twice(copy: LogCopy) -> None:
    """Cancel a cancelled trial again on a later day, and say that it was due then."""
    later = "2027-07-20"

    def change(told: list[Told]) -> list[Told]:
        said = {"due_on": later, "destroyed_on": later}
        hash_ = copy.sign_certificate(CANCELLED_TRIAL, said)
        told[INCOMPLETE + 1].facts = (told[INCOMPLETE + 1].facts or {}) | said | {"certificate": hash_}
        cancelled = {"trial": CANCELLED_TRIAL, "on": "2027-07-06", "cancelled_on": later}
        again = Told(told[INCOMPLETE + 1].at, "trial completed", cancelled)
        return [*told[:INCOMPLETE], again, *told[INCOMPLETE + 1 :]]

    copy.sign_anew(change)


def _leave_out_cancellation(copy: LogCopy) -> None:
    """Leave out that a trial was cancelled, and destroy it before its 18 months."""

    def change(told: list[Told]) -> list[Told]:
        told[CANCELLATION].facts = {"trial": CANCELLED_TRIAL, "on": "2027-07-06"}
        return told

    copy.sign_anew(change)


def _completion_before_plan(told: list[Told]) -> list[Told]:
    told[COMPLETION].at = told[PLAN].at
    return [told[0], told[COMPLETION], *told[PLAN:COMPLETION], *told[COMPLETION + 1 :]]


def _destruction_before_completion(told: list[Told]) -> list[Told]:
    completion = told.pop(COMPLETION)
    completion.at = told[-1].at
    return [*told, completion]


def _private_facts(told: list[Told]) -> list[Told]:
    told[ERASURE].facts = {"person": "somebody"}
    return told


_AGAIN = {"trial": KEPT_TRIAL, "name": "Spring trial", "subject": "", "planned_on": "2026-11-28", "key": "k"}

FORGERIES: Mapping[str, tuple[Forge, LogFault]] = {
    # form
    "a line has spaces": (line(2, lambda text: json.dumps(json.loads(text), ensure_ascii=False)), LogFault.FORM),
    "a line ends with a carriage return": (line(2, lambda text: f"{text}\r"), LogFault.FORM),
    "a line is empty": (lines(lambda before: [*before[:3], "", *before[3:]]), LogFault.FORM),
    "the last line does not end": (file("ledger.jsonl", lambda data: data[:-1]), LogFault.FORM),
    "a byte order mark comes first": (file("ledger.jsonl", lambda data: b"\xef\xbb\xbf" + data), LogFault.FORM),
    "there is no entry": (file("ledger.jsonl", lambda _: b""), LogFault.FORM),
    "a byte is no UTF-8": (file("ledger.jsonl", lambda data: data.replace(b"Spring", b"Spr\xffng", 1)), LogFault.FORM),
    "a name occurs twice": (line(4, lambda text: text.replace('{"at"', '{"at":"","at"', 1)), LogFault.FORM),
    "a name is unknown": (line(4, _edited(lambda entry: entry.update(note="x"))), LogFault.FORM),
    "a text has half a character": (line(2, lambda text: text.replace("Spring", "\\ud800", 1)), LogFault.FORM),
    "a number has a fraction": (line(2, lambda text: text.replace('"number":3', '"number":3.0', 1)), LogFault.FORM),
    "a number is too large": (line(2, lambda text: text.replace('"number":3', f'"number":{2**53}', 1)), LogFault.FORM),
    "facts are null": (line(4, _edited(lambda entry: entry.update(facts=None, salt="0" * 32))), LogFault.FORM),
    "a salt stands alone": (line(4, _edited(lambda entry: entry.update(salt="0" * 32))), LogFault.FORM),
    "a time is written with Z": (at(4, "2026-12-05T09:30:00Z"), LogFault.FORM),
    "a time has a fraction of zero": (at(4, "2026-12-05T09:30:00.000000+00:00"), LogFault.FORM),
    "a time is on no calendar": (at(4, "2026-12-05T24:00:00+00:00"), LogFault.FORM),
    # the chain
    "an entry is removed": (lines(lambda before: [*before[:4], *before[5:]]), LogFault.ENTRY),
    "entries are exchanged": (lines(lambda before: [before[0], before[2], before[1], *before[3:]]), LogFault.ENTRY),
    "a day of completion is changed": (
        line(COMPLETION, _edited(lambda entry: entry["facts"].update(on="2026-12-24"))),
        LogFault.ENTRY,
    ),
    "the first entry is missing": (left_out(0), LogFault.ENTRY),
    "a key is opened again": (added(3, "opened", {"key": "another"}), LogFault.ENTRY),
    "the numbers begin later": (lambda copy: copy.sign_anew(lambda told: told, numbers=2), LogFault.ENTRY),
    "time goes back": (at(4, "2026-12-04T09:29:59+00:00"), LogFault.ENTRY),
    "another key lies beside it": (file("public-key.pem", lambda _: public_pem(_other_key())), LogFault.KEY),
    # facts
    "the facts of a completion are left out": (line(COMPLETION, _edited(_without_facts)), LogFault.WITHHELD),
    "facts of a private kind stand in it": (signed(_private_facts), LogFault.EXPOSED),
    "a fact is unknown": (facts(PLAN, classes=3), LogFault.FACTS_FORM),
    "a fact is missing": (without(PLAN, "complete_by"), LogFault.FACTS_FORM),
    "a day is on no calendar": (facts(KEPT_COMPLETION, on="2027-02-30"), LogFault.FACTS_FORM),
    "a day is a number": (facts(KEPT_COMPLETION, on=20270331), LogFault.FACTS_FORM),
    "a day of cancellation is null": (facts(KEPT_COMPLETION, cancelled_on=None), LogFault.FACTS_FORM),
    "a trial has another id": (facts(PLAN, trial="a"), LogFault.FACTS_FORM),
    "a school year is none": (facts(YEAR, programme="2025-27"), LogFault.FACTS_FORM),
    "a state is unknown": (facts(DESTRUCTION, state="begun"), LogFault.FACTS_FORM),
    # the head
    "the end is cut off": (lines(lambda before: before[:-2]), LogFault.HEAD),
    "the head is missing": (lambda copy: (copy.folder / "head.json").unlink(), LogFault.HEAD),
    "the head is written otherwise": (file("head.json", lambda data: data + b"\n"), LogFault.HEAD),
    "another key signed the head": (_sign_head_by_another_key, LogFault.HEAD),
    "the head has a name more": (lambda copy: copy.sign_head(note="x"), LogFault.HEAD),
    "the head has another format": (lambda copy: copy.sign_head(format=2), LogFault.HEAD),
    "the head is older than the last entry": (
        lambda copy: copy.sign_head(published_at="2028-06-04T09:29:59+00:00"),
        LogFault.HEAD,
    ),
    # trials and school years
    "a trial is planned twice": (
        added(5, "trial planned", _AGAIN | {"complete_by": "2027-11-28"}),
        LogFault.PLANNED_AGAIN,
    ),
    "a lost trial is planned anew for longer": (facts(LOSS + 1, complete_by="2028-06-30"), LogFault.PLANNED_AGAIN),
    "a loss is left out": (left_out(LOSS), LogFault.PLANNED_AGAIN),
    "a loss comes before the plan": (
        added(1, "trial lost", {"trial": KEPT_TRIAL, "on": "2026-11-27", "key_destroyed_on": None}),
        LogFault.ORDER,
    ),
    "a loss is later than its entry": (facts(LOSS, on="2027-07-02"), LogFault.DAY),
    "a lost trial's key goes before the loss": (facts(LOSS, key_destroyed_on="2027-06-30"), LogFault.DAY),
    "a trial is planned for a day after": (facts(KEPT_PLAN, planned_on="2026-11-29"), LogFault.DAY),
    "a trial is open for more than a year": (facts(KEPT_PLAN, complete_by="2027-11-29"), LogFault.DAY),
    "a trial ends before it is planned": (facts(KEPT_PLAN, complete_by="2026-11-27"), LogFault.DAY),
    "a plan is left out": (left_out(KEPT_PLAN), LogFault.ORDER),
    "a completion comes before the plan": (signed(_completion_before_plan), LogFault.ORDER),
    "a completion is left out": (left_out(COMPLETION), LogFault.ORDER),
    "a destruction comes before the completion": (signed(_destruction_before_completion), LogFault.ORDER),
    "a completion is later than the latest": (facts(KEPT_COMPLETION, on="2027-04-01"), LogFault.DAY),
    "a completion is later than its entry": (facts(COMPLETION, on="2026-12-05"), LogFault.DAY),
    "a completion is before the plan's day": (facts(KEPT_COMPLETION, on="2026-11-27"), LogFault.DAY),
    "a completion has two days": (
        added(7, "trial completed", {"trial": KEPT_TRIAL, "on": "2027-03-30"}),
        LogFault.COMPLETION_MOVED,
    ),
    "a cancellation is before the completion": (facts(CANCELLATION, cancelled_on="2027-07-05"), LogFault.DAY),
    "a cancellation is later than its entry": (facts(CANCELLATION, cancelled_on="2027-07-07"), LogFault.DAY),
    "a cancellation after 18 months makes it later": (_cancel_late, LogFault.DESTRUCTION_DIFFERS),
    "a second cancellation makes it later": (_cancel_twice, LogFault.DESTRUCTION_DIFFERS),
    "a cancellation is left out": (_leave_out_cancellation, LogFault.DESTRUCTION_DIFFERS),
    "a due day is moved": (facts(DESTRUCTION, due_on="2028-06-03"), LogFault.DESTRUCTION_DIFFERS),
    "a trial was not completed": (facts(DESTRUCTION, completed_on=None), LogFault.DESTRUCTION_DIFFERS),
    "a school year was completed": (facts(YEAR, completed_on="2026-08-31"), LogFault.DESTRUCTION_DIFFERS),
    "a school year is due before its end": (facts(YEAR, due_on="2026-08-30"), LogFault.DESTRUCTION_DIFFERS),
    "a destruction is before its day": (facts(DESTRUCTION, destroyed_on="2028-06-03"), LogFault.DAY),
    "a destruction is later than its entry": (facts(DESTRUCTION, destroyed_on="2028-06-05"), LogFault.DAY),
    # certificates
    "a count in a certificate is changed": (
        file(CERTIFICATE, lambda data: data.replace(b"4711", b"4710")),
        LogFault.CERTIFICATE,
    ),
    "another key signed a certificate": (_sign_certificate_by_another_key, LogFault.CERTIFICATE),
    "a certificate is missing": (lambda copy: (copy.folder / CERTIFICATE).unlink(), LogFault.CERTIFICATE_MISSING),
    "a certificate says another day": (certificate(destroyed_on="2028-06-05"), LogFault.CERTIFICATE),
    "a certificate says another trial": (certificate(programme=KEPT_TRIAL), LogFault.CERTIFICATE),
    "a certificate has no day of completion": (certificate(completed_on=None), LogFault.CERTIFICATE),
    "something is open, and it is complete": (
        certificate(open=[{"extract": "a", "sha256": None}]),
        LogFault.CERTIFICATE,
    ),
    "what is open is no list": (certificate(open={}), LogFault.CERTIFICATE),
}
"""What a forger does, and what is found."""
