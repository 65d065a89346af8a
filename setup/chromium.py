"""Chromium for the browser tests: on the machine, else from Debian when root, else from Playwright.

`python -m setup.chromium` finds or installs it; only `make test` calls that.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setup import apt_packages

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
BROWSERS = Path(__file__).resolve().parent.parent / ".venv" / "browsers"  # where Playwright is told to put its own
_PLAYWRIGHT_NAMES = ("chrome", "Chromium", "Google Chrome for Testing")


def find() -> str | None:
    """The path of a Chromium that runs: the one that CHROMIUM names, else the machine's, else Playwright's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if version(named) else None
    on_path = [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in [*on_path, *APPLICATIONS, *_playwrights()] if version(path)), None)


def version(path: str) -> str:
    """What a browser calls itself ("Chromium 156.0 …"); empty when it does not run (a snap stub, a missing library)."""
    try:
        told = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
    return told if told.startswith(("Chromium", "Google Chrome")) else ""


def install() -> str | None:
    """Install Chromium the first way that works; None when none does."""
    if apt_packages.may_install():
        apt_packages.install(
            "Chromium", "chromium", "fonts-liberation"
        )  # its recommendations stay out, but letters need a font
    return find() or from_playwright()


def from_playwright() -> str | None:
    """Let Playwright fetch its own, into `.venv`."""
    print("Installing Chromium with Playwright …", flush=True)
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(BROWSERS)}
    apt_packages.run([sys.executable, "-m", "playwright", "install", "chromium"], environment)
    return find()


def _playwrights() -> list[str]:
    """The Chromium that Playwright has put into `.venv`, if any."""
    return [str(path) for path in sorted(BROWSERS.glob("chromium-*/**/*")) if path.name in _PLAYWRIGHT_NAMES]


def main() -> None:
    """Say which Chromium the browser tests will use."""
    path = find() or install()
    told = f"{path} ({version(path)})" if path else "none found, and none could be installed"
    print(f"Chromium for the browser tests: {told}")


if __name__ == "__main__":
    main()
