"""Versions of the privacy notice: files in both languages, named by the day from which each holds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from delivery_api.privacy.bilingual_text import IncompleteText, Text, read_text
from delivery_api.web.reader_language import LANGUAGES

FOLDER = Path(__file__).parent / "versions"
"""The folder of the versions that come with this release."""


class IncompleteNotice(Exception):
    """A version lacks a language or a part; the message names the file and the place."""


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs.

    Parameters
    ----------
    id : the same in all versions, for links
    """

    id: str
    heading: Text
    paragraphs: Sequence[Text]


@dataclass(frozen=True)
class NoticeText:
    """The notice for one kind of reader."""

    title: Text
    intro: Text
    sections: Sequence[Section]


@dataclass(frozen=True)
class NoticeVersion:
    """A version of the notice.

    Parameters
    ----------
    day : from which it holds; its name
    full : for adults
    young : for learners, in words for their age
    contact : where to write, and the regulator's address, each in every language
    sha256 : of the file, hexadecimal
    """

    day: date
    full: NoticeText
    young: NoticeText
    contact: Mapping[str, Text]
    sha256: str


@cache
def notice_versions(folder: Path = FOLDER) -> tuple[NoticeVersion, ...]:
    """Return every version, oldest first.

    Raises
    ------
    IncompleteNotice
    """
    found = tuple(_read(path) for path in sorted(folder.glob("*.toml")))
    if not found:
        msg = f"{folder}: expected at least one version of the notice, found none"
        raise IncompleteNotice(msg)
    return found


def notice_on(day: date, folder: Path = FOLDER) -> NoticeVersion:
    """Return the version that holds on a day; the first one before its own day."""
    versions = notice_versions(folder)
    return next((each for each in reversed(versions) if each.day <= day), versions[0])


def _read(path: Path) -> NoticeVersion:
    content = path.read_bytes()
    try:
        given, day = tomllib.loads(content.decode()), date.fromisoformat(path.stem)
    except ValueError as error:
        msg = f"{path}: expected TOML in a file named by a day, as 2026-12-01.toml: {error}"
        raise IncompleteNotice(msg) from error
    try:
        full, young = (_notice_text(path, given[reader], reader) for reader in ("full", "young"))
        contact = {name: _contact(path, name, value) for name, value in given["contact"].items()}
    except KeyError as error:
        msg = f"{path}: expected the part {error}, found none"
        raise IncompleteNotice(msg) from error
    return NoticeVersion(day, full, young, contact, sha256(content).hexdigest())


def _notice_text(path: Path, given: Mapping[str, Any], reader: str) -> NoticeText:
    sections = tuple(
        Section(
            each["id"],
            _text(path, f"{reader}.{each['id']}.heading", each["heading"]),
            tuple(
                _text(path, f"{reader}.{each['id']}, paragraph {number}", paragraph)
                for number, paragraph in enumerate(each["paragraphs"], start=1)
            ),
        )
        for each in given["sections"]
    )
    return NoticeText(
        _text(path, f"{reader}.title", given["title"]), _text(path, f"{reader}.intro", given["intro"]), sections
    )


def _contact(path: Path, name: str, value: object) -> Text:
    return dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else _text(path, f"contact.{name}", value)


def _text(path: Path, place: str, given: object) -> Text:
    try:
        return read_text(given, place)
    except IncompleteText as error:
        msg = f"{path}: {error}"
        raise IncompleteNotice(msg) from error
