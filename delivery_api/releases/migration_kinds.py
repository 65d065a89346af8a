"""Declares whether a migration expands or contracts the schema.

A migration expands the schema if the release before goes on working on the new schema: it adds, and removes nothing.
A migration that contracts removes what only older releases need, and waits until none of them is serving.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MigrationKind(StrEnum):
    """What a migration means for workers of the release before."""

    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True)
class Migration:
    """What a migration declares about itself.

    Parameters
    ----------
    revision : its number
    title : what it does, in one line
    kind : whether it expands or contracts the schema
    oldest_release : the oldest release that can run on the schema it leaves
    protects : the tables whose rows earlier builds wrote without the code or the seal that they have from now on
    """

    revision: str
    title: str
    kind: MigrationKind
    oldest_release: str
    protects: tuple[str, ...] = ()
