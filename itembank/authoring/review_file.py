"""The file beside an author's file that keeps comments and approvals, and the folder's own settings.

A review file is only ever added to: so it can be kept in version control and brought together from several reviewers.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from itembank.atomic_write import atomic_write
from itembank.authoring.reviews import Approval, Comment, Done, Reviews
from itembank.errors import NOTHING, InvalidBank
from itembank.parsing.toml_table import TomlTable

ENDING = ".reviews"
"""What follows the name of an author's file in that of its review file."""
SETTINGS = "mesur.settings"
"""The file with the folder's own settings."""
MOST_APPROVALS = 9

_HEAD = """# Comments and approvals of reviewers of {}, as `mesur bank serve` writes them: docs/authoring.md.
# A line taken out is as if it had not been said.
"""


@dataclass(frozen=True)
class ReviewFile:
    """What one review file holds."""

    comments: tuple[Comment, ...]
    approvals: tuple[Approval, ...]
    done: tuple[Done, ...]


def read_reviews(table: TomlTable) -> ReviewFile:
    """What a review file holds; its faults are added to the table's.

    Parameters
    ----------
    table : a table that collects faults
    """
    of = table.file.removesuffix(ENDING)
    table.require_only("comment", "approval", "done")
    return ReviewFile(
        table.each("comment", lambda each: _comment(of, each)),
        table.each("approval", lambda each: _approval(of, each)),
        table.each("done", lambda each: _done(of, each)),
    )


def read_settings(table: TomlTable) -> int:
    """How many approvals an item needs before it goes into a bank version, by the folder's own settings."""
    table.require_only("approvals")
    return table.integer("approvals", 0, MOST_APPROVALS, 0)


def together(files: list[ReviewFile], needed: int) -> Reviews:
    """What the review files of a folder hold."""
    return Reviews(
        tuple(each for file in files for each in file.comments),
        tuple(each for file in files for each in file.approvals),
        tuple(each for file in files for each in file.done),
        needed,
    )


def _comment(of: str, table: TomlTable) -> Comment:
    table.require_only("id", "item", "version", "by", "on", "text")
    said = table.string
    return Comment(of, said("id"), said("item"), said("version"), said("by"), _day(table), said("text"))


def _approval(of: str, table: TomlTable) -> Approval:
    table.require_only("item", "version", "by", "on")
    return Approval(of, table.string("item"), table.string("version"), table.string("by"), _day(table))


def _done(of: str, table: TomlTable) -> Done:
    table.require_only("comment", "by", "on")
    return Done(of, table.string("comment"), table.string("by"), _day(table))


def _day(table: TomlTable) -> date:
    value = table.data.get("on", NOTHING)
    if type(value) is not date:
        return table.refuse(
            value if value is NOTHING else f"{value}", "on", "a date such as 2026-11-29, without quotes", date.min
        )
    return value


def add_to_review_file(folder: Path, said: Comment | Approval | Done) -> None:
    """Add what a reviewer says to the review file of an author's file; nothing else of it changes.

    Raises
    ------
    OSError : it cannot be read or written
    """
    path = folder / f"{said.file}{ENDING}"
    try:
        before = path.read_text("utf-8-sig")
    except FileNotFoundError:
        before = _HEAD.format(said.file)
    with atomic_write(path) as file:
        file.write(f"{before.rstrip()}\n\n{_entry(said)}")


def _entry(said: Comment | Approval | Done) -> str:
    match said:
        case Comment():
            told = {"id": said.id, "item": said.item, "version": said.version, "by": said.by}
            return _table("comment", told, said.on) + f"text = {_quoted(said.text)}\n"
        case Approval():
            return _table("approval", {"item": said.item, "version": said.version, "by": said.by}, said.on)
        case Done():
            return _table("done", {"comment": said.comment, "by": said.by}, said.on)


def _table(name: str, told: dict[str, str], on: date) -> str:
    lines = "".join(f"{key} = {_quoted(value)}\n" for key, value in told.items())
    return f"[[{name}]]\n{lines}on = {on.isoformat()}\n"


def _quoted(words: str) -> str:
    """Words as TOML has them: its basic strings are those of JSON, but for the character that deletes."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "")


def checked_words(name: str, words: str, most: int) -> str:
    """The words of a reviewer without space around them.

    Raises
    ------
    InvalidBank : there are none, or too many
    """
    told = "\n".join(line.rstrip() for line in words.strip().splitlines())
    if not 0 < len(told) <= most:
        raise InvalidBank(name, name, f"1 to {most} letters", len(told) or NOTHING)
    return told
