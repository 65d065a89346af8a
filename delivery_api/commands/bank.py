"""The commands `mesur bank …` that need the service's database; the others are in `itembank.commands`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from gettext import NullTranslations
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table
from sqlalchemy import Connection

from delivery_api.access.refusals import Declined
from delivery_api.access.refusals import Reason as Refusal
from delivery_api.audit import audit_log
from delivery_api.bank import item_status_changes, publishing, store
from delivery_api.bank.discarded_adoptions import is_approval_void
from delivery_api.bank.service import find_stored_bank, restore
from delivery_api.bank.values import Authorisation, BankDecision, StatusChange
from delivery_api.commands.bank_serving import serve as _serve  # noqa: F401 - it joins the group
from delivery_api.commands.command_context import SettingsFile, console, exit_on_refusal, listing, open_service_or_exit
from delivery_api.commands.voice_commands import voice as voice_commands
from delivery_api.dates.clock import clock
from delivery_api.keys.encryption import DecryptionFailed, KeyGone
from delivery_api.ledger.decisions import Decision, record_decision
from delivery_api.lifecycle.optional_packages import optional_module
from delivery_api.sittings.record.rescoring import Rescoring, rescore
from delivery_api.trials.adoption import discard
from delivery_api.web.message_catalogue import translations
from itembank import BankVersion, ItemBankError, ItemStatus, write_bank
from itembank.commands import bank as app
from itembank.commands.command_options import DEFAULT_BANK, BankName, Lang, output_language
from itembank.commands.command_output import findings_table, progress, refuse, write_and_report
from itembank.commands.input_files import load_bank_to_keep
from itembank.gates import SimulationLimits, gate_messages
from itembank.language import Language
from itembank.refusal_messages import STATUS_NAMES, refusal_message

app.add_typer(voice_commands.app, name="voice")

__all__ = ["app"]

By = Annotated[str, typer.Option(help="Who decides: the name that goes on record.")]
Reason = Annotated[str, typer.Option(help="Why: it goes on record beside the name.")]
Items = Annotated[list[str] | None, typer.Option("--item", help="Only this item version, by id; once for each.")]
EPILOG = "Exit code: 0 published; 1 a gate fails, nothing is written; 2 bad input, nothing is written."


@contextmanager
def _refusals(language: Language) -> Iterator[None]:
    """Turn refusals of the item bank, too, into one line and exit code 2."""
    with exit_on_refusal():
        try:
            yield
        except ItemBankError as error:
            refuse(refusal_message(error, language))


def _find_bank(connection: Connection, name: str, language: Language) -> BankVersion:
    """Return a built-in bank, a bank in a file, or a stored one by the beginning of its hash."""
    return find_stored_bank(connection, name) or load_bank_to_keep(name, language)


@app.command("list")
def list_(
    item: Annotated[str | None, typer.Option(help="The life of this item version instead.")] = None,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """List the bank versions that are kept: which is in use, who approved and published it, when; items by status.

    Example: mesur bank list --item 4xq2v7kdm3ua
    """
    language = output_language(lang)
    service, say = open_service_or_exit(settings), translations(language)
    with exit_on_refusal(), service.engine.begin() as connection:
        if item is not None:
            _print_status_changes(store.status_changes(connection, item), item, language)
            return
        console().print(_version_table(connection, say))
        for subject, counts in store.count_by_status(connection).items():
            told = ", ".join(f"{STATUS_NAMES[status][language]} {count}" for status, count in counts.items())
            console().print(f"{subject}: {told}", soft_wrap=True)


@app.command()
def export(
    name: Annotated[str, typer.Argument(metavar="HASH", help="A stored bank version, by the beginning of its hash.")],
    out: Annotated[Path, typer.Option(help="Where it is written, as canonical JSON.")],
    by: By,
    reason: Reason,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Write a bank version that the service keeps to a file, for commands that take one.

    The file has every key and parameter in clear: keep it as you keep an extract. Only its owner may read it, and the
    audit records who took it out.

    Example: mesur bank export 3fa9c1 --out bank.json --by "Eleri Vaughan" --reason "anchors of the autumn trial"
    """
    language = output_language(lang)
    service, now = open_service_or_exit(settings), clock()
    with _refusals(language):
        with service.engine.begin() as connection:
            found = find_stored_bank(connection, name)
            if found is None:
                raise Declined(Refusal.NO_STORED_BANK, given=name)
            act = "exported a bank version"
            noted = record_decision(connection, service.ledger, now, act, found.hash[:12], Decision(by, reason))
            audit_log.record(connection, now, act, thing=noted)
        write_and_report(out, write_bank(found).decode(), language, mode=0o600)


