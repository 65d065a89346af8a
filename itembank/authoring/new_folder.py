"""The files that a new folder of an author begins with: worked examples that hold."""

import csv
import io
import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Literal, get_args

from itembank.language import LANGUAGES, Language

Kind = Literal["passage", "scenario", "items"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_PASSAGES: Mapping[Language, str] = {"cy": "het-ar-y-wal.toml", "en": "a-glove-on-the-gate.toml"}
_WELSH = re.compile(r'cy = """.*?"""\n|cy = "(?:[^"\\]|\\.)*", ', re.DOTALL)
_ENGLISH = re.compile(r'en = """.*?"""\n|, en = "(?:[^"\\]|\\.)*"', re.DOTALL)
_YEAR = re.compile(r"^year = .*\n", re.MULTILINE)


def new_files(kind: Kind, languages: tuple[Language, ...], notes: Language) -> Mapping[str, str]:
    """The files of a new folder: a passage for each language, a scenario, or a table of items.

    Parameters
    ----------
    languages : one for a draft in that language, or both
    notes : language of the notes in a file that is in both languages
    """
    if kind == "passage":
        return {_PASSAGES[language]: _template(language, "passage.toml") for language in languages}
    spoken = languages[0] if len(languages) == 1 else notes
    if kind == "scenario":
        return {"class-soup.toml": _scenario(_template(spoken, "scenario.toml"), languages)}
    return {"two-prices.csv": _table(_template(spoken, "items.csv"), languages)}


def _template(language: Language, name: str) -> str:
    return (files("itembank.authoring") / "templates" / language / name).read_text("utf-8")


def _scenario(both: str, languages: tuple[Language, ...]) -> str:
    """The scenario in the languages asked for; in one of them it says that it is a draft."""
    if len(languages) > 1:
        return both
    (kept,) = languages
    alone = (_WELSH if kept == "en" else _ENGLISH).sub("", both)
    return _YEAR.sub(lambda year: f'{year.group()}languages = ["{kept}"]\n', alone, count=1)


def _table(both: str, languages: tuple[Language, ...]) -> str:
    """The table without the columns of a language that is not asked for."""
    if len(languages) > 1:
        return both
    other = next(language for language in LANGUAGES if language not in languages)
    notes = [line for line in both.splitlines(keepends=True) if line.startswith("#")]
    rows = list(csv.reader(io.StringIO(both.removeprefix("".join(notes)))))
    kept = [place for place, name in enumerate(rows[0]) if not name.endswith(f"_{other}")]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([row[place] for place in kept] for row in rows)
    return "".join(notes) + written.getvalue()
