"""How long a national release takes, and how much memory, on SQLite: 280,000 learners unless said otherwise.

`study_release.py [learners]` gives so many learners the sitting that one of them answered, each with rows and records
as an answered one has, of its log no more than a score takes, then makes a release by the service's own steps. The
requirement for 280,000 is five minutes and 4 GB.
"""

import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from delivery_api.bank.service import put_in_use
from delivery_api.national import service as national
from delivery_api.national.counted_results import counted_results
from delivery_api.sittings.record.event_types import Event, Recorded
from delivery_api.sittings.record.logbook import store as logbook
from delivery_api.sittings.record.result_records import record_result
from delivery_api.sittings.storage import store
from delivery_api.sittings.values import Sitting, SittingState
from delivery_api.trials.parquet_extract import write_parquet
from tests.support.service_harness import (
    DECISION,
    SUBJECT,
    ServiceHarness,
    build_harness,
    complete_sitting,
    running_oidc_provider,
)

LEARNERS, BATCH, YEAR = 280_000, 2_000, "2026-27"
ANSWERS = 12
SECONDS, GIGABYTES = 300, 4


def main() -> None:
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS
    with tempfile.TemporaryDirectory() as folder, running_oidc_provider() as issuer:
        path = Path(folder)
        (path / "data").mkdir()
        harness = build_harness(path, f"sqlite:///{path / 'data' / 'mesur.sqlite3'}", issuer)
        try:
            fill(harness, learners)
            began = time.perf_counter()
            counted = release(harness, path / "release")
            took = time.perf_counter() - began
        finally:
            harness.close()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{counted} learners: {took:.0f} s, at most {most:.2f} GB")
    if took > SECONDS * learners / LEARNERS or most > GIGABYTES:
        sys.exit("too slow or too large")


def fill(harness: ServiceHarness, learners: int) -> None:
    """Give so many learners the log that one of them answered; nothing of them but their ids is needed."""
    items = (replace(item, parameters=replace(item.parameters, provisional=False)) for item in harness.bank.items)
    with harness.service.engine.begin() as connection:
        put_in_use(connection, replace(harness.bank, items=tuple(items)), SUBJECT, harness.clock())
    first = harness.assign("cadi")
    complete_sitting(harness, harness.signed_in("cadi"), first)
    whole = [event for event in harness.log(first) if not isinstance(event, Recorded)]
    log = [event for event in whole if getattr(event, "position", 0) < ANSWERS]
    with harness.service.engine.begin() as connection:
        model = store.find(connection, first)
    for made in range(0, learners - 1, BATCH):
        some = [copy_of(model, 2 + number % 8) for number in range(made, min(made + BATCH, learners - 1))]
        add(harness, some, log)


def copy_of(model: Sitting, year: int) -> Sitting:
    return replace(model, id=uuid4(), learner=uuid4(), year_group=year, state=SittingState.STARTED, booking=None)


def add(harness: ServiceHarness, some: list[Sitting], log: list[Event]) -> None:
    ring = harness.service.ring
    with harness.service.engine.begin() as connection:
        key = ring.read(store.programme(connection, YEAR).key_id)
        store.add_open(connection, [replace(each, pinned=None, state=SittingState.ASSIGNED) for each in some])
        for each in some:
            done = replace(each, state=SittingState.COMPLETED)
            logbook.append(connection, key, done, 0, log)
            store.save(connection, done)
            record_result(connection, ring, key, done, harness.clock(), harness.bank_cache)


def release(harness: ServiceHarness, folder: Path) -> int:
    service = harness.service
    now = harness.clock() + timedelta(days=400)
    harness.trust_clock(now)
    with service.engine.begin() as connection:
        programme = store.programme(connection, YEAR)
        national.require_over(programme, now)
        counted = counted_results(harness.context(connection), service.checks, YEAR, SUBJECT)
        made = national.freeze_release(
            connection, service.ring, service.ledger, programme, SUBJECT, counted, DECISION, now
        )
        national.register_folder(connection, service.ledger, YEAR, folder, now)
    with service.engine.begin() as connection:
        national.write_registered(connection, folder, made.release, write_parquet)
    return len(counted.learners)


if __name__ == "__main__":
    main()
