"""The commands `mesur retention …`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from gettext import NullTranslations
from pathlib import Path

import typer

from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    failure_text,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.retention_tables import scheduled_table
from delivery_api.dates.clock import clock
from delivery_api.dates.school_calendar import london_date
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.ledger_file import PUBLIC_KEY
from delivery_api.lifecycle.service_setup import Service
from delivery_api.privacy.ended_by_itself import ACCOUNTS_LAPSED, RESULTS_ANONYMISED, TRIALS_ENDED
from delivery_api.privacy.published_log.certificate_files import check_files
from delivery_api.privacy.published_log.log_files import LogUnreadable
from delivery_api.privacy.published_log.log_messages import finding_sentence
from delivery_api.privacy.retention.certificates import CertificateCheck, CertificateFault, CertificateState
from delivery_api.privacy.retention.open_items import OpenKind
from delivery_api.privacy.retention.released_extracts import release_extract
from delivery_api.privacy.retention.runner import ItemKind, ItemOutcome
from delivery_api.privacy.retention.schedule import Scheduled, held, rehearse
from delivery_api.storage.job_lock import JobAlreadyRunning

app = typer.Typer(
    no_args_is_help=True,
    help="Retention: destroy what the privacy notice says must go, on the day, and prove it.",
)


@app.command()
def run(
    dry_run: bool = typer.Option(False, "--dry-run", help="Show what would go today, and destroy nothing."),
    at: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="Show what would go on this day (Europe/London), and destroy nothing."
    ),
    by: str = typer.Option("", help="Who starts this run; empty for the machine’s scheduler."),
    clock_confirmed_by: str = typer.Option(
        "", help="Who has looked at a clock that is more than two days from the last run, and found it right."
    ),
    keys_lost: bool = typer.Option(
        False,
        "--keys-lost",
        help="Go on although a key file is not in the key directory: --by says who knows it to be gone, --reason how.",
    ),
    many_lapse: bool = typer.Option(
        False,
        "--many-lapse",
        help="Let more accounts go that nobody has seen for a year than a run lets go by itself: --by says who has "
        "looked at the number, --reason why it is right.",
    ),
    reason: str = typer.Option(
        "",
        help="With --keys-lost: what became of the key file, and how that is known. With --many-lapse: why so many go.",
    ),
    settings: Path = SettingsFile,
) -> None:
    """Destroy all whose day has come; run it daily. Safe to repeat, and after an interruption.

    Responses of a trial go 18 calendar months after its completion: extract files, key, rows. A signed certificate
    with counts and dates, and no identifiers, is written to the certificates directory. Exit code 1 says that something
    could not be destroyed: it is named, and the next run tries again. A run beside another one leaves the work to it.

    Example: mesur retention run --at 2028-05-31
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    if dry_run or at is not None:
        with exit_on_refusal():
            _show(rehearse(service.retention, at.date() if at else london_date(now), now), say)
        return
    try:
        with exit_on_refusal(OSError, passing=JobAlreadyRunning):
            decision = Decision(by, reason) if keys_lost or many_lapse else None
            outcomes = service.retention.run(
                now,
                by=by,
                clock_confirmed_by=clock_confirmed_by,
                keys_lost=decision if keys_lost else None,
                many_lapse=decision if many_lapse else None,
            )
    except JobAlreadyRunning:
        console().print(
            say.gettext("Another retention run is at work, on this machine or another. It does all there is to do.")
        )
        return
    _report(service, outcomes, say)
    if not all(outcome.is_done for outcome in outcomes):
        raise typer.Exit(1)


@app.command()
def schedule(settings: Path = SettingsFile) -> None:
    """Show all that is held, by kind and number, and the day on which each goes."""
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal():
        _show(held(service.retention, clock()), say)


