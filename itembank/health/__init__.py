"""The health of a bank: where it is thin, what that costs in SE, and the items to write next."""

from itembank.health.bank_health import ITEMS, bank_health, steps
from itembank.health.health_findings import BankHealth

__all__ = ["ITEMS", "BankHealth", "bank_health", "steps"]
