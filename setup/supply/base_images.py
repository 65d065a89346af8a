"""The base images of deploy/ by digest: what a tag points to today may be another image tomorrow.

`make lock` asks the registry for the digests through `skopeo`, and keeps those that are there where it cannot.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from setup.environment import ROOT

FILES = (ROOT / "deploy" / "Containerfile", ROOT / "deploy" / "compose.yaml")
IMAGE = re.compile(r"(?P<name>docker\.io/library/[\w.-]+:[\w.-]+)(?:@(?P<digest>sha256:[0-9a-f]{64}))?")
"""A base image: its name with the tag, and its digest."""


def named_images(text: str) -> dict[str, str | None]:
    """The base images of a file, with the digest of each."""
    return {found["name"]: found["digest"] for found in IMAGE.finditer(text)}


def with_digests(text: str, digests: Mapping[str, str]) -> str:
    """A file with the digests given; images without one stay as they are."""

    def pinned(found: re.Match[str]) -> str:
        return f"{found['name']}@{digests[found['name']]}" if found["name"] in digests else found[0]

    return IMAGE.sub(pinned, text)


def registry_digest(image: str) -> str | None:
    """The digest that the registry has for a tag now; None where it cannot be asked."""
    skopeo = shutil.which("skopeo")
    if skopeo is None:
        return None
    asked = subprocess.run(
        [skopeo, "inspect", "--format", "{{.Digest}}", f"docker://{image}"], capture_output=True, text=True
    )
    return asked.stdout.strip() or None


def lock_base_images(
    files: tuple[Path, ...] = FILES, digest: Callable[[str], str | None] = registry_digest
) -> list[str]:
    """Write today's digests into the files of deploy/. Return the images that the registry told nothing of."""
    images = sorted({name for file in files for name in named_images(file.read_text("utf-8"))})
    known = {name: found for name in images if (found := digest(name))}
    for file in files:
        file.write_text(with_digests(file.read_text("utf-8"), known), "utf-8")
    return [name for name in images if name not in known]
