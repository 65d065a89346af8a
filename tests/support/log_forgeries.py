"""What forgers do to a published log, and what is found: each breaks one rule of docs/verification.md."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from delivery_api.keys.encryption import Key
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE, canonical_json, public_pem
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


def moved(name: str, other: str) -> Forge:
    """Give a file another place."""
    return lambda copy: copy.change_file(other, lambda _: copy.taken(name))


def copied(name: str, other: str) -> Forge:
    """Let a file be in two places."""
    return lambda copy: copy.change_file(other, lambda _: (copy.folder / name).read_bytes())


def replaced(name: str, document: bytes, other: str) -> Forge:
    """Give a file another place, and write another in its place."""

    def forge(copy: LogCopy) -> None:
        moved(name, other)(copy)
        copy.change_file(name, lambda _: document)

    return forge


def written(*names: str) -> Forge:
    """Write files that are none of a log."""

    def forge(copy: LogCopy) -> None:
        for name in names:
            copy.change_file(name, lambda _: b"{}\n")

    return forge


def nested(levels: int) -> list[Any]:
    """Return lists in lists, so many of them."""
    return [nested(levels - 1)] if levels > 1 else []


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
    return facts_and_certificate("", **changed)


def facts_and_certificate(state: str, **changed: Any) -> Forge:
    """Change the last certificate, as only the service can, and the state in both; the ledger has its hash.

    Parameters
    ----------
    state : empty to leave it
    """
    both = {"state": state} if state else {}

    def forge(copy: LogCopy) -> None:
        hash_ = copy.sign_certificate(DESTROYED_TRIAL, changed | both)

        def change(told: list[Told]) -> list[Told]:
            told[DESTRUCTION].facts = (told[DESTRUCTION].facts or {}) | both | {"certificate": hash_}
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


def _held(trial: str, written: str, until: str, on: str = "") -> Told:
    return Told(f"{written}T09:30:00+00:00", "trial held", {"trial": trial, "on": on or written, "until": until})


def _hold_ended(trial: str, written: str, on: str) -> Told:
    return Told(f"{written}T09:30:00+00:00", "trial hold ended", {"trial": trial, "on": on})


def _year_held(written: str, until: str, on: str = "") -> Told:
    facts = {"programme": "2026-27", "on": on or written, "until": until}
    return Told(f"{written}T09:30:00+00:00", "school year held", facts)


def _year_hold_ended(written: str) -> Told:
    return Told(f"{written}T09:30:00+00:00", "school year hold ended", {"programme": "2026-27", "on": written})


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
    "an empty key lies beside it": (file("public-key.pem", lambda _: b""), LogFault.KEY),
    "two keys lie beside it": (file("public-key.pem", lambda data: data + public_pem(_other_key())), LogFault.KEY),
    "a byte order mark stands before the key": (
        file("public-key.pem", lambda data: b"\xef\xbb\xbf" + data),
        LogFault.KEY,
    ),
    "a text stands before the key": (file("public-key.pem", lambda data: b"Key:\n" + data), LogFault.KEY),
    "another key lies beside it, the good one in a sub-folder": (
        replaced("public-key.pem", public_pem(_other_key()), "A/public-key.pem"),
        LogFault.KEY,
    ),
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
    "the head is missing": (lambda copy: (copy.folder / "head.json").unlink(), LogFault.HEAD_MISSING),
    "the head is in a sub-folder": (moved("head.json", "A/head.json"), LogFault.HEAD_MISSING),
    "the head is empty, and a good one is in a sub-folder": (
        replaced("head.json", b"{}\n", "A/head.json"),
        LogFault.HEAD_FORM,
    ),
    "the head is written otherwise": (file("head.json", lambda data: data + b"\n"), LogFault.HEAD_FORM),
    "another key signed the head": (_sign_head_by_another_key, LogFault.HEAD_KEY),
    "the head is changed": (
        file("head.json", lambda data: data.replace(b'"published_at": "2028', b'"published_at": "2029')),
        LogFault.HEAD_SIGNATURE,
    ),
    "the head has a name more": (lambda copy: copy.sign_head(note="x"), LogFault.HEAD_FORM),
    "the head has another format": (lambda copy: copy.sign_head(format=2), LogFault.HEAD_FORM),
    "the head is older than the last entry": (
        lambda copy: copy.sign_head(published_at="2028-06-04T09:29:59+00:00"),
        LogFault.HEAD_TIME,
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
    "a completion is amended to a later day": (
        added(7, "completion amended", {"trial": KEPT_TRIAL, "on": "2027-04-01"}),
        LogFault.COMPLETION_MOVED,
    ),
    "a completion is amended to a day before the plan": (
        added(7, "completion amended", {"trial": KEPT_TRIAL, "on": "2026-11-27"}),
        LogFault.DAY,
    ),
    "a completion is amended before there is one": (
        added(6, "completion amended", {"trial": KEPT_TRIAL, "on": "2026-11-29"}),
        LogFault.ORDER,
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
    # holds
    "a hold is invented after the due day": (
        signed(lambda told: [*told, _held(CANCELLED_TRIAL, "2028-06-04", "2028-12-01")]),
        LogFault.DAY,
    ),
    "a hold is dated back to the due day": (
        signed(lambda told: [*told, _held(CANCELLED_TRIAL, "2028-06-04", "2028-12-01", on="2027-07-06")]),
        LogFault.DAY,
    ),
    "a hold lasts longer than a year": (
        signed(lambda told: [*told, _held(KEPT_TRIAL, "2028-06-04", "2029-06-05")]),
        LogFault.DAY,
    ),
    "a hold is on no trial": (
        signed(lambda told: [*told, _held("trial-00000000", "2028-06-04", "2028-12-01")]),
        LogFault.ORDER,
    ),
    "a hold that nobody ordered ends": (
        signed(lambda told: [*told, _hold_ended(KEPT_TRIAL, "2028-06-04", "2028-06-04")]),
        LogFault.ORDER,
    ),
    "a hold on a school year lasts longer than a year": (
        signed(lambda told: [*told, _year_held("2028-06-04", "2029-06-05")]),
        LogFault.DAY,
    ),
    "a hold on a school year begins after it was written down": (
        signed(lambda told: [*told, _year_held("2028-06-04", "2028-12-01", on="2028-06-05")]),
        LogFault.DAY,
    ),
    "a hold on a school year ends that never was": (
        signed(lambda told: [*told, _year_hold_ended("2028-06-04")]),
        LogFault.ORDER,
    ),
    "a hold ends on a day to come": (
        signed(
            lambda told: [
                *told,
                _held(KEPT_TRIAL, "2028-06-04", "2028-12-01"),
                _hold_ended(KEPT_TRIAL, "2028-06-04", "2028-06-05"),
            ]
        ),
        LogFault.DAY,
    ),
    # certificates
    "a count in a certificate is changed": (
        file(CERTIFICATE, lambda data: data.replace(b"4711", b"4710")),
        LogFault.CERTIFICATE,
    ),
    "another key signed a certificate": (_sign_certificate_by_another_key, LogFault.CERTIFICATE),
    "a certificate is missing": (lambda copy: (copy.folder / CERTIFICATE).unlink(), LogFault.CERTIFICATE_MISSING),
    "a certificate ends in another way": (
        moved(CERTIFICATE, "certificates/a.json.txt"),
        LogFault.CERTIFICATE_MISSING,
    ),
    "a certificate lies beside the log": (moved(CERTIFICATE, "a.json"), LogFault.CERTIFICATE_MISSING),
    "a certificate lies in a sub-folder": (moved(CERTIFICATE, "certificates/a/a.json"), LogFault.CERTIFICATE_MISSING),
    "a certificate is nested too deeply": (certificate(note=nested(31)), LogFault.CERTIFICATE),
    "a certificate has no line ends": (
        file(CERTIFICATE, lambda data: canonical_json(json.loads(data)) + b"\n"),
        LogFault.CERTIFICATE,
    ),
    "a certificate is half a character": (
        file(CERTIFICATE, lambda data: data.replace(b"4711", b'"\\ud800"')),
        LogFault.CERTIFICATE,
    ),
    "a certificate is nested without end": (
        file(CERTIFICATE, lambda data: data.replace(b"4711", b"[" * 100_000 + b"]" * 100_000)),
        LogFault.CERTIFICATE,
    ),
    "a certificate says another day": (certificate(destroyed_on="2028-06-05"), LogFault.CERTIFICATE),
    "a certificate says another trial": (certificate(programme=KEPT_TRIAL), LogFault.CERTIFICATE),
    "a certificate has no day of completion": (certificate(completed_on=None), LogFault.CERTIFICATE),
    "something is open, and it is complete": (
        certificate(open=[{"extract": "a", "sha256": None}]),
        LogFault.CERTIFICATE,
    ),
    "what is open is no list": (certificate(open={}), LogFault.CERTIFICATE),
    "what is open is no object": (facts_and_certificate("incomplete", open=[0]), LogFault.CERTIFICATE),
    "nothing is open, and it is incomplete": (facts_and_certificate("incomplete", open=[]), LogFault.CERTIFICATE),
}
"""What a forger does, and what is found."""

HARMLESS: Mapping[str, Forge] = {
    "other files lie beside it": written("package.json", "head-2.json", "other.jsonl", "other.pem", "head.json.bak"),
    "files of its names lie in sub-folders": written("A/head.json", "A/ledger.jsonl", "z/public-key.pem", "z/1.json"),
    "other files lie among the certificates": written(
        "certificates/read-me.txt", "certificates/a.JSON", "certificates/old/a.json", "certificates/a.json/b"
    ),
    "a certificate has another name": moved(CERTIFICATE, "certificates/head.json"),
    "a certificate is there twice": copied(CERTIFICATE, "certificates/a.json"),
    "a certificate is nested deeply": certificate(note=nested(30)),
    "the key has line ends of another system": file("public-key.pem", lambda data: data.replace(b"\n", b"\r\n")),
    "the key's last line does not end": file("public-key.pem", lambda data: data[:-1]),
}
"""What leaves a log as true as it was."""


FORGED_CHANGES: dict[str, dict[str, str]] = {
    "another key before": {"before": "ab" * 32},
    "another key afterwards": {"public_key": "cd" * 32},
    "another proof": {"proof": "ef" * 64},
}
"""What somebody who has no key may write into the entry that changes the key."""
