"""The privacy notice exists whole in both languages, and each version that was ever in force stays."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from delivery_api.privacy.notice.notice_versions import FOLDER, IncompleteNotice, notice_on, notice_versions

NEWEST = notice_versions()[-1]


def written(folder: Path, content: str, name: str = "2027-01-01.toml") -> Path:
    (folder / name).write_text(content, "utf-8")
    return folder


def test_every_version_of_this_release_is_whole() -> None:
    assert [each.day for each in notice_versions()] == sorted({each.day for each in notice_versions()})


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_sentence_without_a_language_stops_it_by_its_place(tmp_path: Path, language: str) -> None:
    content = next(iter(sorted(FOLDER.glob("*.toml")))).read_text("utf-8")
    line = next(each for each in content.splitlines() if each.startswith("heading"))
    other = "en" if language == "cy" else "cy"
    lame = line.replace(f"{language} = ", f"{other}2 = ")
    with pytest.raises(IncompleteNotice, match=rf"2027-01-01.*heading.*lacks {language}"):
        notice_versions(written(tmp_path, content.replace(line, lame, 1)))


@pytest.mark.parametrize("part", ["[young]", "[contact]"])
def test_a_version_without_a_part_stops_it(tmp_path: Path, part: str) -> None:
    content = next(iter(sorted(FOLDER.glob("*.toml")))).read_text("utf-8")
    with pytest.raises(IncompleteNotice, match="expected"):
        notice_versions(written(tmp_path, content.replace(part, "[other]", 1).replace("[[young.", "[[other.")))


def test_a_file_that_is_not_named_by_a_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IncompleteNotice, match="named by a day"):
        notice_versions(written(tmp_path, "", "newest.toml"))


def test_a_version_holds_from_its_day_on(tmp_path: Path) -> None:
    content = next(iter(sorted(FOLDER.glob("*.toml")))).read_text("utf-8")
    for day in ("2027-01-01", "2027-06-01"):
        written(tmp_path, content, f"{day}.toml")
    assert notice_on(date(2027, 5, 31), tmp_path).day == date(2027, 1, 1)
    assert notice_on(date(2027, 6, 1), tmp_path).day == date(2027, 6, 1)
    assert notice_on(date(2020, 1, 1), tmp_path).day == date(2027, 1, 1)


def test_young_learners_get_short_sentences() -> None:
    for section in NEWEST.young.sections:
        for paragraph in section.paragraphs:
            sentences = [each for each in paragraph["en"].split(". ") if each]
            assert all(len(each.split()) <= 25 for each in sentences), sentences


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("reader", ["full", "young"])
def test_every_reader_is_told_where_to_complain_and_how_long_answers_are_kept(reader: str, language: str) -> None:
    text = NEWEST.full if reader == "full" else NEWEST.young
    words = " ".join(each[language] for section in text.sections for each in section.paragraphs)
    assert [name for name in ("{contact}", "{regulator}", "{live_years}") if name not in words] == []


def test_the_newest_version_is_in_force_soon() -> None:
    assert notice_on(NEWEST.day + timedelta(days=1)) == NEWEST
