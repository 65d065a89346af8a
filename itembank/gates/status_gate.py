"""Whether each item has the status that a design's use of it needs."""

from collections.abc import Mapping

from itembank.design.adaptive_test_design import Items, Strategy, TestDesign
from itembank.gates import gate_messages as messages
from itembank.gates.gate_finding import Finding, Gate
from itembank.versions.bank_version import BankVersion
from itembank.versions.item_lifecycle import Status


def unscored_items(design: TestDesign) -> frozenset[str]:
    """The items that a design tries out, and scores in no year group."""
    return frozenset.intersection(*(_unscored(design.for_year(year)) for year in design.years))


def _unscored(design: TestDesign) -> frozenset[str]:
    match design.seeding:
        case Strategy(settings=settings):
            values = {setting.name: setting.value for setting in settings}
            unscored = values.get("unscored")
            return frozenset(unscored.items) if isinstance(unscored, Items) else frozenset()
    return frozenset()


def status_finding(bank: BankVersion, design: TestDesign, statuses: Mapping[str, Status]) -> Finding:
    """Scored items must be operational; one in pretest is tried out unscored, or not at all."""
    unscored = unscored_items(design)
    allowed = {True: (Status.PRETEST, Status.OPERATIONAL), False: (Status.OPERATIONAL,)}
    wrong = [item for item in bank.items if statuses[item.id] not in allowed[item.id in unscored]]
    if wrong:
        first = wrong[0]
        return Finding(
            Gate.STATUSES,
            None,
            False,
            messages.filled(messages.NOT_OPERATIONAL, len(wrong), first.id, statuses[first.id].value),
        )
    scored = len(bank.items) - len(unscored)
    return Finding(Gate.STATUSES, None, True, messages.filled(messages.ALL_OPERATIONAL, scored, len(unscored)))
