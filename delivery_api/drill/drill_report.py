"""The report of a drill: signed JSON, and a page in each language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from gettext import NullTranslations
from hashlib import sha256
from pathlib import Path
from typing import Any

from delivery_api.drill.promises import Findings, Promise
from delivery_api.drill.walk import BEGIN, END, Walk
from delivery_api.ledger.signing import canonical_json, public_bytes, sign
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES
from itembank.atomic_write import atomic_write

FORMAT, JSON_FILE = 1, "drill.json"


def promise_sentences(say: NullTranslations) -> Mapping[Promise, str]:
    """Return each promise in words."""
    return {
        Promise.TRIALS: say.gettext("Answers in a trial go 18 months after the trial was completed."),
        Promise.LEAVERS: say.gettext("An account goes a year after its person has left."),
        Promise.YEARS: say.gettext("Answers of a school year go on the day that the controller has set."),
        Promise.ROWS: say.gettext("All else goes on the day that its table declares, and stays away."),
        Promise.NOT_EARLY: say.gettext("Nothing goes before its day, and every table was looked at."),
        Promise.ERASED: say.gettext("Whoever is erased is gone from every table at once."),
        Promise.UNREADABLE: say.gettext("No key that is left opens a copy of what is gone."),
        Promise.SEALED: say.gettext("Names and answers stand in no file in clear, at no time."),
        Promise.RESTORED: say.gettext("A restored older backup knows who was erased and which trial was completed."),
        Promise.CLOCK: say.gettext("A wrong clock destroys nothing."),
        Promise.MISSING_KEY: say.gettext("A missing key stops nothing but the trial that it belongs to."),
        Promise.KILLED: say.gettext("A run that is killed is finished by the next."),
        Promise.EXTRACTS: say.gettext("An extract that was moved is told of until it is back, and then destroyed."),
        Promise.BACKUPS: say.gettext("Backups go when their time is over."),
        Promise.LOG: say.gettext("The published log holds, with every certificate."),
    }


def report_content(walk: Walk, now: datetime) -> dict[str, Any]:
    """Return what the report says: each promise kept, broken or not tried."""
    return {
        "format": FORMAT,
        "drill": walk.drill.folder.name,
        "written_at": now.isoformat(timespec="seconds"),
        "database": walk.drill.service.engine.dialect.name,
        "from": BEGIN.isoformat(),
        "to": END.isoformat(),
        "nights": len(walk.nights),
        "markers": len(walk.markers) + len(walk.gone),
        "tables": sorted({each.table for each in (*walk.markers, *walk.gone)}),
        "files_read": walk.files_read,
        "promises": {promise.value: _of(promise, walk.findings) for promise in Promise},
    }


def write_report(folder: Path, walk: Walk, now: datetime) -> Path:
    """Write the report. Return the path of the signed document.

    Raises
    ------
    LedgerRefused, KeyGone, OSError
    """
    content, key = report_content(walk, now), walk.drill.service.ledger.signing_key()
    signed = {
        "report": content,
        "signature": sign(key, canonical_json(content)),
        "public_key": public_bytes(key).hex(),
    }
    document = f"{json.dumps(signed, indent=2, sort_keys=True, ensure_ascii=False)}\n"
    for language in LANGUAGES:
        with atomic_write(folder / f"drill.{language}.md") as file:
            file.write(report_page(content, sha256(document.encode()).hexdigest(), translations(language)))
    with atomic_write(folder / JSON_FILE) as file:
        file.write(document)
    return folder / JSON_FILE


def report_page(content: Mapping[str, Any], digest: str, say: NullTranslations) -> str:
    """Return the report as Markdown."""
    promises, sentences = content["promises"], promise_sentences(say)
    heading, columns = say.gettext("Privacy drill"), (say.gettext("Promise"), "", say.gettext("Tried"))
    did = say.gettext(
        "On a service of its own (%(database)s) the drill planted %(markers)d markers in %(tables)d tables and in "
        "files, walked from %(from)s to %(to)s with %(nights)d retention runs, killed and misled the service on the "
        "way, and then looked for each marker in rows, database files, backups, logs and other files "
        "(%(files_read)d files at the end), in clear and by every key that was left."
    )
    facts = dict(content) | {"tables": len(content["tables"])}
    lines = [f"# {heading}", "", did % facts, "", f"| {' | '.join(columns)} |", "| --- | --- | --- |"]
    for promise in Promise:
        found = promises[promise.value]
        lines.append(f"| {sentences[promise]} | {_verdict(found, say)} | {found['tried']} |")
    broken = [detail for promise in Promise for detail in promises[promise.value]["broken"]]
    if broken:
        title = say.gettext("Broken")
        lines += ["", f"## {title}", "", *(f"- {each}" for each in broken)]
    signed = say.gettext("%(file)s has the same, signed by the ledger’s key; its SHA-256 is %(digest)s.")
    return "\n".join([*lines, "", signed % {"file": JSON_FILE, "digest": digest}, ""])


def _verdict(found: Mapping[str, Any], say: NullTranslations) -> str:
    verdicts = {True: say.gettext("kept"), False: say.gettext("BROKEN"), None: say.gettext("not tried")}
    return verdicts[found["kept"]]


def _of(promise: Promise, findings: Findings) -> dict[str, Any]:
    tried = findings.tried(promise)
    broken = [f"{each.promise}: {each.detail}" for each in findings.broken() if each.promise is promise]
    return {"kept": (not broken) if tried else None, "tried": tried, "broken": broken}
