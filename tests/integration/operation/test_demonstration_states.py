"""The demonstration in its two states, as staff see it; a folder keeps the one that it began with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from delivery_api.dates.clock import clock
from delivery_api.demo.people import SMALL_SCHOOLS
from delivery_api.demo.run import OtherState, prepare_demo
from delivery_api.demo.sign_in_provider import run_provider
from delivery_api.lifecycle.service_setup import open_service
from itembank import numeracy_bank
from tests.support.service_harness import FakeClock, ServiceHarness, sign_in

TWO_CLASSES = (replace(SMALL_SCHOOLS[0], classes=SMALL_SCHOOLS[0].classes[:2]),)
TEACHER = SMALL_SCHOOLS[0].teacher_sign_in


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServiceHarness, Path]]:
    folder = tmp_path_factory.mktemp("adopted")
    with run_provider(0) as issuer:
        settings = prepare_demo(folder, 8400, int(issuer.rpartition(":")[2]), None, TWO_CLASSES, adopted=True)
        harness = ServiceHarness(settings, open_service(settings), FakeClock(clock()), numeracy_bank())
        yield harness, folder
        harness.close()


def test_adopted_it_has_scores_by_age_and_progress_and_every_page_says_that_it_is_made_up(
    adopted: tuple[ServiceHarness, Path],
) -> None:
    harness, _ = adopted
    teacher = harness.browser()
    sign_in(teacher, TEACHER)
    classes = dict.fromkeys(re.findall(r'href="(/feedback/classes/[^/"?]+)', teacher.get("/?lang=en").text))
    young, page = (teacher.get(f"{each}?lang=en").text for each in classes)
    assert "6 questions, too few for a score." in young  # of Osian Prys, whose assessment staff ended
    assert "Demonstration: the people, the trial and the norms are made up. No score means anything." in page
    assert "Ysgol Gynradd y Bryn (ffug / made up)" in page  # as in each file
    assert "These results are provisional" not in page
    (nia,) = set(re.findall(r'href="(/feedback/learners/[^/"?]+)[^"]*"[^>]*>[^<]*(?:<[^>]+>[^<]*)*?Nia Tudor', page))
    told = " ".join(teacher.get(f"{nia}?lang=en&subject=numeracy-procedural").text.split())
    for expected in ("The age-standardised score is", "These norms are made up", "From sitting to sitting"):
        assert expected in told
    assert "Arddangosiad: mae’r bobl, y treial a’r normau i gyd yn ffug." in teacher.get(f"{nia}?lang=cy").text


def test_a_folder_keeps_the_state_that_it_began_with(adopted: tuple[ServiceHarness, Path]) -> None:
    before = (adopted[1] / "settings.toml").read_text()
    with pytest.raises(OtherState, match="expected the demonstration in the state 'provisional', found 'adopted'"):
        prepare_demo(adopted[1], 8400, 9400, None)
    assert (adopted[1] / "settings.toml").read_text() == before
