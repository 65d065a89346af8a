"""The sentences of the published log, for the page, its script and the command."""

from __future__ import annotations

from collections.abc import Mapping
from gettext import NullTranslations

from delivery_api.privacy.published_log.log_findings import LogFault, LogFinding
from delivery_api.privacy.published_log.programme_records import Standing


def standing_sentences(say: NullTranslations) -> Mapping[str, str]:
    """Return how a trial or a school year stands, in words."""
    return {
        Standing.OPEN: say.gettext(
            "Open: answers are still taken. The trial ends by itself on its latest day, and the day of destruction "
            "shown is the latest"
        ),
        Standing.NOT_COMPLETED: say.gettext(
            "OVERDUE: the trial should have ended by itself, and no completion is recorded"
        ),
        Standing.KEPT: say.gettext("Completed: kept until the day of destruction"),
        Standing.HELD: say.gettext(
            "Kept past its day by a legal hold, which ends within a year unless it is ordered again"
        ),
        Standing.YEAR_HELD: say.gettext(
            "A legal hold was ordered: it goes on its day, or the day after the last one of the hold if that is later"
        ),
        Standing.OVERDUE: say.gettext("OVERDUE: the day of destruction is past, and no destruction is recorded"),
        Standing.LOST: say.gettext("Lost: an older copy of the database was restored, which has nothing of this trial"),
        Standing.INCOMPLETE: say.gettext("Destroyed in part: the certificate says what is still open"),
        Standing.OVERDUE_IN_PART: say.gettext(
            "OVERDUE: the day of destruction is past, and the certificate says what is still open"
        ),
        Standing.DESTROYED: say.gettext("Destroyed when it was due"),
        Standing.CLOSED_LATER: say.gettext(
            "Destroyed when it was due; what its first certificate left open followed on a later day"
        ),
        Standing.RECORDED_LATER: say.gettext(
            "Destroyed when it was due, as its entry says, which was written on a later day"
        ),
        Standing.DESTROYED_LATE: say.gettext("Destroyed, but after the day on which it was due"),
    }


def fault_sentences(say: NullTranslations) -> Mapping[str, str]:
    """Return what can be wrong with a published log, in words."""
    return {
        LogFault.FORM: say.gettext(
            "A line of the entries is not written as it must be, and nothing from there on was read"
        ),
        LogFault.KEY: say.gettext("The public key in the copy is not the one that you trust"),
        LogFault.ENTRY: say.gettext("An entry of the chain does not hold"),
        LogFault.WITHHELD: say.gettext("An entry that must be public lacks its facts"),
        LogFault.FACTS_FORM: say.gettext("The facts of an entry are not those that its kind has"),
        LogFault.EXPOSED: say.gettext("An entry has facts that must not be published"),
        LogFault.HEAD_MISSING: say.gettext("The signed head (head.json) is missing"),
        LogFault.HEAD_FORM: say.gettext("The head is not written as it must be, or is of another format"),
        LogFault.HEAD_KEY: say.gettext("The head names another key"),
        LogFault.HEAD_SIGNATURE: say.gettext("The signature of the head does not hold; something in it was changed"),
        LogFault.HEAD_TIME: say.gettext("The head was signed for a time before the last entry"),
        LogFault.HEAD: say.gettext("The copy does not end where its signed head says"),
        LogFault.KEPT_HEAD_FORM: say.gettext(
            "The head that was kept is not written as it must be, or is of another format"
        ),
        LogFault.KEPT_HEAD_KEY: say.gettext("The head that was kept names another key"),
        LogFault.KEPT_HEAD_SIGNATURE: say.gettext(
            "The signature of the head that was kept does not hold; something in it was changed"
        ),
        LogFault.KEPT_HEAD: say.gettext(
            "The copy does not contain the head that was kept: entries were removed or exchanged"
        ),
        LogFault.PLANNED_AGAIN: say.gettext("A trial is planned twice"),
        LogFault.ORDER: say.gettext("A trial lacks an entry that must come before its completion or destruction"),
        LogFault.DAY: say.gettext(
            "A day is not possible: it lies before what it follows, or after its entry was written"
        ),
        LogFault.COMPLETION_MOVED: say.gettext("Two entries give different days of completion"),
        LogFault.DESTRUCTION_DIFFERS: say.gettext("The entry on the destruction gives other days than the log"),
        LogFault.CERTIFICATE_MISSING: say.gettext("A certificate that the log names is missing, or was changed"),
        LogFault.CERTIFICATE: say.gettext("A certificate does not hold"),
    }


def detail_sentences(say: NullTranslations) -> Mapping[str, str]:
    """Return what of an entry or a certificate does not hold, in words; names of fields stay as the file has them."""
    return {
        "opened again": say.gettext("the ledger is opened again"),
        "time": say.gettext("the time"),
        "first": say.gettext("the first entry"),
        "key": say.gettext("the key"),
        "another key": say.gettext("another key signed it"),
        "not in the ledger": say.gettext("the ledger does not name it"),
        "differs from the ledger": say.gettext("the ledger says other days or another state"),
        "no certificate": say.gettext("it is no signed certificate"),
    }


def finding_sentence(finding: LogFinding, say: NullTranslations) -> str:
    """Return what is wrong, with the place."""
    detail = detail_sentences(say).get(finding.detail, finding.detail)
    parts = (fault_sentences(say)[finding.fault], finding.thing, detail)
    return ": ".join(part for part in parts if part)


def page_words(say: NullTranslations) -> Mapping[str, object]:
    """Return the sentences of the script that checks the log in the reader's browser."""
    return {
        "standings": standing_sentences(say),
        "faults": fault_sentences(say),
        "details": detail_sentences(say),
        "checking": say.gettext("Your browser is checking the log…"),
        "holds": say.gettext("The log holds. Your browser has checked every signature, hash, day and certificate."),
        "broken": say.gettext("THE LOG DOES NOT HOLD. Your browser found:"),
        "unable": say.gettext(
            "This browser cannot check signatures (Ed25519), or the page did not come over https. What stands below is "
            "unchecked. Take a newer browser, or check the files with a program of your own."
        ),
        "unreadable": say.gettext("The files could not be read."),
        "from_folder": say.gettext(
            "This page was opened from a folder, where a browser reads no other files by itself: choose it below."
        ),
    }
