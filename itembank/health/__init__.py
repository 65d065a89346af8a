"""The health of a bank: where it is thin, what that costs in SE, and the items to write next."""

from itembank.health.findings import BankHealth
from itembank.health.whole import ITEMS, bank_health, steps

__all__ = ["ITEMS", "BankHealth", "bank_health", "steps"]
