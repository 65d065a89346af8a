"""A verifier of published logs that follows docs/verification.md and shares no code with Mesur.

python tests/support/independent_verifier.py FOLDER PUBLIC_KEY.pem [KEPT_HEAD.json]
"""

import base64
import datetime
import hashlib
import json
import re
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

DATE, LARGEST, DEEPEST = r"2\d\d\d-\d\d-\d\d", 2**53 - 1, 32
PEM = rb"-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/]{59}=)\r?\n-----END PUBLIC KEY-----(\r?\n)?"
ED25519 = "302a300506032b6570032100"
HASH, SALT, SIGNATURE, TRIAL = "[0-9a-f]{64}", "[0-9a-f]{32}", "[0-9a-f]{128}", "trial-[0-9a-f]{8}"
TIME, TEXT = rf"{DATE}T\d\d:\d\d:\d\d(\.(?!000000)\d{{6}})?\+00:00", "(?s:.*)"
ENTRY = {"at": TIME, "facts_hash": HASH, "kind": TEXT, "number": int, "previous": HASH, "signature": SIGNATURE}
FACTS = {
    "opened": {"key": TEXT},
    "signing key changed": {"before": HASH, "key": TEXT, "public_key": HASH, "proof": SIGNATURE},
    "trial planned": {
        "trial": TRIAL,
        "name": TEXT,
        "subject": TEXT,
        "planned_on": DATE,
        "complete_by": DATE,
        "key": TEXT,
    },
    "trial completed": {"trial": TRIAL, "on": DATE, "cancelled_on": DATE},
    "completion amended": {"trial": TRIAL, "on": DATE},
    "trial lost": {"trial": TRIAL, "on": DATE, "key_destroyed_on": DATE},
    "trial held": {"trial": TRIAL, "on": DATE, "until": DATE},
    "trial hold ended": {"trial": TRIAL, "on": DATE},
    "school year held": {"programme": r"2\d\d\d-\d\d", "on": DATE, "until": DATE},
    "school year hold ended": {"programme": r"2\d\d\d-\d\d", "on": DATE},
    "destroyed": {
        "programme": rf"{TRIAL}|2\d\d\d-\d\d",
        "completed_on": DATE,
        "due_on": DATE,
        "destroyed_on": DATE,
        "state": "complete|incomplete",
        "certificate": HASH,
    },
    "notice published": {"version": DATE, "sha256": HASH},
}
HOLDS = ("trial held", "trial hold ended", "school year held", "school year hold ended")
SAID_TWICE = ("programme", "completed_on", "due_on", "destroyed_on", "state")


class Rejected(Exception):
    """The log breaks a rule; the message names it."""


def _require(condition, rule):
    if not condition:
        raise Rejected(rule)


def text_of(value, indent=None, level=1):
    """The canonical text of a JSON value, or the one with line ends."""
    inner = None if indent is None else indent + "  "
    _require(level <= DEEPEST or not isinstance(value, dict | list), "rule 1: nested too deeply")
    if isinstance(value, dict):
        colon = ":" if indent is None else ": "
        parts = [text_of(name) + colon + text_of(value[name], inner, level + 1) for name in sorted(value)]
        return _joined("{}", parts, indent)
    if isinstance(value, list):
        return _joined("[]", [text_of(each, inner, level + 1) for each in value], indent)
    if isinstance(value, str):
        return '"' + "".join(map(_escaped, value)) + '"'
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    _require(isinstance(value, int) and abs(value) <= LARGEST, "rule 1: a number")
    return str(value)


def _joined(brackets, parts, indent):
    if indent is None or not parts:
        return brackets[0] + ",".join(parts) + brackets[1]
    lines = ",\n".join(f"{indent}  {part}" for part in parts)
    return f"{brackets[0]}\n{lines}\n{indent}{brackets[1]}"


def _escaped(character):
    short = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
    if character in short:
        return short[character]
    return f"\\u{ord(character):04x}" if ord(character) < 0x20 else character


def _read(data, indent, rule):
    """The JSON value of a file or a line that is written as the page says."""
    try:
        value = json.loads(data.decode("utf-8"))
        is_written_so = (text_of(value, indent) + "\n").encode("utf-8") == data
    except (ValueError, RecursionError):
        raise Rejected(rule) from None
    _require(is_written_so, rule)
    return value


def _has(value, form):
    if form is int:
        return type(value) is int
    return isinstance(value, str) and re.fullmatch(form, value, re.ASCII) is not None and _is_real(value, form)


