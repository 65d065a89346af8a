"""What has been installed, by the digest of the files that asked for it."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Record:
    """The folder that `.venv` was made in, and for each step the digest of the files that asked for it."""

    root: str  # scripts in .venv/bin carry it, so a moved clone needs a new environment
    done: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "Record":
        """Read the record; an empty one when there is none or it cannot be read: everything is then done again."""
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return cls("", {})

    def write(self, path: Path) -> None:
        """Write the record beside what it tells of."""
        path.write_text(json.dumps(asdict(self), indent=1), "utf-8")


def digest(root: Path, names: tuple[str, ...]) -> str:
    """SHA-256 over the named files' contents."""
    return hashlib.sha256(b"\0".join((root / name).read_bytes() for name in names)).hexdigest()
