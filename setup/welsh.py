"""The Welsh dictionary of the spelling test: aspell and aspell-cy, from Debian when root.

`python -m setup.welsh` finds or installs them; only `make test` calls that. hunspell-cy is not among Debian's packages.
"""

import shutil
import subprocess

from setup import debian


def unknown(words: list[str]) -> set[str]:
    """Those of some words that the dictionary does not have.

    Raises
    ------
    OSError, subprocess.SubprocessError : there is no aspell, or it has no Welsh
    """
    command = ["aspell", "--lang=cy", "--encoding=utf-8", "list"]
    said = subprocess.run(
        command, input="\n".join(words), capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return set(said.stdout.split())


def find() -> bool:
    """Whether there is an aspell that knows Welsh."""
    try:
        return shutil.which("aspell") is not None and unknown(["ysgol", "xqxq"]) == {"xqxq"}
    except (OSError, subprocess.SubprocessError):
        return False


if __name__ == "__main__":
    if not find() and debian.may_install():
        debian.install("the Welsh dictionary", "aspell", "aspell-cy")
    if not find():
        print("No Welsh dictionary: the spelling test will be named as not run.", flush=True)
