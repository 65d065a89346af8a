"""The national release: its figures against known truth, months of learning, languages, and what is given of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from reports.disclosure.frequency_table import Microcell
from reports.national.release_document import given_rows, read_release, release_bytes
from reports.national.release_messages import COLUMNS
from reports.national.release_tables import PAGES, TooFewResults, national_release
from reports.national.release_values import CountedLearner, NationalRelease, ReleaseName

NAME = ReleaseName("2026-27", "numeracy-procedural", 1)
DAY = date(2027, 9, 20)
SE = 0.3


def learners(seed: int, *, above: float = 0.0, each: int = 600) -> list[CountedLearner]:
    """Years 3 to 5 in both languages; θ of a year group has mean .9·(year − 4) and SD .8."""
    random = np.random.default_rng(seed)
    return [
        CountedLearner(year, language, medium, float(theta), SE, frozenset({PAGES}))
        for year in (3, 4, 5)
        for language, medium in (("cy", "welsh"), ("en", "english"))
        for theta in random.normal(0.9 * (year - 4) + above, np.hypot(0.8, SE), each)
    ]


def released(seed: int = 1, name: ReleaseName = NAME, above: float = 0.0, **more: object) -> NationalRelease:
    return national_release(name, DAY, learners(seed, above=above), ["b" * 64], **more)


def column(release: NationalRelease, name: str) -> dict[tuple[str, int, str, str], object]:
    keys = ("table", "year_group", "language", "medium")
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in given_rows(release)]
    return {tuple(row[key] for key in keys): row[name] for row in rows}


def test_means_and_spreads_are_those_of_the_abilities() -> None:
    release = released()
    for year in (3, 4, 5):
        row = release.row((("year", str(year)),))
        assert row is not None
        assert row.learners == 1200
        assert row.mean == pytest.approx(500 + 45 * (year - 4), abs=4 * (row.mean_se or 0))
        assert row.sd == pytest.approx(40, abs=4)


def test_a_release_is_read_back_as_it_was_frozen_and_given_rounded() -> None:
    few = [*learners(1), *(CountedLearner(4, "en", "dual", 0.1, SE) for _ in range(13))]
    release = national_release(NAME, DAY, few, ["b" * 64])
    assert read_release(release_bytes(release)) == release
    counts = column(release, "learners")
    assert counts["year-medium", 4, "", "dual"] == 15
    assert all(count is None or count % 5 == 0 for count in counts.values())
    assert column(release, "status")["year-medium", 3, "", "dual"] == "nobody"
    with pytest.raises(ValueError, match="mesur-national-release/1"):
        read_release(b'{"format": "other"}')


def test_months_tell_how_far_a_group_lies_above_the_first_release() -> None:
    later = released(2, replace(NAME, year="2027-28"), above=0.3, baseline=released())
    for row in later.rows:
        if row.months is not None:
            assert row.months.baseline == "2026-27"
            assert row.months.months == pytest.approx(12 * 0.3 / 0.9, abs=row.months.high - row.months.low)
    assert later.row((("year", "4"), ("language", "cy"))).months is not None  # type: ignore[union-attr]
    assert released().rows[0].months is None


def test_without_known_growth_nothing_is_told_in_months() -> None:
    few = [CountedLearner(year, "en", "english", 0.01 * year, SE) for year in (3, 4) for _ in range(30)]
    one = national_release(NAME, DAY, [replace(each, theta=at % 7 / 7) for at, each in enumerate(few)], [])
    later = national_release(replace(NAME, year="2027-28"), DAY, few, [], baseline=one)
    assert all(row.months is None for row in later.rows)


def test_rows_by_language_say_what_they_can_show_and_reading_is_never_compared() -> None:
    notes = column(released(), "note_en")
    assert "same questions in two languages" in str(notes["year-language", 4, "cy", ""])
    assert notes["year", 4, "", ""] == ""
    reading = [replace(each, language="cy") for each in learners(1)]
    release = national_release(ReleaseName("2026-27", "reading-cy", 1), DAY, reading, [])
    assert all("two different assessments" in str(told) for told in column(release, "note_en").values())
    assert all("Dau asesiad gwahanol" in str(told) for told in column(release, "note_cy").values())


def test_a_second_release_does_not_tell_of_the_few_who_joined_or_left() -> None:
    first = released()
    again = [replace(each, releases=frozenset({PAGES, str(NAME)})) for each in learners(1)]
    gone = {Microcell(again[-1].values, again[-1].releases): 4}
    second = national_release(replace(NAME, number=2), DAY, again[:-4], [], earlier=[first], former=gone)
    told = column(second, "status")
    assert told["year", 5, "", ""] == told["year-language", 5, "en", ""] == "suppressed"
    assert told["year", 4, "", ""] == "published"


def test_learners_missing_from_the_pages_of_schools_are_not_told_by_subtraction() -> None:
    off_pages = [CountedLearner(5, "en", "english", 0.5, SE) for _ in range(3)]
    release = national_release(NAME, DAY, [*learners(1), *off_pages], [])
    assert column(release, "status")["year", 5, "", ""] == "suppressed"


def test_the_pages_of_schools_of_one_medium_add_up_and_tell_of_nobody_who_is_missing_from_them() -> None:
    """Which medium a school has is no secret, so whoever reads its page knows that part of the medium's cell."""
    dual = [CountedLearner(5, "en", "dual", 0.5, SE, frozenset({PAGES})) for _ in range(20)]
    off_pages = [CountedLearner(5, "en", medium, 0.5, SE) for medium in ("dual",) * 3 + ("english",) * 40]
    release = national_release(NAME, DAY, [*learners(1), *dual, *off_pages], [])
    status = column(release, "status")
    assert status["year", 5, "", ""] == "published"
    assert status["year-medium", 5, "", "dual"] == "suppressed"


def test_a_release_of_fewer_than_ten_is_refused() -> None:
    with pytest.raises(TooFewResults, match="10"):
        national_release(NAME, DAY, learners(1)[:9], [])
