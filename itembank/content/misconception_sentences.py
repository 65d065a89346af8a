"""What stands behind a wrong answer, as a whole sentence for staff in both languages, by the misconception's name.

The names are the banks' own and are written in their rules. A sentence tells the idea and not the question, because
the question may still be asked of others.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

from itembank.errors import InvalidBank
from itembank.language import Text

_AREAS = ("number", "measuring", "data", "reasoning", "reading")


def _read() -> Mapping[str, Text]:
    """The sentences of all areas.

    Raises
    ------
    InvalidBank : two areas have the same name
    """
    read: dict[str, Text] = {}
    for area in _AREAS:
        for name, sentence in _of_area(area):
            if name in read:
                file = f"misconceptions/{area}.toml"
                raise InvalidBank(file, name, "a name that no other area has", name)
            read[name] = sentence
    return read


def _of_area(area: str) -> Iterator[tuple[str, Text]]:
    document = files("itembank.content").joinpath("misconceptions", f"{area}.toml").read_text(encoding="utf-8")
    for name, (welsh, english) in tomllib.loads(document).items():
        yield name, Text(welsh, english)


MISCONCEPTIONS: Mapping[str, Text] = _read()
"""Sentences by name. A bank of one's own may name others; nothing is said of these."""
