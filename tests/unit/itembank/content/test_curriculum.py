"""Each item of the built-in banks has a code of the curriculum, and its file says it in both languages."""

import csv
from io import StringIO

import pytest

from itembank import InvalidBank
from itembank.builtin_banks import BUILTIN_BANKS
from itembank.commands.curriculum import curriculum_csv
from itembank.content.curriculum import curriculum_code, curriculum_place, progression_step


@pytest.mark.parametrize("subject", BUILTIN_BANKS)
def test_every_item_has_a_code_of_its_element_year_and_step(subject: str) -> None:
    bank = BUILTIN_BANKS[subject]()
    for item in bank.all_items:
        framework, *_, year, step = curriculum_code(item).split(".")
        assert framework in ("LNF", "CfW")
        assert (year, step) == (f"Y{item.introduced_year}", f"PS{progression_step(item.introduced_year)}")
    places = {curriculum_place(topic.id) for topic in bank.topics}
    assert all(
        (place.element.cy and place.element.cy != place.element.en) or place.element.en == "Algebra" for place in places
    )
    rows = {language: list(csv.DictReader(StringIO(curriculum_csv(bank, language)))) for language in bank.languages}
    for language, told in rows.items():
        calculator = [row["cyfrifiannell" if language == "cy" else "calculator"] for row in told]
        assert len(told) == len(bank.items)
        assert set(calculator) <= ({"ie", "na"} if language == "cy" else {"yes", "no"})
        assert (set(calculator) == {"yes" if language == "en" else "ie"}) == (subject == "numeracy-reasoning")


def test_an_estimate_a_venn_diagram_and_a_probability_stand_where_the_curriculum_has_them() -> None:
    found = {item.item: curriculum_code(item) for item in BUILTIN_BANKS["numeracy-procedural"]().items}
    assert found["estimate-sum/412+289"] == "LNF.number.estimate.Y4.PS3"
    assert found["venn-place/14"] == "LNF.data.collect.Y4.PS3"
    assert found["probability/3-7"] == "CfW.statistics.Y7.PS4"
    assert found["sides/pentagon"] == "CfW.geometry.Y2.PS2"


def test_a_topic_that_no_bank_has_is_refused() -> None:
    with pytest.raises(InvalidBank, match="alchemy"):
        curriculum_place("alchemy")
