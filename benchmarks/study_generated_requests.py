"""Tens of thousands of requests that Schemathesis makes from the service's description, by somebody of every role.

Each is what the description allows, or what it does not allow; some name what is there, some hold values on which
readers of forms stumble (tests/support/generated_requests.py). The study fails if one of them meets an internal error,
or is answered otherwise than described, or if a session did not last. `make test` sends a few of each operation and
role.
Arguments: requests at least, sqlite or postgresql.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from schemathesis import Case
from schemathesis.core.failures import FailureGroup

from benchmarks.loopback_postgres import durable_postgres
from tests.support.generated_requests import ROLES, DescribedService, ask_as_described, described_service
from tests.support.replay_check import assert_every_sitting_replays
from tests.support.service_harness import FakeClock, build_harness, running_oidc_provider

REQUESTS = 30_000
Wrong = tuple[str, str, str]
"""Operation, role, and what was wrong with the answer."""


@dataclass
class SlowClock(FakeClock):
    """A clock by which a session outlasts the study."""

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=20)
        return self.now


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "postgresql":
        with durable_postgres() as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'mesur.sqlite3'}"


def ask_everything(service: DescribedService, requests: int) -> tuple[int, Counter[Wrong], dict[Wrong, str]]:
    """Every operation by every role, and again until there were enough."""
    sent, wrong, examples = 0, Counter[Wrong](), {}
    while sent < requests:
        each = (requests - sent) // (len(ROLES) * len(service.operations)) + 1
        for role in ROLES:

            def found(case: Case, failures: FailureGroup, role: str = role) -> None:
                for failure in failures.exceptions:
                    name = case.operation.label, role, str(failure).splitlines()[0][:160]
                    wrong[name] += 1
                    examples.setdefault(name, f"{case.as_curl_command()[:1_500]}\n{str(failure)[:1_500]}")

            for operation in service.operations:
                good = ask_as_described(service, operation, role, 2 * each // 3 + 1, found, number=sent)
                sent += good + ask_as_described(service, operation, role, each - good, found, number=sent, broken=True)
            print(f"{role}: {sent:,} so far", flush=True)
    return sent, wrong, examples


def main(requests: int = REQUESTS, kind: str = "sqlite") -> None:
    """Send the requests and print what was found."""
    began = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_oidc_provider() as issuer,
        database(kind, Path(folder)) as url,
    ):
        harness = build_harness(Path(folder), url, issuer)
        harness.clock = SlowClock(harness.clock.now)
        service = described_service(harness)
        last = service.operations.pop("POST /logout")
        sent, wrong, examples = ask_everything(service, requests)
        ended = [role for role in ROLES[1:] if service.browsers[role].get("/api/me").status_code != 200]
        service.operations = {last.label: last}
        more, *_ = ask_everything(service, 50)
        assert_every_sitting_replays(harness.service)
        harness.close()
    for name, times in wrong.most_common():
        print(times, *name, sep=" · ")
        print(examples[name], flush=True)
    seconds = time.perf_counter() - began
    print(
        f"{sent + more:,} requests on {kind}, {len(ROLES)} roles, {seconds:,.0f} s: {len(wrong)} kinds of wrong answers"
    )
    if wrong or ended:
        sys.exit(f"expected no wrong answer and no session that ended, got {len(wrong)} and {ended}")


if __name__ == "__main__":
    main(*(int(each) if each.isdecimal() else each for each in sys.argv[1:]))
