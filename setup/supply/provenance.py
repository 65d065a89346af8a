"""What was built, from which commit and which locks: an in-toto statement with SLSA provenance 1.0 (https://slsa.dev)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any


def file_digest(path: Path) -> dict[str, str]:
    """The SHA-256 of a file, as a statement writes it."""
    return {"sha256": sha256(path.read_bytes()).hexdigest()}


def provenance_statement(
    built: list[Path], read: Mapping[str, Path], commit: str, environment: Mapping[str, str], finished: datetime
) -> dict[str, Any]:
    """The statement about a release.

    Parameters
    ----------
    built : the files that are delivered
    read : the files that determined what was built, by their path in the repository
    commit : the commit, 40 hexadecimal digits
    environment : versions of what built, by name
    finished : when
    """
    sources = [{"uri": "git+mesur", "digest": {"gitCommit": commit}}]
    locks = [{"uri": f"file:{name}", "digest": file_digest(path)} for name, path in sorted(read.items())]
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": path.name, "digest": file_digest(path)} for path in built],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "https://slsa.dev/provenance/v1#make-release",
                "externalParameters": {"target": "make release"},
                "internalParameters": dict(environment),
                "resolvedDependencies": [*sources, *locks],
            },
            "runDetails": {
                "builder": {"id": "mesur/setup.supply.release"},
                "metadata": {"finishedOn": finished.isoformat(timespec="seconds")},
            },
        },
    }
