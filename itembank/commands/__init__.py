"""`mesur simulate`, and those of `mesur bank …` that need no database."""

from itembank.commands.bank_command_group import bank
from itembank.commands.check import check
from itembank.commands.diff import diff
from itembank.commands.health import health
from itembank.commands.preview import preview, write_json
from itembank.commands.show import show
from itembank.commands.simulate import app
from itembank.commands.solve import solve

__all__ = ["app", "bank", "check", "diff", "health", "preview", "show", "solve", "write_json"]