def _is_real(value, form):
    """Whether a day or a time is in the calendar."""
    if form not in (DATE, TIME):
        return True
    try:
        return datetime.datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _require_object(value, forms, rule, *, optional=()):
    _require(isinstance(value, dict), rule)
    _require(set(forms) - set(optional) <= set(value) <= set(forms), f"{rule}: names")
    for name, each in value.items():
        _require(_has(each, forms[name]), f"{rule}: {name}")


def _hash(data):
    return hashlib.sha256(data).hexdigest()


def _require_signed(key, value, signature, rule):
    try:
        _require(_has(signature, SIGNATURE), rule)
        key.verify(bytes.fromhex(signature), text_of(value).encode("utf-8"))
    except InvalidSignature:
        raise Rejected(rule) from None


def _read_key(data, rule):
    """The one key in a PEM."""
    found = re.fullmatch(PEM, data)
    _require(found, rule)
    content = base64.b64decode(found[1])
    _require(content.hex().startswith(ED25519), rule)
    return Ed25519PublicKey.from_public_bytes(content[12:])


def _raw(key):
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _key_of(raw):
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(raw))


def first_key(data, key):
    """The key of the first entry: the one that the first change names as the one before, or the only one."""
    for line in data.split(b"\n"):
        entry = json.loads(line) if b'"signing key changed"' in line else {}
        if entry.get("kind") == "signing key changed":
            before = entry.get("facts", {}).get("before")
            _require(_has(before, HASH), "rule 22: before")
            return _key_of(before)
    return key


def next_key(entry, key):
    """Rule 22. Returns the key that signs from the next entry on."""
    facts = entry["facts"]
    _require(facts["before"] == _raw(key), f"rule 22: entry {entry['number']}")
    place = {name: entry[name] for name in ("number", "previous")}
    place |= {name: facts[name] for name in ("before", "public_key")}
    _require_signed(_key_of(facts["public_key"]), place, facts["proof"], f"rule 22: entry {entry['number']}")
    return _key_of(facts["public_key"])


def verify_chain(data, trusted):
    """Rules 1 to 6, and 22. Returns the entries, their hashes, and the key after each number of entries."""
    entries, hashes, at, keys = [], ["0" * 64], "", [first_key(data, trusted)]
    _require(data.endswith(b"\n"), "rule 1: no entry, or no line end")
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n"), start=1):
        entry = _read(line + b"\n", None, f"rule 1: line {number}")
        _require(isinstance(entry, dict), f"rule 1: line {number}")
        facts = {name: entry[name] for name in ("facts", "salt") if name in entry}
        rest = {name: value for name, value in entry.items() if name not in facts}
        _require_object(rest, ENTRY, f"rule 1: line {number}")
        _require(entry["number"] == number, f"rule 2: entry {number}")
        _require((entry["kind"] == "opened") == (number == 1), f"rule 2: opened, entry {number}")
        _require(entry["previous"] == hashes[-1], f"rule 3: entry {number}")
        content = {name: entry[name] for name in ("number", "at", "kind", "previous")} | {"facts": entry["facts_hash"]}
        _require_signed(keys[-1], content, entry["signature"], f"rule 4: entry {number}")
        verify_facts(entry, facts, number)
        _require(entry["at"] >= at, f"rule 6: entry {number}")
        keys.append(next_key(entry, keys[-1]) if entry["kind"] == "signing key changed" else keys[-1])
        entries.append(entry)
        hashes.append(_hash(text_of(content).encode()))
        at = entry["at"]
    _require(_raw(trusted) in map(_raw, keys), "rule 4: the key that you trust")
    return entries, hashes[1:], keys


def verify_facts(entry, salted, number):
    """Rule 5."""
    _require(len(salted) == (2 if entry["kind"] in FACTS else 0), f"rule 5: facts of entry {number}")
    if not salted:
        return
    _require(_has(salted["salt"], SALT), f"rule 1: salt of entry {number}")
    _require(_hash(text_of(salted).encode()) == entry["facts_hash"], f"rule 5: entry {number}")
    facts = salted["facts"]
    _require(isinstance(facts, dict), f"rule 5: facts of entry {number}")
    forms = dict(FACTS[entry["kind"]])
    nullable = {"destroyed": "completed_on", "trial lost": "key_destroyed_on"}.get(entry["kind"], "")
    if facts.get(nullable, "") is None:
        facts = {name: value for name, value in facts.items() if name != nullable}
        del forms[nullable]
    _require_object(facts, forms, f"rule 5: facts of entry {number}", optional=("cancelled_on",))
    programme = facts.get("programme", "")
    if re.fullmatch(r"\d{4}-\d\d", programme):
        _require((int(programme[:4]) + 1) % 100 == int(programme[5:]), f"rule 5: school year of entry {number}")


