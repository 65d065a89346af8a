"""The demonstration bank of numeracy by reasoning, built from its scenario files."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from itembank.content.item_versions import ItemVersion, item_version_id
from itembank.content.stimulus import Stimulus
from itembank.design_files.design_reading import load_packaged_design
from itembank.exposure.frozen_exposure import with_frozen_exposure
from itembank.language import Text
from itembank.reasoning.difficulty_model import item_features, provisional_parameters
from itembank.reasoning.figure_drawing import figure_html
from itembank.reasoning.key_verification import key_faults
from itembank.reasoning.prose_markup import inline, paragraphs, plain
from itembank.reasoning.reasoning_topics import TOPICS
from itembank.reasoning.response_building import response_and_rule
from itembank.reasoning.scenario import Part, Scenario
from itembank.reasoning.scenario_files import scenarios
from itembank.scoring.chance_scores import chance_floors
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion

SUBJECT = "numeracy-reasoning"


@cache
def reasoning_bank() -> BankVersion:
    """The bank of numeracy by reasoning for Years 2 to 9: scenarios in both languages, with provisional parameters.

    Raises
    ------
    InvalidBank : the first error in a scenario, by file and place
    InvalidDesign : every error in the design, by line
    """
    for fault in (fault for scenario in scenarios() for fault in key_faults(scenario)):
        raise fault
    told = [(scenario, scenario_stimulus(scenario)) for scenario in scenarios()]
    items, practice = (_items([one for one in told if one[0].practice is kept]) for kept in (False, True))
    stimuli = tuple(stimulus for _, stimulus in told)
    design = load_packaged_design(files("itembank.designs") / f"{SUBJECT}.toml")
    made = BankVersion(SUBJECT, items, TOPICS, (design,), stimuli=stimuli, practice=practice)
    return check_bank(with_frozen_exposure(made))


def _items(told: Iterable[tuple[Scenario, Stimulus]]) -> tuple[ItemVersion, ...]:
    return tuple(part_item(scenario, stimulus, part) for scenario, stimulus in told for part in scenario.parts)


def scenario_stimulus(scenario: Scenario) -> Stimulus:
    """The story and its figures, as learners see them beside each part."""
    pieces = [paragraphs(scenario.story), *map(figure_html, scenario.figures)]
    html = Text.each(lambda language: "".join(piece[language] for piece in pieces))
    return Stimulus(scenario.id, plain(scenario.title), html)


def part_item(scenario: Scenario, stimulus: Stimulus, part: Part) -> ItemVersion:
    """The item of a part, with provisional parameters."""
    name = f"{scenario.id}/{part.id}"
    prompt, hints = paragraphs(part.ask), tuple(map(inline, part.hints))
    response, rule = response_and_rule(name, part.answer)
    features = item_features(part)
    return ItemVersion(
        item_version_id(name, prompt, response, stimulus=stimulus, hints=hints),
        name,
        _STRANDS[part.topic],
        part.topic,
        scenario.year,
        prompt,
        response,
        rule,
        features,
        provisional_parameters(scenario.year, features, part.most, chance_floors(response, rule, part.most)),
        most=part.most,
        process=part.process,
        stimulus=scenario.id,
        hints=hints,
    )


_STRANDS = {topic.id: topic.strand for topic in TOPICS}
