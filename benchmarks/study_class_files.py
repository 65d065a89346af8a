"""How long the files of many learners take, from the database to the zip, on SQLite.

`study_class_files.py [learners]` gives so many learners of one class, 1,000 unless said otherwise, the sitting that
one of them answered, then downloads the zip of their feedback with the page for staff, as a teacher does. The
requirement is 1,000 files in 60 s on two cores. Processor time is told apart from the time by the clock, which other
programs lengthen.
"""

import io
import os
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from benchmarks.study_school_results import CLASS, fill
from tests.support.service_harness import build_harness, running_oidc_provider

LEARNERS, LIMIT = 1000, 60.0


def main() -> None:
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else LEARNERS
    with tempfile.TemporaryDirectory() as folder, running_oidc_provider() as issuer:
        path = Path(folder)
        (path / "data").mkdir()
        harness = build_harness(path, f"sqlite:///{path / 'data' / 'mesur.sqlite3'}", issuer)
        try:
            fill(harness, learners)
            browser = harness.signed_in("evans")
            before, began = os.times(), time.perf_counter()
            answer = browser.get(f"/feedback/classes/{harness.classes[CLASS]}/files.zip?lang=en&written_for=staff")
            taken, after = time.perf_counter() - began, os.times()
        finally:
            harness.close()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        made = len(archive.namelist())
    if made != learners:
        sys.exit(f"expected {learners} files, got {made}")
    own = after.user + after.system - before.user - before.system
    child = after.children_user + after.children_system - before.children_user - before.children_system
    print(
        f"{made} files, {len(answer.content) / 1e6:.1f} MB: {taken:.1f} s by the clock; processor {own:.1f} s here, "
        f"{child:.1f} s typesetting; load {os.getloadavg()[0]:.1f}"
    )
    if taken > LIMIT * learners / LEARNERS:
        sys.exit("too slow")


if __name__ == "__main__":
    main()
