"""Why no collection design can be built."""

from enum import StrEnum


class CollectionFault(StrEnum):
    """What stands against a design."""

    NO_YEAR = "items that no year group of the trial may be asked"
    EMPTY_YEAR = "a year group without an item"
    SHORT = "sittings too short for three sections with the largest set of items"
    NOT_CONNECTED = "adjacent year groups that share too few items"


class InvalidCollection(Exception):
    """No design can be built.

    Parameters
    ----------
    fault : what stands against it
    facts : what was needed and what there is, by name
    """

    def __init__(self, fault: CollectionFault, **facts: object) -> None:
        super().__init__(f"{fault}: {facts}")
        self.fault = fault
        self.facts = facts