def verify_head(data, keys, rule):
    """The head in a file, if it is signed."""
    document = _read(data, "", rule)
    _require(isinstance(document, dict) and set(document) == {"head", "signature", "public_key"}, rule)
    forms = {"entries": int, "format": int, "hash": HASH, "published_at": TIME}
    _require_object(document["head"], forms, rule)
    key = keys[max(0, min(document["head"]["entries"], len(keys) - 1))]
    _require(document["head"]["format"] == 1 and document["public_key"] == _raw(key), rule)
    _require_signed(key, document["head"], document["signature"], rule)
    return document["head"]


def months_later(day, months):
    """The same day of the month some months later, or the last day of a shorter month."""
    first = datetime.date.fromisoformat(day)
    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    for number in range(first.day, 27, -1):
        try:
            return datetime.date(year, month, number).isoformat()
        except ValueError:
            continue
    return datetime.date(year, month, first.day).isoformat()


def day_in_wales(at):
    """The day of a time: an hour ahead of UTC from the last Sunday of March to that of October."""
    time = datetime.datetime.fromisoformat(at)
    begins, ends = (_last_sunday(time.year, month) for month in (3, 10))
    return (time + datetime.timedelta(hours=begins <= time < ends)).date().isoformat()


def _last_sunday(year, month):
    last = datetime.datetime(year, month, 31, 1, tzinfo=datetime.UTC)
    return last - datetime.timedelta(days=(last.weekday() + 1) % 7)


def verify_trials(entries):
    """Rules 9 to 14, and 17 to 21. Returns the last entry `destroyed` of each programme."""
    planned, completed, cancelled, lost, held, destroyed = {}, {}, {}, set(), {}, {}
    for entry in entries:
        facts, written = entry.get("facts", {}), day_in_wales(entry["at"])
        programme = facts.get("trial") or facts.get("programme")
        if entry["kind"] == "trial planned":
            again = programme in lost and planned.get(programme) == facts
            _require(again or programme not in planned, f"rule 9: {programme}")
            lost.discard(programme)
            _require(facts["planned_on"] <= written, f"rule 9: {programme}")
            latest = months_later(facts["planned_on"], 12)
            _require(facts["planned_on"] <= facts["complete_by"] <= latest, f"rule 9: {programme}")
            planned[programme] = facts
        if entry["kind"] == "trial completed":
            verify_completion(facts, written, planned.get(programme), completed, cancelled)
        if entry["kind"] == "completion amended":
            completed[programme] = verify_amendment(facts, written, planned.get(programme), completed.get(programme))
        if entry["kind"] == "trial lost":
            gone = facts["key_destroyed_on"] or facts["on"]
            _require(programme in planned and facts["on"] <= gone <= written, f"rule 11: {programme}")
            lost.add(programme)
        due = due_day(programme, planned, completed, cancelled)
        if entry["kind"] in HOLDS:
            held[programme] = verify_hold(entry["kind"], facts, written, due, held.get(programme, ""))
        if entry["kind"] == "destroyed":
            verify_destruction(facts, written, due, completed.get(programme))
            destroyed[programme] = facts
    return destroyed


def verify_completion(facts, written, plan, completed, cancelled):
    """Rule 10."""
    programme, on = facts["trial"], facts["on"]
    _require(plan is not None, f"rule 10: {programme}")
    _require(plan["planned_on"] <= on <= plan["complete_by"], f"rule 10: {programme}")
    _require(on <= written and completed.setdefault(programme, on) == on, f"rule 10: {programme}")
    if "cancelled_on" in facts:
        _require(on <= facts["cancelled_on"] <= written, f"rule 10: {programme}")
        cancelled[programme] = min(cancelled.get(programme, "9"), facts["cancelled_on"])


def verify_amendment(facts, written, plan, completed_on):
    """Rule 21. Returns the day of completion."""
    _require(completed_on is not None and facts["on"] < completed_on, f"rule 21: {facts['trial']}")
    _require(plan["planned_on"] <= facts["on"] <= written, f"rule 21: {facts['trial']}")
    return facts["on"]


def due_day(programme, planned, completed, cancelled):
    """The day on which a trial is due by the entries so far: one that never comes, or none if it was never planned."""
    ends = months_later(completed[programme], 18) if programme in completed else "9"
    return min(ends, cancelled.get(programme, "9")) if programme in planned else ""


