"""Practice to exhaustion, over HTTP, of all four subjects and both languages: what it shows of assessments, which is 0.

A learner of each year group practises a subject as often as each day allows, day after day, until three days have
shown nothing new. What was shown is held against the items, the questions' words and the texts of the assessments.
Arguments: year groups.
"""

import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fastapi.testclient import TestClient

from delivery_api.bank import store as bank_store
from delivery_api.identity import sessions
from delivery_api.identity.session_rows.store import SessionRow
from itembank import LANGUAGES, BankVersion, Language, write_bank
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from tests.support.practice_walk import Shown, practise_today, revealed
from tests.support.service_harness import ServiceHarness, build_harness, enrol_learner

YEARS, DAYS_WITHOUT_NEWS = (2, 4, 6, 9), 3


def languages(bank: BankVersion) -> tuple[Language, ...]:
    """The languages in which a bank asks."""
    return tuple(each for each in LANGUAGES if bank.items[0].prompt[each])


def signed_in(harness: ServiceHarness, name: str) -> TestClient:
    """A browser with a session of today; no provider runs."""
    until = harness.clock() + timedelta(hours=8)
    with harness.service.engine.begin() as connection:
        row = SessionRow(harness.people[name], "en", b"", until, until)
        token = sessions.open_session(connection, row, sessions.SessionContent(authenticated_at=until))
    browser = harness.browser()
    browser.cookies.set("mesur", token)
    return browser


def exhaust(harness: ServiceHarness, bank: BankVersion, name: str, language: Language) -> tuple[Shown, int, int]:
    """Practise until nothing new comes. Returns what was shown, the days and the sittings."""
    shown: Shown = {}
    days = sittings = without_news = 0
    while without_news < DAYS_WITHOUT_NEWS:
        today, begun = practise_today(signed_in(harness, name), bank.subject, language)
        without_news = 0 if today.keys() - shown.keys() else without_news + 1
        shown |= today
        days, sittings = days + 1, sittings + begun
        harness.clock.now += timedelta(days=1)
    return shown, days, sittings


def main(years: tuple[int, ...] = YEARS) -> None:
    """Practise every subject in every year group and language; anything that is revealed ends the study as failed."""
    found: list[str] = []
    for subject in BUILTIN_BANKS:
        bank = builtin_bank(subject)
        for language in languages(bank):
            with tempfile.TemporaryDirectory() as folder:
                harness = build_harness(Path(folder), f"sqlite:///{folder}/mesur.sqlite3", "http://localhost:9")
                with harness.service.engine.begin() as connection:
                    bank_store.add(connection, bank.hash, subject, write_bank(bank), harness.clock())
                    bank_store.put_in_use(connection, subject, bank.hash, bank.designs[0].name, harness.clock())
                for year in years:
                    harness.clock.now = harness.clock.now.replace(day=25, month=11, year=2026)
                    enrol_learner(harness, "Derwen", f"year-{year}", f"Learner of Year {year}", year)
                    shown, days, sittings = exhaust(harness, bank, f"year-{year}", language)
                    wrong = revealed(bank, shown, language)
                    found += wrong
                    print(
                        f"{subject} ({language}), Year {year}: {sittings} practice sittings on {days} days showed"
                        f" {len(shown)} of {len(bank.practice)} practice items and {len(wrong)} of {len(bank.items)} of"
                        " assessments",
                        flush=True,
                    )
                harness.close()
    sys.exit(f"revealed: {found}" if found else 0)


if __name__ == "__main__":
    main(tuple(int(year) for year in sys.argv[1:]) or YEARS)
