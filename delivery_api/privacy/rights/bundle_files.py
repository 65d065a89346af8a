"""The files of a bundle: a page in each language, JSON with its schema, and CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from delivery_api.privacy.rights.bundle_csv import write_bundle_csv
from delivery_api.privacy.rights.bundle_page import bundle_page

SCHEMA = Path(__file__).parent / "access_bundle.schema.json"
"""The published schema of the document (JSON Schema 2020-12)."""


def bundle_files(document: dict[str, Any]) -> Mapping[str, str]:
    """Return the content of each file by name."""
    return {
        "bundle.cy.html": bundle_page(document, "cy"),
        "bundle.en.html": bundle_page(document, "en"),
        "bundle.json": json.dumps(document, ensure_ascii=False, indent=2),
        "bundle.csv": write_bundle_csv(document),
        SCHEMA.name: SCHEMA.read_text("utf-8"),
    }