def _version_table(connection: Connection, say: NullTranslations) -> Table:
    named = (Column(say.gettext("Version"), no_wrap=True), Column(say.gettext("Subject"), no_wrap=True))
    heads = (*named, Column(say.gettext("Kept since"), no_wrap=True), say.gettext("In use with"))
    table = listing(*heads, say.gettext("Approved"), say.gettext("Published"))
    decided = store.bank_decision_history(connection)
    for each in store.versions(connection):
        told = {
            kind: "\n".join(
                _told_decision(connection, one, say)
                for one in decided
                if (one.bank_version, one.decision) == (each.hash, kind)
            )
            for kind in ("approved", "published")
        }
        since = each.added_at.date().isoformat()
        row = (each.hash[:12], each.subject, since, each.design or "–")
        table.add_row(*row, told["approved"] or "–", told["published"] or "–")
    return table


def _told_decision(connection: Connection, decision: BankDecision, say: NullTranslations) -> str:
    told = f"{decision.by}, {decision.at.date().isoformat()}"
    if decision.decision != "approved" or not _is_void(connection, decision):
        return told
    return say.gettext("%(approval)s (void: adoption discarded)") % {"approval": told}


def _is_void(connection: Connection, approval: BankDecision) -> bool:
    """Whether an approval counts no more; no version is read where no adoption was discarded, since that takes long."""
    if all(each.discarded_at is None for each in store.adoption_history(connection)):
        return False
    with suppress(KeyGone, DecryptionFailed):  # a version that cannot be read cannot be published either
        bank = find_stored_bank(connection, approval.bank_version)
        return bank is not None and is_approval_void(connection, bank, approval.at)
    return False


def _print_status_changes(changes: tuple[StatusChange, ...], item: str, language: Language) -> None:
    say = translations(language)
    if not changes:
        sentence = say.gettext("%(item)s: no move is on record. An item version that nobody has moved is a draft.")
        console().print(sentence % {"item": item}, markup=False)
        return
    table = listing(
        say.gettext("Time"), say.gettext("From"), say.gettext("To"), say.gettext("By"), say.gettext("Why"), title=item
    )
    for change in changes:
        at = change.at.isoformat(" ", "minutes")
        before, after = (STATUS_NAMES[status][language] for status in (change.before, change.after))
        table.add_row(at, before, after, change.by, change.reason)
    console().print(table)


