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
_ORIGIN = ("trial", "plan_sha256", "bank_versions", "years", "extracted_on", "destroyed_on")
YEAR = "year"
"""The column of year groups: their means differ, so that a fit takes them as groups unless it is told other ones."""
UNTOLD = "other"
"""The group of the persons of whom an extract does not tell the label, because fewer than ten share it."""


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

    @property
    def years(self) -> tuple[int, ...]:
        """The year groups that the trial was planned for; none without a plan."""
        return tuple(self.manifest.get("years") or ())

    def origin(self) -> dict[str, object]:
        """Where the responses come from, as a calibration document records it."""
        return {"manifest_sha256": self.manifest_sha256} | {name: self.manifest.get(name) for name in _ORIGIN}


def read_extract(path: Path) -> ExtractFolder | None:
    """The extract in a folder, or of which a file is the responses; None where no manifest says so.

    Raises
    ------
    CalibrationError
        ``not_extract`` where the manifest is another one, ``extract_changed`` where a file is not as it was written
    """
    folder = extract_folder(path)
    if folder is None:
        return None
    manifest = folder / MANIFEST
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
        if _sha256(folder / name) != digest:
            raise CalibrationError(ErrorCode.EXTRACT_CHANGED, path=folder / name)
    return ExtractFolder(folder / responses, hashlib.sha256(content).hexdigest(), document)


def extract_folder(path: Path) -> Path | None:
    """The folder with the manifest of an extract: the path, or the folder that a file of responses lies in."""
    folder = path.parent if path.name.startswith(_RESPONSES) and path.is_file() else path
    return folder if (folder / MANIFEST).is_file() else None


def usual_groups(path: Path, groups: str | None, method: str) -> str | None:
    """The column of groups: the one that is named, else the year groups of an extract, where the method has groups."""
    return YEAR if groups is None and method == "mml" and extract_folder(path) is not None else groups


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
