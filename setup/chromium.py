"""Chromium for the browser tests: the machine's, else from Debian when run as root, else from Playwright.

`python -m setup.chromium` finds or installs it; only `make test` runs that.
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
BROWSERS = Path(__file__).resolve().parent.parent / ".venv" / "browsers"  # Playwright installs its browsers here
_PLAYWRIGHT_NAMES = ("chrome", "Chromium", "Google Chrome for Testing")


def find_chromium() -> str | None:
    """Path of a Chromium that runs: the one named by CHROMIUM, else the machine's, else Playwright's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if version(named) else None
    on_path = [path for path in map(shutil.which, NAMES) if path]
    return next((path for path in [*on_path, *APPLICATIONS, *_playwright_browsers()] if version(path)), None)


def version(path: str) -> str:
    """A browser's version string ("Chromium 156.0 …"); empty if it does not run (a snap stub, a missing library)."""
    try:
        told = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
    return told if told.startswith(("Chromium", "Google Chrome")) else ""


def install_chromium() -> str | None:
    """Install Chromium from Debian or Playwright; None if neither works."""
    if apt_packages.can_install():
        apt_packages.install(
            "Chromium", "chromium", "fonts-liberation"
        )  # recommended packages are left out, but rendering text needs a font
    return find_chromium() or install_with_playwright()


def install_with_playwright() -> str | None:
    """Install Playwright's Chromium into `.venv`."""
    print("Installing Chromium with Playwright …", flush=True)
    environment = {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(BROWSERS)}
    apt_packages.run_installer([sys.executable, "-m", "playwright", "install", "chromium"], environment)
    return find_chromium()


def _playwright_browsers() -> list[str]:
    """Paths of the Chromium that Playwright installed into `.venv`, if any."""
    return [str(path) for path in sorted(BROWSERS.glob("chromium-*/**/*")) if path.name in _PLAYWRIGHT_NAMES]


def main() -> None:
    """Print which Chromium the browser tests will use."""
    path = find_chromium() or install_chromium()
    told = f"{path} ({version(path)})" if path else "none found, and none could be installed"
    print(f"Chromium for the browser tests: {told}")


if __name__ == "__main__":
    main()