@app.command()
def approve(
    by: By,
    reason: Reason,
    bank_name: BankName = DEFAULT_BANK,
    items: Items = None,
    to: Annotated[ItemStatus, typer.Option(help="The status that the items are brought to.")] = ItemStatus.OPERATIONAL,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Approve a bank version for publishing, and bring its items forward; each step is recorded.

    Items that are further already, quarantined or retired stay as they are. With --item only these are moved: so an
    item comes back from quarantine after a review, and nothing is said of the bank version as a whole.

    Example: mesur bank approve reading-cy --by "Eleri Vaughan" --reason "read whole, 26 November"
    """
    language = output_language(lang)
    service, say, now = open_service_or_exit(settings), translations(language), clock()
    authorisation = Authorisation(by, reason)
    with _refusals(language):
        with service.engine.begin() as connection:
            approved = _find_bank(connection, bank_name, language)
            restore(connection, approved, now)  # also where it may not be approved: what is kept has to be readable
        with service.engine.begin() as connection:
            if items:
                count = item_status_changes.approve_items(connection, approved, items, authorisation, now, to)
            else:
                count = item_status_changes.approve(connection, approved, authorisation, now, to=to)
                sentence = say.gettext("Approved: %(subject)s, version %(hash)s.")
                console().print(sentence % {"subject": approved.subject, "hash": approved.hash[:12]})
    sentence = say.ngettext("%(count)d item moved to %(status)s.", "%(count)d items moved to %(status)s.", count)
    console().print(sentence % {"count": count, "status": STATUS_NAMES[to][language]})


@app.command()
def adopt(
    fit: Annotated[Path, typer.Argument(metavar="FIT.json", help="What mesur calibrate wrote on the scale of a bank.")],
    bank_name: Annotated[
        str,
        typer.Option("--bank", help="The bank version to start from: name, file or hash.", metavar="BANK"),
    ],
    decisions: Annotated[
        Path | None, typer.Option(help="The decisions (TOML). Without, nothing is adopted: what would change is shown.")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Who decides: the name that goes on record.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why: it goes on record beside the name.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the new bank version is written.")] = None,
    page: Annotated[Path | None, typer.Option(help="Where the review is written as one HTML page.")] = None,
    draft: Annotated[Path | None, typer.Option(help="Where a draft of the decisions is written.")] = None,
    simulees: Annotated[int, typer.Option(min=0, help="For each year group; 0 for no simulation.")] = 200,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Show item by item what a fit would change in a bank; with decisions, make the new bank version.

    Refused, with nothing written: a fit that did not converge or connect, that came from another bank version or an
    extract that is not registered, provisional anchors, a second adoption, and a bank version that moved on. The
    decisions are a rule and single items (keep, hold back, drop), each with a reason. The new version is stored, and
    neither approved nor in use.

    Example: mesur bank adopt fit.json --bank bank.json --page review.html --draft decisions.toml

    Then: mesur bank adopt fit.json --bank bank.json --decisions decisions.toml --by "Eleri Vaughan" --reason "autumn
    trial" --out adopted.json
    """
    language = output_language(lang)
    service, now = open_service_or_exit(settings), clock()
    with _refusals(language):
        part = optional_module("delivery_api.commands.adoption.adopt")
        with service.engine.begin() as connection:
            base = _find_bank(connection, bank_name, language)
        asked = part.Asked(fit, base, decisions, out, page, draft, simulees)
        if decisions is None:
            part.show_review(service, asked, language)
        else:
            part.make_version(service, asked, by or "", reason or "", now, language)


@app.command("discard-adoption")
def discard_adoption(
    version: Annotated[
        str,
        typer.Argument(metavar="VERSION", help="The bank version that the adoption made, by the start of its hash."),
    ],
    by: By,
    reason: Reason,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Discard an adoption by mistake, so that its fit may be adopted again with other decisions.

    Refused once its bank version was published, or another one was adopted from it. The version stays stored; what was
    approved of it counts no more, and nobody can approve or publish it. Adopt the fit anew for a version that counts.

    Example: mesur bank discard-adoption 3fa9c1d2 --by "Eleri Vaughan" --reason "the draft was adopted"
    """
    language = output_language(lang)
    service, say, now = open_service_or_exit(settings), translations(language), clock()
    with _refusals(language), service.engine.begin() as connection:
        discarded = discard(connection, service.ledger, version, Decision(by, reason), now)
    sentence = say.gettext("The adoption that made bank version %(bank)s is discarded; its fit may be adopted again.")
    console().print(sentence % {"bank": discarded.bank_version[:12]}, soft_wrap=True)


@app.command(epilog=EPILOG)
def publish(
    by: By,
    reason: Reason,
    bank_name: BankName = DEFAULT_BANK,
    design: Annotated[str | None, typer.Option(help="The test design. Default: the bank’s first.")] = None,
    max_se: Annotated[
        float | None,
        typer.Option(min=0.01, help="The mean SE of a year’s sittings, at most. Default: the design’s, usually 0.6."),
    ] = SimulationLimits.se,
    max_exposure: Annotated[
        float | None,
        typer.Option(min=0.01, max=1, help="An item’s share of sittings, at most. Default: max(0.25, 1.5 L/N)."),
    ] = SimulationLimits.exposure,
    sittings: Annotated[int, typer.Option(min=50, help="Simulated for each year group.")] = SimulationLimits.sittings,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Publish a bank version: if every gate holds, new sittings of its subject are given it.

    The gates: a named person has approved the version; scored items are operational; every language is complete and
    every key earns full marks; each year group’s blueprint can be kept, also with a screen reader; and in simulated
    sittings enemies never meet, content is kept, and SE and exposure are within their limits. What each found is shown.
    Sittings that have begun keep the version they began with.

    Example: mesur bank publish reading-cy --by "Eleri Vaughan" --reason "autumn 2026"
    """
    language = output_language(lang)
    service, authorisation, now = open_service_or_exit(settings), Authorisation(by, reason), clock()
    limits = SimulationLimits(max_se, max_exposure, sittings)
    with _refusals(language):
        with service.engine.begin() as connection:
            bank = _find_bank(connection, bank_name, language)
        plan = bank.design(design) if design else bank.first_design
        with progress() as bar:
            task = bar.add_task(gate_messages.PROGRESS[language], total=len(plan.years))
            found = publishing.publish(
                service.engine, bank, plan, authorisation, limits, now, lambda: bar.advance(task)
            )
    console().print(findings_table(found, language))
    failed = sum(each.blocks_publication for each in found)
    console().print(gate_messages.REFUSED[language] % failed if failed else gate_messages.PASSED[language])
    if failed:
        raise typer.Exit(1)
    told = {"subject": bank.subject, "hash": bank.hash[:12], "design": plan.name}
    say = translations(language)
    console().print(say.gettext("Published: %(subject)s, version %(hash)s, design %(design)s.") % told)


ItemId = Annotated[str, typer.Argument(metavar="ITEM", help="The item version, by id, as previews show it.")]


@app.command()
def quarantine(item: ItemId, by: By, reason: Reason, settings: Path = SettingsFile, lang: Lang = None) -> None:
    """Take an item out at once: from the next question on nobody is asked it, in running sittings too.

    Whoever has it before them may still answer it, and that counts for nothing. `mesur bank approve --item` lets it
    back after a review; sittings that have begun do without it to their end.

    Example: mesur bank quarantine 4xq2v7kdm3ua --by "Eleri Vaughan" --reason "two keys are right"
    """
    _withdraw(item, ItemStatus.QUARANTINED, Authorisation(by, reason), settings, output_language(lang))


@app.command()
def retire(item: ItemId, by: By, reason: Reason, settings: Path = SettingsFile, lang: Lang = None) -> None:
    """Take an item out for good: nobody is asked it any more, and it does not come back.

    Example: mesur bank retire 4xq2v7kdm3ua --by "Eleri Vaughan" --reason "printed in a textbook"
    """
    _withdraw(item, ItemStatus.RETIRED, Authorisation(by, reason), settings, output_language(lang))


def _withdraw(item: str, to: ItemStatus, authorisation: Authorisation, settings: Path, language: Language) -> None:
    service, say = open_service_or_exit(settings), translations(language)
    with _refusals(language), service.engine.begin() as connection:
        change = item_status_changes.withdraw(connection, item, to, authorisation, clock())
    sentence = say.gettext("%(item)s: from %(before)s to %(after)s.")
    before, after = (STATUS_NAMES[status][language] for status in (change.before, change.after))
    console().print(sentence % {"item": item, "before": before, "after": after})


@app.command("rescore")
def rescore_(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The version that sittings are pinned to.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The version whose rules are right: the same items.")],
    by: By,
    reason: Reason,
    settings: Path = SettingsFile,
    lang: Lang = None,
) -> None:
    """Score finished sittings anew under mended rules; the first result stays beside the second, which is dated.

    Both are names, files or hashes. Feedback shows the newer result and says so. What is rescored already is left
    alone, so run it again when sittings that were under way have ended.

    Example: mesur bank rescore 3fa9c1 mended.json --by "Eleri Vaughan" --reason "the key of frac/12 was wrong"
    """
    language = output_language(lang)
    service, say = open_service_or_exit(settings), translations(language)
    with _refusals(language):
        with service.engine.begin() as connection:
            first, second = _find_bank(connection, old, language), _find_bank(connection, new, language)
        done = rescore(service.engine, service.ring, first, second, Authorisation(by, reason), clock())
    _print_rescoring(done, say)


def _print_rescoring(done: Rescoring, say: NullTranslations) -> None:
    sentence = say.ngettext("%(count)d sitting rescored.", "%(count)d sittings rescored.", done.sittings)
    console().print(sentence % {"count": done.sittings})
    if done.sittings:
        sentence = say.gettext(
            "Scores that changed: %(scores)d. Change of ability in logits: mean %(mean)+.3f, RMS %(rms).3f, at most "
            "%(most).3f."
        )
        console().print(
            sentence % {"scores": done.scores, "mean": done.mean, "rms": done.rms, "most": done.most}, soft_wrap=True
        )