def verify_destruction(facts, written, due, completed_on):
    """Rules 12 to 14."""
    programme = facts["programme"]
    if programme.startswith("trial"):
        _require(completed_on is not None, f"rule 12: {programme}")
        _require((facts["completed_on"], facts["due_on"]) == (completed_on, due), f"rule 12: {programme}")
    else:
        _require(facts["completed_on"] is None, f"rule 13: {programme}")
        _require(facts["due_on"] >= f"{int(programme[:4]) + 1}-08-31", f"rule 13: {programme}")
    _require(facts["due_on"] <= facts["destroyed_on"] <= written, f"rule 14: {programme}")


def verify_hold(kind, facts, written, due, held_until):
    """Rules 17 to 20, for a trial that is due on a day, or was never planned. Returns the last day of its holds."""
    if kind.startswith("school year"):
        return verify_year_hold(facts, written, held_until)
    if kind == "trial hold ended":
        _require(held_until and facts["on"] <= written, f"rule 18: {facts['trial']}")
        return min(held_until, facts["on"])
    _require(due and facts["on"] <= written <= max(due, held_until), f"rule 17: {facts['trial']}")
    _require(facts["on"] < facts["until"] <= months_later(facts["on"], 12), f"rule 17: {facts['trial']}")
    return max(held_until, facts["until"])


def verify_year_hold(facts, written, held_until):
    """Rules 19 and 20."""
    _require(facts["on"] <= written, f"rules 19, 20: {facts['programme']}")
    _require("until" in facts or held_until, f"rule 20: {facts['programme']}")
    until, latest = facts.get("until"), months_later(facts["on"], 12)
    _require(until is None or facts["on"] < until <= latest, f"rule 19: {facts['programme']}")
    return until or facts["on"]


def verify_certificates(folder, entries, destroyed, keys):
    """Rules 15 and 16; a trial that was lost and not destroyed needs no certificate."""
    hashes = set()
    for path in sorted((folder / "certificates").glob("*")):
        if not path.name.endswith(".json") or not path.is_file():
            continue
        rule, data = f"rule 16: {path.name}", path.read_bytes()
        document, hash_ = _read(data, "", rule), _hash(data)
        _require(isinstance(document, dict) and set(document) == {"certificate", "signature", "public_key"}, rule)
        signed_by = [key for key in keys if _raw(key) == document["public_key"]]
        _require(signed_by and isinstance(document["certificate"], dict), rule)
        _require_signed(signed_by[0], document["certificate"], document["signature"], rule)
        named = [
            each["facts"] for each in entries if each["kind"] == "destroyed" and each["facts"]["certificate"] == hash_
        ]
        _require(named, rule)
        said = document["certificate"]
        for facts in named:
            _require(all(name in said and said[name] == facts[name] for name in SAID_TWICE), rule)
        _require(isinstance(said.get("open"), list) and (said["open"] == []) == (said["state"] == "complete"), rule)
        _require(all(isinstance(each, dict) for each in said["open"]), rule)
        hashes.add(hash_)
    for programme, facts in destroyed.items():
        _require(facts["certificate"] in hashes, f"rule 15: {programme}")


def verify(folder, public_key, kept_head=None):
    """Check a published log. Returns the last entry `destroyed` of each programme.

    Raises
    ------
    Rejected
    """
    key, own_key = _read_key(public_key.read_bytes(), "the key is no Ed25519 key"), folder / "public-key.pem"
    _require((folder / "ledger.jsonl").is_file(), "rule 1: no ledger")
    entries, hashes, keys = verify_chain((folder / "ledger.jsonl").read_bytes(), key)
    if own_key.is_file():
        _require(_raw(_read_key(own_key.read_bytes(), "rule 4: the key")) == _raw(keys[-1]), "rule 4: the key")
    _require((folder / "head.json").is_file(), "rule 7: no head")
    head = verify_head((folder / "head.json").read_bytes(), keys, "rule 7")
    _require((head["entries"], head["hash"]) == (len(entries), hashes[-1]), "rule 7")
    _require(head["published_at"] >= entries[-1]["at"], "rule 7: time")
    if kept_head is not None:
        kept = verify_head(kept_head.read_bytes(), keys, "rule 8")
        _require(0 < kept["entries"] <= len(hashes) and hashes[kept["entries"] - 1] == kept["hash"], "rule 8")
    destroyed = verify_trials(entries)
    verify_certificates(folder, entries, destroyed, keys)
    return destroyed


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    try:
        for programme, facts in verify(*given).items():
            sys.stdout.write(f"{programme}: destroyed {facts['destroyed_on']}, {facts['state']}\n")
    except Rejected as rejected:
        sys.exit(f"REJECTED: {rejected}")
