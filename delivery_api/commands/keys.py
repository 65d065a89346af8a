"""The commands `mesur keys …`."""

from __future__ import annotations

from contextlib import suppress
from gettext import NullTranslations
from pathlib import Path
from socket import gethostname

import typer

from delivery_api.access.refusals import Declined, Reason
from delivery_api.audit.values import AUDIT_KEY_PURPOSE
from delivery_api.commands.command_context import (
    SettingsFile,
    console,
    exit_on_refusal,
    listing,
    open_service_or_exit,
    reader_sentences,
)
from delivery_api.commands.retention import outcome_sentence
from delivery_api.dates.clock import clock
from delivery_api.identity.identifier_hashing import IDENTIFIER_KEYS, NAME_KEYS
from delivery_api.keys import store as key_store
from delivery_api.keys.encryption import DecryptionFailed
from delivery_api.ledger.decisions import Decision
from delivery_api.ledger.signing import SIGNING_KEY_PURPOSE
from delivery_api.lifecycle import key_management
from delivery_api.lifecycle.audit_key_change import change_audit_key
from delivery_api.lifecycle.ledger_key_change import change_ledger_key
from delivery_api.lifecycle.waiting_keys import KeyChange
from delivery_api.privacy.retention.released_key_copies import release_key_backup, retire_key_folder
from delivery_api.row_authentication.row_authenticator import ROW_KEYS
from delivery_api.storage.job_lock import JobAlreadyRunning

app = typer.Typer(
    no_args_is_help=True,
    help="Keys: make, back up, restore and change them, and record a loss. docs/security.md explains each.",
)

Folder = typer.Argument(help="The folder of the backup; not with the database or its backups.")


@app.command("list")
def list_(settings: Path = SettingsFile) -> None:
    """Show the keys that are not destroyed, whether their files are there, and how much stands under each."""
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(), service.engine.begin() as connection:
        held = key_management.key_statuses(connection, service.ring)
        behind = key_management.key_backup_statuses(connection, service.ledger)
        folders = key_store.folders(connection)
    table = listing(
        say.gettext("Key"), say.gettext("What for"), say.gettext("Made"), say.gettext("File"), say.gettext("In use")
    )
    for each in held:
        there = say.gettext("there") if each.has_file else say.gettext("missing")
        uses = "–" if each.uses is None else str(each.uses)
        table.add_row(each.record.id, each.record.purpose, each.record.created_at.date().isoformat(), there, uses)
    console().print(table)
    for folder in folders:
        facts = {"host": folder.host, "folder": folder.id, "at": f"{folder.seen_at:%Y-%m-%d %H:%M}"}
        console().print(say.gettext("Keys on %(host)s (%(folder)s): at work at %(at)s.") % facts, soft_wrap=True)
    for backup, is_in_line in behind:
        sentence = (
            say.gettext("Backup on %(host)s, %(folder)s: in line since %(at)s.")
            if is_in_line
            else say.gettext("Backup on %(host)s, %(folder)s: not in line since %(at)s; run `mesur keys backup` again.")
        )
        facts = {"host": backup.host, "folder": backup.folder, "at": f"{backup.at:%Y-%m-%d %H:%M}"}
        console().print(sentence % facts, soft_wrap=True)
    if not all(each.has_file for each in held):
        raise typer.Exit(1)


@app.command()
def create(settings: Path = SettingsFile) -> None:
    """Make the keys for identifiers and names where there are none. `mesur setup` does it too."""
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(), service.engine.begin() as connection:
        made = key_management.create_missing_keys(connection, service.ring, now)
    if made:
        console().print(say.gettext("Made keys for: %(what)s.") % {"what": ", ".join(made)})
    else:
        console().print(say.gettext("Every key that is needed is there."))


