"""Gates on credit: none for a named misconception, and next to none for random selections among several options."""

from collections.abc import Iterator

from itembank.content.response_types import MultipleChoice
from itembank.content.scoring_rules import AnticipatedNumber, ExactList, ExactNumber, ExactSet, KeyedChoice, Rule
from itembank.gates import gate_messages as messages
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.scoring.chance_scores import expected_chance_credit
from itembank.versions.bank_version import BankVersion

CHANCE_CREDIT_LIMIT = 0.12
"""Largest expected share of the marks that random selections of several options may earn."""


def credit_findings(bank: BankVersion) -> tuple[GateFinding, GateFinding]:
    """Findings of the gates on misconceptions and on chance."""
    return _misconceptions(bank), _chance(bank)


def _misconceptions(bank: BankVersion) -> GateFinding:
    """No credited reply is a misconception, by its own name or by one that another item gives to a misconception."""
    known = {name for item in bank.all_items for name in _misconception_names(item.rule)}
    paid = [item.item for item in bank.all_items if any(_is_paid(each, known) for each in _anticipated(item.rule))]
    told = messages.MISCONCEPTIONS_PAID.filled(len(paid), paid[0]) if paid else messages.NO_MISCONCEPTION_PAID
    return GateFinding(Gate.MISCONCEPTIONS, None, not paid, told)


def _is_paid(reply: AnticipatedNumber, known: set[str]) -> bool:
    return reply.score > 0 and bool(reply.misconception or reply.step in known)


def _anticipated(rule: Rule) -> tuple[AnticipatedNumber, ...]:
    return rule.named if isinstance(rule, ExactNumber) else ()


def _misconception_names(rule: Rule) -> Iterator[str]:
    match rule:
        case KeyedChoice(misconceptions=named) | ExactSet(misconceptions=named) | ExactList(misconceptions=named):
            yield from (each.name for each in named)
        case ExactNumber(named=numbers):
            yield from (each.misconception for each in numbers if each.misconception)


def _chance(bank: BankVersion) -> GateFinding:
    earned = {
        item.item: expected_chance_credit(item.response, item.rule, item.most)
        for item in bank.all_items
        if isinstance(item.response, MultipleChoice)
    }
    lucky = [item for item, share in earned.items() if share > CHANCE_CREDIT_LIMIT]
    most = max(earned.values(), default=0.0)
    told = messages.CHANCE_PAID if lucky else messages.NO_CHANCE_PAID
    values = (most, CHANCE_CREDIT_LIMIT, len(lucky), lucky[0]) if lucky else (most, CHANCE_CREDIT_LIMIT)
    return GateFinding(Gate.CHANCE, None, not lucky, told.filled(*values))
