"""Parts of the command line whose packages a service may do without."""

from __future__ import annotations

import importlib
from types import ModuleType

from delivery_api.access.refusals import Declined, Reason

EXTRA_OF_PACKAGE = {
    "numba": "calibration",
    "pyarrow": "calibration",
    "threadpoolctl": "calibration",
    "oidc_provider_mock": "demo",
    "werkzeug": "demo",
}
"""The extra of pyproject.toml that installs a package which a service does without."""


def extra_of(missing: ModuleNotFoundError) -> str:
    """Return the extra that installs a missing package; raise the error anew for one that no extra installs."""
    package = (missing.name or "").partition(".")[0]
    if package not in EXTRA_OF_PACKAGE:
        raise missing
    return EXTRA_OF_PACKAGE[package]


def optional_module(name: str) -> ModuleType:
    """Import a module when it is used: what calibrates takes seconds to load, and may not be installed.

    Raises
    ------
    Declined : a package is not installed, with the extra that installs it
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        raise Declined(Reason.EXTRA_NOT_INSTALLED, extra=extra_of(missing)) from missing
