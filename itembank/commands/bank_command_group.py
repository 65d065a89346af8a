"""The `mesur bank` command group."""

import typer

bank = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Item banks: look at one, check it, compare two, solve its exposure; and what needs the service’s database: "
    "approve, publish, take an item out, rescore.",
)
"""The `mesur bank` group; each command has a file of its own."""
