from functools import cache
from importlib.resources import files

from itembank.bank import BankVersion
from itembank.designs.reading import design_in
from itembank.exposure.frozen import with_frozen
from itembank.items import ItemVersion, item_version_id
from itembank.language import Text
from itembank.reasoning.answers import response_and_rule
from itembank.reasoning.difficulty import described, provisional_parameters
from itembank.reasoning.figures import drawn
from itembank.reasoning.files import scenarios
from itembank.reasoning.prose import inline, paragraphs, plain
from itembank.reasoning.scenario import Part, Scenario
from itembank.reasoning.topics import TOPICS
from itembank.stimuli import Stimulus
from itembank.validity import check_bank

SUBJECT = "numeracy-reasoning"


@cache
def reasoning_bank() -> BankVersion:
    """The bank of numeracy by reasoning for Years 2 to 9: scenarios in both languages; parameters are provisional.

    Raises
    ------
    InvalidBank : the first fault of a scenario, by file and place
    InvalidDesign : all those of the design, by line
    """
    told = [(scenario, _stimulus(scenario)) for scenario in scenarios()]
    items = tuple(_item(scenario, stimulus, part) for scenario, stimulus in told for part in scenario.parts)
    stimuli = tuple(stimulus for _, stimulus in told)
    design = design_in(files("itembank.reasoning") / f"{SUBJECT}.toml")
    return check_bank(with_frozen(BankVersion(SUBJECT, items, TOPICS, (design,), stimuli=stimuli)))


def _stimulus(scenario: Scenario) -> Stimulus:
    pieces = [paragraphs(scenario.story), *map(drawn, scenario.figures)]
    html = Text.each(lambda language: "".join(piece[language] for piece in pieces))
    return Stimulus(scenario.id, plain(scenario.title), html)


def _item(scenario: Scenario, stimulus: Stimulus, part: Part) -> ItemVersion:
    name = f"{scenario.id}/{part.id}"
    prompt, hints = paragraphs(part.ask), tuple(map(inline, part.hints))
    response, rule = response_and_rule(name, part.answer)
    features = described(part)
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
        provisional_parameters(scenario.year, features, part.most),
        most=part.most,
        process=part.process,
        stimulus=scenario.id,
        hints=hints,
    )


_STRANDS = {topic.id: topic.strand for topic in TOPICS}
