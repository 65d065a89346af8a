"""The folder of a trial's extract: its manifest says where the responses are and where they come from."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calibration import CalibrationError, ErrorCode

FORMAT = "mesur-extract/1"
MANIFEST = "manifest.json"
_RESPONSES = "responses."
_ORIGIN = ("trial", "plan_sha256", "bank_versions", "extracted_on", "destroyed_on")


@dataclass(frozen=True, slots=True)
class ExtractFolder:
    """An extract of a trial.

    Parameters
    ----------
    responses : the file of its responses
    manifest_sha256 : by which the service that wrote it knows it, hexadecimal
    manifest : trial, plan, bank versions, days, files and counts
    """

    responses: Path
    manifest_sha256: str
    manifest: Mapping[str, Any]

    def origin(self) -> dict[str, object]:
        """Where the responses come from, as a calibration document records it."""
        return {"manifest_sha256": self.manifest_sha256} | {name: self.manifest.get(name) for name in _ORIGIN}


def read_extract(path: Path) -> ExtractFolder | None:
    """The extract in a folder; None for a file, or a folder without a manifest.

    Raises
    ------
    CalibrationError
        ``not_extract`` where the manifest is another one, ``extract_changed`` where a file is not as it was written
    """
    manifest = path / MANIFEST
    if not manifest.is_file():
        return None
    content = manifest.read_bytes()
    try:
        document = json.loads(content)
        files = {name: said["sha256"] for name, said in document["files"].items()}
        responses = next(name for name in files if name.startswith(_RESPONSES))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        raise CalibrationError(ErrorCode.NOT_EXTRACT, path=manifest, expected=FORMAT, got="–") from None
    if document.get("format") != FORMAT:
        got = str(document.get("format"))
        raise CalibrationError(ErrorCode.NOT_EXTRACT, path=manifest, expected=FORMAT, got=got)
    for name, digest in files.items():
        if _sha256(path / name) != digest:
            raise CalibrationError(ErrorCode.EXTRACT_CHANGED, path=path / name)
    return ExtractFolder(path / responses, hashlib.sha256(content).hexdigest(), document)


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
