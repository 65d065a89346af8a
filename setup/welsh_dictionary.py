"""The Welsh dictionary of the spelling test: aspell with aspell-cy, installed from Debian when run as root.

`python -m setup.welsh_dictionary` finds or installs it; only `make test` runs that. Debian has no package hunspell-cy.
"""

import shutil
import subprocess

from setup import apt_packages


def unknown_words(words: list[str]) -> set[str]:
    """Return the words that the dictionary does not contain.

    Raises
    ------
    OSError, subprocess.SubprocessError : aspell is missing or has no Welsh dictionary
    """
    command = ["aspell", "--lang=cy", "--encoding=utf-8", "list"]
    said = subprocess.run(
        command, input="\n".join(words), capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return set(said.stdout.split())


def is_available() -> bool:
    """Whether aspell is installed with a Welsh dictionary."""
    try:
        return shutil.which("aspell") is not None and unknown_words(["ysgol", "xqxq"]) == {"xqxq"}
    except (OSError, subprocess.SubprocessError):
        return False


if __name__ == "__main__":
    if not is_available() and apt_packages.can_install():
        apt_packages.install("the Welsh dictionary", "aspell", "aspell-cy")
    if not is_available():
        print("No Welsh dictionary: the spelling test will be named as not run.", flush=True)
