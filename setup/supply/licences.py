"""The licences of installed packages, and which of them what we import may have: no GPL, but LGPL."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.metadata import Distribution
from pathlib import Path

ALLOWED = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "LGPL-3.0-only",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
"""SPDX identifiers (https://spdx.org/licenses) of licences that a package may have."""

_CLASSIFIED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""The identifiers of trove classifiers."""
_WRITTEN = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD 3-Clause": "BSD-3-Clause",
}
"""The identifiers of what packages with older metadata write."""


def licence_expression(package: Distribution) -> str:
    """The SPDX expression of a package's licence; "unknown" where its metadata name none."""
    return (
        _one(package, "License-Expression")
        or _classified(package.metadata.get_all("Classifier") or ())
        or _written(package)
    )


def _classified(classifiers: Iterable[str]) -> str | None:
    last = [each.rpartition(" :: ")[2] for each in classifiers if each.startswith("License :: OSI Approved :: ")]
    known = [_CLASSIFIED.get(each, each) for each in last]
    return " OR ".join(known) or None


def _written(package: Distribution) -> str:
    written = (_one(package, "License") or "").strip()
    return _WRITTEN.get(written, written if written in ALLOWED else "unknown")


def is_allowed(expression: str) -> bool:
    """Whether a licence may be used: of alternatives one must be allowed, of joint ones all."""
    return any(all(each in ALLOWED for each in _joint(one)) for one in re.split(r"\s+OR\s+", expression))


def _joint(expression: str) -> list[str]:
    return [re.sub(r"\s+WITH\s+.*", "", each.strip(" ()")) for each in re.split(r"\s+AND\s+", expression)]


def _one(package: Distribution, field: str) -> str | None:
    return next(iter(package.metadata.get_all(field) or ()), None)


def refused_licences(site_packages: Path) -> list[str]:
    """The packages of an environment whose licence is not allowed, with it."""
    found = {
        package.metadata["Name"]: licence_expression(package)
        for package in Distribution.discover(path=[str(site_packages)])
    }
    return [f"{name}: {licence}" for name, licence in sorted(found.items()) if not is_allowed(licence)]
