"""`mesur simulate`, and those of `mesur bank …` that need no database."""

from itembank.commands import check, diff, preview, show, solve
from itembank.commands.group import bank
from itembank.commands.simulate import app

__all__ = ["app", "bank", "check", "diff", "preview", "show", "solve"]