@app.command()
def release(
    path: Path = typer.Argument(help="The extract’s path, as the certificate or the run names it."),
    by: str = typer.Option(..., help="Who answers for it, by name."),
    reason: str = typer.Option(..., help="What became of the file, and how that is known."),
    settings: Path = SettingsFile,
) -> None:
    """Record that a named person answers for an extract that is not where it was written.

    The next run then completes the certificate, which says that the extract was released, not destroyed.

    Example: mesur retention release /srv/extracts/trial-1a2b3c4d.csv --by "A. Rees" --reason "disk shredded on 3 May"
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), service.engine.begin() as connection:
        programme = release_extract(connection, service.ledger, path.absolute(), by=by, reason=reason, now=clock())
    sentence = say.gettext("Released: %(path)s, an extract of %(programme)s.")
    console().print(sentence % {"path": path.absolute(), "programme": programme}, soft_wrap=True)


@app.command()
def verify(
    files: list[Path] = typer.Argument(help="Certificates."),
    public_key: Path | None = typer.Option(None, help="The service’s public key (PEM), from where you trust it."),
    ledger: Path | None = typer.Option(None, help="The ledger, or a published copy of it: each must stand there."),
) -> None:
    """Check certificates without a database or settings. Exit code 1 says that one or the ledger does not hold.

    Example: mesur retention verify trial-1a2b3c4d.json --public-key public-key.pem --ledger ledger.jsonl
    """
    say = reader_sentences()
    key = public_key or (ledger.with_name(PUBLIC_KEY) if ledger else None)
    with exit_on_refusal(OSError, LogUnreadable):
        checked = check_files(files, key, ledger)
    for path, check in zip(files, checked.certificates, strict=True):
        console().print(f"{path}: {_check_sentence(check, say)}", soft_wrap=True, markup=False)
    for finding in checked.ledger:
        console().print(f"{ledger}: {finding_sentence(finding, say)}", soft_wrap=True, markup=False)
    if checked.ledger:
        sentence = say.gettext("The ledger does not hold: the certificates were checked without it.")
        console().print(sentence, soft_wrap=True)
    if key is None:
        sentence = say.gettext(
            "Each was checked with the key that it names itself; --public-key checks it with the service’s."
        )
        console().print(sentence, soft_wrap=True)
    if checked.ledger or any(check.faults or check.is_replaced for check in checked.certificates):
        raise typer.Exit(1)


def _show(scheduled: Sequence[Scheduled], say: NullTranslations) -> None:
    if scheduled:
        console().print(scheduled_table(scheduled, say))
    else:
        console().print(say.gettext("Nothing is due."))


def _report(service: Service, outcomes: Sequence[ItemOutcome], say: NullTranslations) -> None:
    told = [line for outcome in outcomes if (line := outcome_sentence(service, outcome, say))]
    for line in told or [say.gettext("Nothing is due.")]:
        console().print(line, soft_wrap=True, markup=False)


def outcome_sentence(service: Service, outcome: ItemOutcome, say: NullTranslations) -> str:
    """Return what became of an item; empty where nobody needs to hear of it."""
    if outcome.failure is not None:
        sentence = say.gettext("Not done, and tried again by the next run: %(name)s: %(why)s")
        return sentence % {"name": outcome.name, "why": failure_text(outcome.failure)}
    if outcome.kind is ItemKind.PROGRAMME and outcome.certificate is not None:
        return "\n".join((_certificate_sentence(service, outcome, say), *_open_sentences(outcome, say)))
    if outcome.kind is ItemKind.TASK and outcome.count and (sentence := _task_sentence(outcome, say)):
        return sentence % {"count": outcome.count}
    if outcome.kind is ItemKind.TABLE and outcome.count:
        sentence = say.ngettext("%(table)s: %(count)d row.", "%(table)s: %(count)d rows.", outcome.count)
        return sentence % {"table": outcome.name, "count": outcome.count}
    return ""


def _task_sentence(outcome: ItemOutcome, say: NullTranslations) -> str:
    """Return the sentence of what ended by itself; empty for a task that nobody needs to hear of."""
    sentences = {
        TRIALS_ENDED: say.ngettext(
            "%(count)d trial was completed by itself, on its latest day.",
            "%(count)d trials were completed by themselves, on their latest day.",
            outcome.count,
        ),
        ACCOUNTS_LAPSED: say.ngettext(
            "%(count)d person whom nobody has seen for a year has left.",
            "%(count)d people whom nobody has seen for a year have left.",
            outcome.count,
        ),
        RESULTS_ANONYMISED: say.ngettext(
            "%(count)d account goes; what stays of it is nobody’s.",
            "%(count)d accounts go; what stays of them is nobody’s.",
            outcome.count,
        ),
    }
    return sentences.get(outcome.name, "")


def _certificate_sentence(service: Service, outcome: ItemOutcome, say: NullTranslations) -> str:
    path = service.settings.certificates / f"{outcome.name}.json"
    sentence = say.gettext("%(programme)s: events destroyed: %(events)s. Certificate: %(path)s")
    told = outcome.certificate["events"] if outcome.certificate else 0
    events = told if isinstance(told, int) else say.gettext("under 10")
    return sentence % {"programme": outcome.name, "events": events, "path": path}


def _open_sentences(outcome: ItemOutcome, say: NullTranslations) -> list[str]:
    """Return what a certificate still lacks."""
    sentences = {
        OpenKind.EXTRACT: say.gettext(
            "The certificate is incomplete: an extract is not at %(thing)s. Put it back, or find and destroy it and "
            "give `mesur retention release`; each run looks for it again."
        ),
        OpenKind.KEY_FOLDER: say.gettext(
            "The certificate is incomplete: %(thing)s has not destroyed its copy of the key yet."
        ),
        OpenKind.KEY_BACKUP: say.gettext(
            "The certificate is incomplete: the backup of the keys on %(thing)s still holds the key. Run `mesur keys "
            "backup`; if the folder is gone, a named person gives `mesur keys release`."
        ),
        OpenKind.WRITE_AHEAD_LOG: say.gettext(
            "The certificate is incomplete: somebody reads from SQLite’s write-ahead log, so it could not be emptied."
        ),
    }
    return [sentences[each.kind] % {"thing": each.place} for each in outcome.open_items]


def _check_sentence(check: CertificateCheck, say: NullTranslations) -> str:
    facts = {"programme": check.content.get("programme", "–"), "on": check.content.get("destroyed_on", "–")}
    if check.faults:
        sentences = _fault_sentences(say)
        return "; ".join(sentences[fault] for fault in check.faults)
    if check.is_replaced:
        return say.gettext("was replaced: the ledger names a later certificate of %(programme)s") % facts
    if check.content.get("state") != CertificateState.COMPLETE:
        return say.gettext("holds, and is INCOMPLETE: not all of %(programme)s is destroyed yet") % facts
    return say.gettext("holds: the responses of %(programme)s were destroyed on %(on)s") % facts


def _fault_sentences(say: NullTranslations) -> Mapping[CertificateFault, str]:
    return {
        CertificateFault.UNREADABLE: say.gettext("cannot be read"),
        CertificateFault.NO_CERTIFICATE: say.gettext("is no signed certificate, or is not written as one must be"),
        CertificateFault.ANOTHER_KEY: say.gettext("FALSE: another key signed it"),
        CertificateFault.SIGNATURE: say.gettext("FALSE: the signature does not hold; something in it was changed"),
        CertificateFault.OPEN: say.gettext("FALSE: what it says to be open does not go with its state"),
        CertificateFault.NOT_IN_LEDGER: say.gettext("FALSE: the ledger does not name it"),
        CertificateFault.DIFFERS: say.gettext("FALSE: the ledger says other days or another state"),
    }
