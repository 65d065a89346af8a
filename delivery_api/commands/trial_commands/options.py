"""The options that commands about trials share."""

from __future__ import annotations

from typing import Annotated

import typer

Trial = Annotated[str, typer.Argument(help="The trial’s id, as `mesur trial list` shows it.")]
By = Annotated[str, typer.Option(help="Who decides: the name that goes on record.")]
Why = Annotated[str, typer.Option("--reason", help="Why: it goes on record beside the name.")]
