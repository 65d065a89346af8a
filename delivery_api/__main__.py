"""`python -m delivery_api` is `mesur`."""

from delivery_api.cli import app

app()