@app.command()
def change(
    purpose: str = typer.Argument(help="identifiers, names, bank, rows, audit or ledger."),
    by: str = typer.Option("", help="Who decides on the key of audit or ledger, by name."),
    reason: str = typer.Option("", help="Why the key of audit or ledger is changed."),
    again: bool = typer.Option(False, "--again", help="Change it although it was changed a moment ago."),
    settings: Path = SettingsFile,
) -> None:
    """Put a new key in place of an old one.

    Names are sealed and rows signed anew a few at a time, while the service works; after an interruption the same
    command goes on. The old key ends with the next retention run.

    Identifiers follow at each person’s next sign-in or roster. The old key ends when nothing stands under it any more,
    after eight days at the earliest.

    Bank versions are sealed anew at once. Their old key stays, because an older backup of the database needs it.

    The audit is sealed under its old key up to this moment, and only the new one is believed from then on, so that
    nobody forges acts with an old key. The old key stays: it checks what it sealed.

    The ledger gets an entry, signed by the old key, that names the new one, which signs all that follows. Publish the
    new public key where readers trust it.

    Example: mesur keys change names
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    if purpose in _DECIDED:
        with exit_on_refusal():
            changed = _DECIDED[purpose](service.engine, service.ledger, Decision(by, reason), now, again=again)
        console().print(_decided_sentence(purpose, changed, say), soft_wrap=True)
        console().print(say.gettext("Back the keys up now: `mesur keys backup FOLDER`."))
        return
    with exit_on_refusal(), console().status(say.gettext("Sealing anew…")):
        if by or reason:
            raise Declined(Reason.KEY_NEEDS_NO_DECISION, purpose=purpose)
        count = key_management.change_key(service.engine, service.ledger, purpose, now, again=again)
    if purpose == ROW_KEYS:
        sentence = say.gettext("Rows signed anew: %(count)d. The old key ends with the next retention run.")
        console().print(sentence % {"count": count}, soft_wrap=True)
    elif purpose == NAME_KEYS:
        sentence = say.gettext("Sealed anew: %(count)d. The old key ends with the next retention run.")
        console().print(sentence % {"count": count}, soft_wrap=True)
    elif purpose == IDENTIFIER_KEYS:
        console().print(say.gettext("A new key is in use. The old one goes when nobody is stored under it."))
    else:
        console().print(say.gettext("A new key is in use. Sealed anew: %(count)d.") % {"count": count})
    console().print(say.gettext("Back the keys up now: `mesur keys backup FOLDER`."))


_DECIDED = {AUDIT_KEY_PURPOSE: change_audit_key, SIGNING_KEY_PURPOSE: change_ledger_key}
"""The keys that a named person changes, which others rely on from outside."""


def _decided_sentence(purpose: str, changed: KeyChange, say: NullTranslations) -> str:
    if changed.waits_for:
        return say.gettext(
            "A new key is made and not in use yet. Bring it to the other hosts (%(hosts)s) by `mesur keys backup "
            "FOLDER` here and `mesur keys restore FOLDER` there, then run this again within a day."
        ) % {"hosts": ", ".join(changed.waits_for)}
    if purpose == SIGNING_KEY_PURPOSE:
        return say.gettext(
            "A new key signs the ledger, and a signed entry says so. Give its public key (public-key.pem beside the "
            "ledger) to whoever checks the log."
        )
    return say.gettext("A new key is in use. The old one stays: it checks what it sealed.")


@app.command()
def protect(settings: Path = SettingsFile) -> None:
    """Seal every key file under the secret that the service is given when it starts. Safe to repeat.

    The secret comes from a systemd credential or a mounted file; docs/security.md explains it. To change it, give the
    new one as `key_secret` and the one before as `old_key_secret`, and run this again. Then bring every backup in line.

    Example: mesur keys protect
    """
    service, say = open_service_or_exit(settings), reader_sentences()
    if not service.settings.key_secret:
        with exit_on_refusal():
            raise Declined(Reason.KEY_FILES_UNPROTECTED)
    with exit_on_refusal(OSError, DecryptionFailed):
        count = service.ring.protect()
    console().print(say.gettext("Key files sealed anew: %(count)d.") % {"count": count})
    console().print(say.gettext("Back the keys up now: `mesur keys backup FOLDER`."))


@app.command()
def backup(folder: Path = Folder, settings: Path = SettingsFile) -> None:
    """Bring a folder in line: a copy of every living key, and none of a destroyed one. Safe to repeat.

    Certificates that waited for it are renewed.

    Example: mesur keys backup /mnt/key-backup
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(OSError), service.engine.begin() as connection:
        done = key_management.back_up(connection, service.ledger, folder, service.settings.database_url, now)
    sentence = say.gettext(
        "Copied: %(copied)d. There already: %(there)d. Copies of destroyed keys destroyed: %(gone)d."
    )
    console().print(sentence % {"copied": done.copied, "there": done.present, "gone": done.destroyed})
    with exit_on_refusal(OSError), suppress(JobAlreadyRunning):  # a run that is at work renews them itself
        for outcome in service.retention.renew_certificates(now):
            console().print(outcome_sentence(service, outcome, say), soft_wrap=True, markup=False)


