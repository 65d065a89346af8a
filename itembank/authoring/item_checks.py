"""The checks of every bank, item by item, so that each item tells its first fault."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from itembank.content.item_versions import ItemVersion
from itembank.content.stimulus import Stimulus
from itembank.content.subjects import SUBJECTS
from itembank.content.topics import Topic
from itembank.errors import InvalidBank
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion

Made = TypeVar("Made")
Maker = tuple[str, Callable[[], ItemVersion]]
"""The place of an item in its file, and a function that makes it."""

_WRITTEN_AS = {"rule.value": "key", "rule.keys": "key", "rule.order": "order", "rule.misconceptions": "wrong"}
"""What an author calls a field of an item's rule."""

UNBUILDABLE = (ArithmeticError, LookupError, TypeError, ValueError)
"""What code that draws and words an item raises for values that no check has foreseen."""


def built(place: str, make: Callable[[], Made]) -> Made:
    """What a function makes.

    Raises
    ------
    InvalidBank : also in the place of the errors of `UNBUILDABLE`
    """
    try:
        return make()
    except UNBUILDABLE as error:
        raise InvalidBank(place, place, "values of which an item can be made", type(error).__name__) from error


def check_item(subject: str, topics: Sequence[Topic], item: ItemVersion, stimulus: Stimulus | None = None) -> None:
    """Check an item, and the stimulus it asks about, by every rule of a bank.

    Raises
    ------
    InvalidBank
    """
    stimuli = () if stimulus is None else (stimulus,)
    check_bank(BankVersion(subject, (item,), tuple(topics), (), languages=SUBJECTS[subject].languages, stimuli=stimuli))


def as_written(fault: InvalidBank) -> InvalidBank:
    """A fault of an item by the fields that its author wrote: "rows: cy" for "response.rows.cy"."""
    place, colon, field = fault.field.rpartition(": ")
    if field in _WRITTEN_AS:
        field = _WRITTEN_AS[field]
    elif field.startswith("response."):
        field = field.removeprefix("response.").replace(".", ": ")
    return InvalidBank(fault.item, f"{place}{colon}{field}", fault.expected, fault.received)


def checked_items(
    makers: Iterable[Maker], check: Callable[[ItemVersion], None], faults: list[InvalidBank]
) -> Iterator[tuple[str, ItemVersion]]:
    """The items without a fault, with their places; the faults of the others are added to ``faults``."""
    for place, make in makers:
        if any(fault.field.startswith(f"{place}:") for fault in faults):
            continue
        try:
            item = built(place, make)
            check(item)
        except InvalidBank as fault:
            at = place if fault.field == place else f"{place}: {fault.field}"
            faults.append(InvalidBank(fault.item, at, fault.expected, fault.received))
        else:
            yield place, item
