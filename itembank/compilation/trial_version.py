"""The bank version of a trial: the items that it asks, with a design for each booklet."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from itembank.design.adaptive_test_design import ItemIds, TestDesign, YearOverrides, strategy
from itembank.versions.bank_version import BankVersion


def trial_version(
    bank: BankVersion, design: TestDesign, booklets: Sequence[Mapping[int, tuple[str, ...]]]
) -> BankVersion:
    """Make the bank version of a trial from the bank that its items come from.

    A booklet is a linear form for each year group. All forms of one booklet are one design, so that the design of a
    sitting does not tell the learner's year group. The same bank, design and booklets give the same version.

    Parameters
    ----------
    design : whose ability distributions of the year groups the booklets have
    booklets : item ids in order, by year group, for each booklet; the same year groups in all of them

    Raises
    ------
    UnknownItem
    """
    asked = {item for booklet in booklets for form in booklet.values() for item in form}
    items = tuple(item for item in bank.items if item.id in asked)
    for item_id in sorted(asked - {item.id for item in items}):
        bank.item(item_id)  # refuses one that the bank does not have
    topics, stimuli = {item.topic for item in items}, {item.stimulus for item in items}
    return replace(
        bank,
        items=items,
        topics=tuple(topic for topic in bank.topics if topic.id in topics),
        stimuli=tuple(stimulus for stimulus in bank.stimuli if stimulus.id in stimuli),
        designs=tuple(
            _booklet_design(design, booklet_name(number), booklet, dependent=stimuli != {None})
            for number, booklet in enumerate(booklets, start=1)
        ),
        solved=(),
        practice=(),
        adopted=bank.adopted and bank.adopted.of_items(asked),
    )


def booklet_name(number: int) -> str:
    """The name of the design of a booklet, counted from 1."""
    return f"booklet-{number:02}"


def _booklet_design(
    design: TestDesign, name: str, booklet: Mapping[int, tuple[str, ...]], *, dependent: bool
) -> TestDesign:
    years = sorted(booklet)
    first = booklet[years[0]]
    estimator = strategy("EAP", prior="@population")
    return TestDesign(
        name=name,
        length=len(first),
        estimate=estimator,
        report=estimator,
        select=strategy("MaxInformation"),  # of the one item that the form allows
        stop=(strategy("MaxItems", n=len(first)),),
        masks=(strategy("LinearForm", form=ItemIds(first)),),
        populations=tuple(each for each in design.populations if each.year in booklet),
        by_year=tuple(_form(year, booklet[year]) for year in years[1:]),
        dependence=design.dependence if dependent else 0.0,
    )


def _form(year: int, items: tuple[str, ...]) -> YearOverrides:
    return YearOverrides(
        year,
        length=len(items),
        stop=(strategy("MaxItems", n=len(items)),),
        masks=(strategy("LinearForm", form=ItemIds(items)),),
    )
