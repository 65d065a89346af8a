"""Each migration says what it is to the release before."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from delivery_api.lifecycle.schema import SCRIPTS, declared_migrations
from delivery_api.releases.migration_kinds import Migration, MigrationKind
from delivery_api.releases.release_number import RELEASE, is_older, sort_key

CHANGES = declared_migrations(SCRIPTS)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.revision)
def test_a_migration_names_a_release_that_there_is_and_what_it_does(change: Migration) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", change.oldest_release)
    assert not is_older(RELEASE, change.oldest_release)
    assert change.title


def test_the_oldest_release_never_goes_back_and_only_a_contraction_moves_it() -> None:
    for before, after in pairwise(CHANGES):
        assert not is_older(after.oldest_release, before.oldest_release), after
        if after.kind is MigrationKind.EXPAND:
            assert after.oldest_release == before.oldest_release, after


def test_releases_are_told_apart_by_their_numbers() -> None:
    assert sorted(["0.10.0", "0.9.1", "0.9", "1.0.0"], key=sort_key) == ["0.9", "0.9.1", "0.10.0", "1.0.0"]
