"""Runs `mesur` as `python -m delivery_api`."""

from delivery_api.cli import app

app()
