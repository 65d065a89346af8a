"""The record of what has been installed, by the digest of each step's input files."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class InstallRecord:
    """The root folder of the clone, and the digest of the input files of each step done."""

    root: str  # scripts in .venv/bin contain it, so a moved clone needs a new environment
    done: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "InstallRecord":
        """Read the record; empty if it is missing or unreadable, so that every step is repeated."""
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return cls("", {})

    def write(self, path: Path) -> None:
        """Write the record."""
        path.write_text(json.dumps(asdict(self), indent=1), "utf-8")


def digest(root: Path, names: tuple[str, ...]) -> str:
    """SHA-256 of the contents of the named files, as hexadecimal digits."""
    return hashlib.sha256(b"\0".join((root / name).read_bytes() for name in names)).hexdigest()
