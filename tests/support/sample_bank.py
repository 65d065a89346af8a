"""A small numeracy (reasoning) bank with every response type, partial credit, hints and a scenario."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from itembank import (
    PRACTICE,
    BankVersion,
    ExactNumber,
    ItemVersion,
    LogisticParameters,
    PartialCreditParameters,
    Population,
    Stimulus,
    TestDesign,
    Text,
    Topic,
    check_bank,
)
from itembank.content.item_versions import item_version_id
from itembank.design.adaptive_test_design import POPULATION, Setting, Strategy

SUBJECT = "numeracy-reasoning"
SCENARIO = Stimulus("fete", Text("Ffair yr ysgol", "The school fair"), Text.same("<p>Siân → £3.50</p>"))
TOPIC = Topic(
    "planning",
    "number",
    2,
    Text("cynllunio", "planning"),
    Text("Rwyt ti’n gallu cynllunio.", "You can plan."),
    Text("Y cam nesaf: ymarfera gynllunio.", "Next step: practise planning."),
)


def sample_design(length: int, name: str = SUBJECT) -> TestDesign:
    """A design that gives `length` items by maximum information."""
    return TestDesign(
        name=name,
        length=length,
        estimate=Strategy("EAP", (Setting("prior", POPULATION),)),
        report=Strategy("WLE"),
        select=Strategy("MaxInformation"),
        stop=(Strategy("MaxItems", (Setting("n", length),)),),
        masks=(),
        populations=(Population(4, -0.9, 1.3), Population(5, 0.0, 1.3)),
    )


def with_difficulty(item: ItemVersion, b: float, stimulus: Stimulus | None = None) -> ItemVersion:
    """A practice item as an item of this bank, at difficulty b (logits), with a stimulus or without."""
    parameters = (
        LogisticParameters(1.0, b, 0.0, 1.0, provisional=True)
        if item.most == 1
        else PartialCreditParameters(1.0, tuple(b + step for step in range(item.most)), provisional=True)
    )
    version_id = item_version_id(item.item, item.prompt, item.response, stimulus=stimulus, hints=item.hints)
    stimulus_id = None if stimulus is None else stimulus.id
    return replace(
        item,
        id=version_id,
        strand="number",
        topic="planning",
        process="represent",
        parameters=parameters,
        stimulus=stimulus_id,
    )


def checked_bank(items: Iterable[ItemVersion], practice: Iterable[ItemVersion] = ()) -> BankVersion:
    """A checked bank of these items, and of these for practice."""
    held = tuple(items)
    made = BankVersion(
        SUBJECT, held, (TOPIC,), (sample_design(len(held)),), stimuli=(SCENARIO,), practice=tuple(practice)
    )
    return check_bank(made)


def reading_bank() -> BankVersion:
    """A bank with an English-only passage of two questions, and feedback in both languages."""
    passage = Stimulus("gull", Text("", "The gull"), Text("", "<p>A gull took the last chip.</p>"))
    topic = replace(TOPIC, id="stories", strand="story", label=Text("straeon", "stories"))
    choice = PRACTICE["choice"]
    options = tuple(replace(option, html=_english(option.html)) for option in choice.response.options)  # type: ignore[union-attr]
    response = replace(choice.response, label=_english(choice.response.label), options=options)  # type: ignore[call-arg]
    held = []
    for name in ("who", "what"):
        asked = replace(choice, item=name, prompt=Text("", f"<p>{name}?</p>"), response=response)
        item = with_difficulty(asked, -1.0, passage)
        held.append(replace(item, strand="story", topic="stories", process="retrieval"))
    designs = (sample_design(len(held), "reading-en"),)
    return check_bank(BankVersion("reading-en", tuple(held), (topic,), designs, languages=("en",), stimuli=(passage,)))


def _english(text: Text) -> Text:
    return Text("", text.en)


def sample_bank() -> BankVersion:
    """One item of each response type, every other one of the scenario; and four alone for practice."""
    items = (
        with_difficulty(item, place / 4 - 2, SCENARIO if place % 2 else None)
        for place, item in enumerate(PRACTICE.values())
    )
    return checked_bank(items, practice_items())


def practice_items() -> Iterator[ItemVersion]:
    """Four questions for practice, that no design gives."""
    for days in (2, 3, 4, 5):
        asked = Text(f"<p>Sawl diwrnod sydd mewn {days} wythnos?</p>", f"<p>How many days are in {days} weeks?</p>")
        item = replace(PRACTICE["number"], item=f"weeks/{days}", prompt=asked, rule=ExactNumber(str(7 * days)))
        yield replace(with_difficulty(item, days / 2 - 2), introduced_year=4)
