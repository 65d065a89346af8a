"""How long a school's page takes to have its results from the database, on SQLite.

`study_school_results.py [learners]` gives so many learners of one school, 600 unless said otherwise, the sitting
that one of them answered, then reads what the page is made of: by the rows of reported results, and by the logs, as for
results of releases without rows. The requirement by rows is 300 ms for 600 learners.
"""

import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete

from delivery_api.dates.school_calendar import london_date, school_year
from delivery_api.feedback.service import first_results
from delivery_api.sittings.record.event_types import Event, Recorded
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.storage import store
from delivery_api.sittings.storage.reported_results.tables import reported_results
from delivery_api.sittings.values import Sitting, SittingState
from tests.support.service_harness import (
    SUBJECT,
    ServiceHarness,
    build_harness,
    complete_sitting,
    enrol_learner,
    running_oidc_provider,
)

LEARNERS, ROUNDS, CLASS = 600, 5, "Derwen"


def main() -> None:
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS
    with tempfile.TemporaryDirectory() as folder, running_oidc_provider() as issuer:
        path = Path(folder)
        (path / "data").mkdir()
        harness = build_harness(path, f"sqlite:///{path / 'data' / 'mesur.sqlite3'}", issuer)
        try:
            fill(harness, learners)
            by_rows = seconds(harness, learners)
            forget_rows(harness)
            by_logs = seconds(harness, learners)
        finally:
            harness.close()
    print(f"{learners} learners: {by_rows * 1000:.0f} ms by rows, {by_logs * 1000:.0f} ms by logs (median of {ROUNDS})")
    if by_rows > 0.3 * learners / LEARNERS:
        sys.exit("too slow")


def fill(harness: ServiceHarness, learners: int) -> None:
    """Give each learner the log that one of them answered."""
    names = [f"learner-{number}" for number in range(learners)]
    for number, name in enumerate(names):
        enrol_learner(harness, CLASS, name, f"Learner Number {number}", 4)
    first, *rest = [harness.assign(name) for name in names]
    complete_sitting(harness, harness.signed_in(names[0]), first)
    log = [event for event in harness.log(first) if not isinstance(event, Recorded)]
    with harness.service.engine.begin() as connection:
        answered = store.find(connection, first)
        for each in rest:
            sitting = store.find(connection, each)
            if answered is not None and sitting is not None:
                _copy(harness, connection, replace(sitting, state=SittingState.COMPLETED, pinned=answered.pinned), log)


def _copy(harness: ServiceHarness, connection: object, sitting: Sitting, log: list[Event]) -> None:
    programme = store.programme(connection, sitting.programme)
    key = harness.service.ring.read(programme.key_id)
    logbook.append(connection, key, sitting, 0, log)
    store.save(connection, sitting)
    record_result(connection, harness.service.ring, key, sitting, harness.clock(), harness.bank_cache)


def forget_rows(harness: ServiceHarness) -> None:
    """Leave the results as a release without rows wrote them."""
    ring = harness.service.ring
    with harness.service.engine.begin() as connection:
        connection.execute(delete(reported_results))
        held = store.of_learners(connection, list(harness.people.values()), SUBJECT)
        for sitting in (each for each in held if each.state == SittingState.COMPLETED):
            key = ring.read(store.programme(connection, sitting.programme).key_id)
            for place, record in logbook.records(connection, ring, sitting).items():
                logbook.replace_record(connection, key, sitting, place, replace(record, reported_sha256=""))


def seconds(harness: ServiceHarness, learners: int) -> float:
    """The median time of reading a school's results in a subject."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with harness.service.engine.begin() as connection:
            today = london_date(harness.clock())
            found = first_results(harness.context(connection), harness.school, SUBJECT, school_year(today), today)
        times.append(time.perf_counter() - began)
        if len(found.counted) != learners:
            sys.exit(f"expected {learners} results, read {len(found.counted)}")
    return statistics.median(times)


if __name__ == "__main__":
    main()
