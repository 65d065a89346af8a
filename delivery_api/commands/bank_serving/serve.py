"""The command `mesur bank serve`."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer

from delivery_api.commands.command_context import console
from itembank.authoring import authoring_messages as messages
from itembank.commands import bank
from itembank.commands.command_options import Lang, output_language
from itembank.commands.command_output import refuse
from itembank.language import Language


@bank.command("serve")
def serve(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of your own, as mesur bank new begins it.")],
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where a browser of this machine finds the page.")] = 8500,
    lang: Lang = None,
) -> None:
    """Show a folder of your own in the browser as you write: each item in its languages, each fault beside its line.

    Keys and misconceptions come with a switch. The page loads itself anew when you save. It is for this machine alone.

    Example: mesur bank serve my-passages
    """
    language = output_language(lang)
    if not folder.is_dir():
        refuse(messages.NO_FOLDER[language] % folder)
    _require_free(port, language)
    console().print(messages.SERVING[language] % f"http://127.0.0.1:{port}/", highlight=False, soft_wrap=True)
    _run(folder, port, language)


def _require_free(port: int, language: Language) -> None:
    """Exit if another program listens at the port."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError:
            refuse(messages.PORT_TAKEN[language] % port)


def _run(folder: Path, port: int, language: Language) -> None:
    """Serve until the command is interrupted; the service's libraries are only loaded now."""
    import uvicorn

    from delivery_api.commands.bank_serving.live_folder import HOST, live_folder

    uvicorn.run(live_folder(folder, language), host=HOST, port=port, log_level="warning")
