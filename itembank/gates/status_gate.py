"""Gate on statuses: whether each item has the status that a design's use of it needs."""

from collections.abc import Mapping

from itembank.design.adaptive_test_design import ItemIds, Strategy, TestDesign
from itembank.gates import gate_messages as messages
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.refusal_messages import STATUS_NAMES
from itembank.versions.bank_version import BankVersion
from itembank.versions.item_lifecycle import ItemStatus


def unscored_items(design: TestDesign) -> frozenset[str]:
    """Items that a design administers unscored in every year group."""
    return frozenset.intersection(*(_unscored(design.for_year(year)) for year in design.years))


def _unscored(design: TestDesign) -> frozenset[str]:
    match design.seeding:
        case Strategy(settings=settings):
            values = {setting.name: setting.value for setting in settings}
            unscored = values.get("unscored")
            return frozenset(unscored.items) if isinstance(unscored, ItemIds) else frozenset()
    return frozenset()


def status_finding(bank: BankVersion, design: TestDesign, statuses: Mapping[str, ItemStatus]) -> GateFinding:
    """Check that scored items are operational and unscored items operational or in pretest."""
    unscored = unscored_items(design)
    allowed = {True: (ItemStatus.PRETEST, ItemStatus.OPERATIONAL), False: (ItemStatus.OPERATIONAL,)}
    wrong = [item for item in bank.items if statuses[item.id] not in allowed[item.id in unscored]]
    if wrong:
        first = wrong[0]
        return GateFinding(
            Gate.STATUSES,
            None,
            False,
            messages.NOT_OPERATIONAL.filled(len(wrong), first.id, STATUS_NAMES[statuses[first.id]]),
        )
    scored = len(bank.items) - len(unscored)
    return GateFinding(Gate.STATUSES, None, True, messages.ALL_OPERATIONAL.filled(scored, len(unscored)))