@app.command()
def release(
    folder: Path = typer.Argument(help="The backup’s path, as `mesur keys list` shows it."),
    by: str = typer.Option(..., help="Who answers for it, by name."),
    reason: str = typer.Option(..., help="What became of the folder, and how that is known."),
    host: str = typer.Option("", help="The host that wrote it, as `mesur keys list` shows it; this one unless given."),
    settings: Path = SettingsFile,
) -> None:
    """Record that a named person answers for a backup of the keys that is gone.

    Certificates wait for it no more; they say how many backups were released.

    Example: mesur keys release /mnt/old-keys --by "A. Rees" --reason "disk shredded on 3 May"
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    host, path = host or gethostname(), str(folder if host else folder.resolve())
    with exit_on_refusal(), service.engine.begin() as connection:
        release_key_backup(connection, service.ledger, host, path, Decision(by, reason), now)
    sentence = say.gettext("Released: the backup of the keys on %(host)s in %(folder)s.")
    console().print(sentence % {"host": host, "folder": path}, soft_wrap=True)


@app.command()
def retire(
    folder: str = typer.Argument(help="The id of the host’s key folder, as `mesur keys list` shows it."),
    by: str = typer.Option(..., help="Who answers for it, by name."),
    reason: str = typer.Option(..., help="What became of the folder, and how that is known."),
    settings: Path = SettingsFile,
) -> None:
    """Record that a named person answers for the key folder of a host that was taken out of service.

    It must not have been at work for a day. Certificates wait for it no more; they say how many folders were retired.

    Example: mesur keys retire 1a2b3c4d5e6f7a8b --by "A. Rees" --reason "disk shredded on 3 May"
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal(), service.engine.begin() as connection:
        retired = retire_key_folder(connection, service.ledger, folder, Decision(by, reason), now)
    sentence = say.gettext("Retired: the key folder %(folder)s of %(host)s.")
    console().print(sentence % {"folder": retired.id, "host": retired.host}, soft_wrap=True)


@app.command()
def restore(folder: Path = Folder, settings: Path = SettingsFile) -> None:
    """Bring missing key files back from a backup. A destroyed key is never brought back."""
    service, say = open_service_or_exit(settings), reader_sentences()
    with exit_on_refusal(OSError), service.engine.begin() as connection:
        restored, missing = key_management.restore(connection, service.ring, folder)
    console().print(say.gettext("Brought back: %(count)d.") % {"count": len(restored)})
    if missing:
        console().print(say.gettext("Still missing: %(keys)s.") % {"keys": ", ".join(missing)})
        raise typer.Exit(1)


@app.command()
def lost(
    key: str = typer.Argument(help="The key’s id, as `mesur keys list` shows it."),
    by: str = typer.Option(..., help="Who answers for it, by name."),
    reason: str = typer.Option(..., help="What became of the key file, and how that is known."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    settings: Path = SettingsFile,
) -> None:
    """Record that a named person gives a key up as lost: what stands under it can never be read again.

    Example: mesur keys lost 1a2b3c4d5e6f7a8b --by "A. Rees" --reason "not in any backup, the disk is dead"
    """
    service, say, now = open_service_or_exit(settings), reader_sentences(), clock()
    with exit_on_refusal():
        decision = Decision(by, reason)
    if not yes:
        typer.confirm(say.gettext("What stands under it can never be read again. Give the key up?"), abort=True)
    with exit_on_refusal(), service.engine.begin() as connection:
        record = key_management.record_loss(connection, service.ledger, key, decision, now)
    console().print(say.gettext("Key %(key)s (%(what)s) is given up.") % {"key": record.id, "what": record.purpose})
