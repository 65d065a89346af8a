"""What somebody with the database alone may try with what the service keeps to account for itself.

Alerts, certificates of destruction, national releases and norms: what is rewritten or deleted there hides an act, or
changes what is told of learners.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import delete, select, update

from delivery_api.alerts import store as alerts
from delivery_api.alerts.values import AlertKind
from delivery_api.audit import audit_log
from delivery_api.bank.norms_in_use import store as norms
from delivery_api.ledger.decisions import record_decision
from delivery_api.national import store as releases
from delivery_api.national.lost_releases import RELEASED
from delivery_api.national.service import NoRelease, require_none_lost
from delivery_api.national.store import ReleaseMembers
from delivery_api.privacy.retention import store as retention
from itembank.canonical_json import sha256
from reports.national.release_values import NationalRelease, ReleaseName
from tests.support.attacked_service import TABLES, Attacked
from tests.support.service_harness import DECISION, SUBJECT, ServiceHarness

YEAR = "2026-27"


def account(harness: ServiceHarness) -> None:
    """Leave behind a certificate that is begun, adopted norms, and a national release."""
    now, ring, ledger, name = (
        harness.clock(),
        harness.service.ring,
        harness.service.ledger,
        ReleaseName(YEAR, SUBJECT, 1),
    )
    release = NationalRelease(name, date(2026, 11, 25), "1", ("a" * 64,), ())
    adopted = norms.NormAdoption(harness.school, SUBJECT, sha256(b"{}"), b"{}", "A. Rees", "-", now)
    with harness.service.engine.begin() as connection:
        retention.begin(connection, "trial-gone", now.date(), {"rows": 7})
        norms.add(connection, adopted)
        audit_log.record(connection, now, norms.ADOPTED, thing=f"{adopted.id} {SUBJECT}")
        key = ring.living_keys(connection, f"programme:{YEAR}")[0]
        releases.add_release(connection, key, release, ReleaseMembers({"m": ("4", "en", "welsh")}))
        record_decision(connection, ledger, now, RELEASED, str(name), DECISION)


def _all(attacked: Attacked, table: str, **values: object) -> None:
    assert attacked.connection.execute(update(TABLES[table]).values(values)).rowcount


def _deleted(attacked: Attacked, table: str) -> None:
    assert attacked.connection.execute(delete(TABLES[table])).rowcount


def _told(attacked: Attacked) -> list[alerts.Alert]:
    """The alerts that are not told of as altered."""
    found = alerts.alerts_since(attacked.connection, attacked.now - timedelta(1))
    return [each for each in found if each.kind is not AlertKind.ALTERED]


def alert_about_something_else(attacked: Attacked) -> object:
    _all(attacked, "alerts", kind="retake")
    return _told(attacked) or None


def alert_of_a_kind_that_there_is_not(attacked: Attacked) -> object:
    _all(attacked, "alerts", kind="nothing")
    assert alerts.count_alerts(attacked.connection, attacked.now - timedelta(1))[AlertKind.ALTERED] == 1
    return _told(attacked) or None


def alert_about_another(attacked: Attacked) -> object:
    _all(attacked, "alerts", actor=attacked.known["khan"])
    return _told(attacked) or None


def alert_made_up(attacked: Attacked) -> object:
    row = attacked.connection.execute(select(TABLES["alerts"])).mappings().one()
    _all(attacked, "alerts", at=attacked.now.replace(year=2025))
    attacked.insert("alerts", **dict(row) | {"id": attacked.known["cadi"]})
    return _told(attacked) or None


def certificate_said_to_be_complete(attacked: Attacked) -> object:
    _all(attacked, "certificates", state="complete", document=b"{}")
    return retention.certificate(attacked.connection, "trial-gone")


def certificate_of_less(attacked: Attacked) -> object:
    _all(attacked, "certificates", plan=b'{"rows": 1}')
    return retention.all_certificates(attacked.connection) or None


def certificate_made_up(attacked: Attacked) -> object:
    attacked.insert("certificates", programme=YEAR, issued_on=attacked.now.date(), document=b"{}", state="complete")
    return retention.certificate(attacked.connection, YEAR)


def norms_of_which_the_document_was_altered(attacked: Attacked) -> object:
    """Former norms would give the scores again."""
    _all(attacked, "norm_adoptions", document=b"{ }")
    return norms.adoptions_of(attacked.connection, SUBJECT) or None


def norms_deleted(attacked: Attacked) -> None:
    _deleted(attacked, "norm_adoptions")


def release_deleted(attacked: Attacked) -> object:
    """The next release would be compared with none, and tell who came or left."""
    _deleted(attacked, "national_releases")
    return _next_release(attacked)


def release_deleted_with_whom_it_counts(attacked: Attacked) -> object:
    _deleted(attacked, "national_release_members")
    return release_deleted(attacked)


def release_that_counts_nobody(attacked: Attacked) -> object:
    _deleted(attacked, "national_release_members")
    return _next_release(attacked)


def _next_release(attacked: Attacked) -> object:
    try:
        require_none_lost(attacked.connection, attacked.service.ledger, YEAR, SUBJECT)
    except NoRelease:
        return None
    return "made"


def name_of_another(attacked: Attacked) -> None:
    """Staff would see one child's results under another's name, were it not sealed to its row."""
    name = attacked.row("people", "id", "joe")["sealed_name"]
    attacked.set("people", "id", "cadi", sealed_name=name)


def date_of_birth_of_another(attacked: Attacked) -> None:
    name = attacked.row("people", "id", "joe")["sealed_name"]
    attacked.set("people", "id", "cadi", sealed_birth_date=name)


def reason_altered(attacked: Attacked) -> None:
    reason = attacked.row("held_acts", "id", "act")["sealed_reason"]
    attacked.set("held_acts", "id", "act", sealed_reason=reason[:-1] + bytes([reason[-1] ^ 1]))


def whom_a_release_counts_altered(attacked: Attacked) -> None:
    _all(attacked, "national_release_members", payload=b"x" * 64)


OF_RECORDS: tuple[Callable[[Attacked], object], ...] = (
    *(alert_about_something_else, alert_of_a_kind_that_there_is_not, alert_about_another, alert_made_up),
    *(certificate_said_to_be_complete, certificate_of_less, certificate_made_up),
    *(norms_of_which_the_document_was_altered, norms_deleted),
    *(name_of_another, date_of_birth_of_another, reason_altered, whom_a_release_counts_altered),
    *(release_deleted, release_deleted_with_whom_it_counts, release_that_counts_nobody),
)
"""Each returns what the next read gives; None where it gives nothing. `mesur audit verify` has to name each."""
