"""Commands of the item bank that need no database: `mesur simulate`, `mesur design …` and part of `mesur bank …`.

* ``bank_command_group``: the `mesur bank` group that its commands join
* ``check``: `mesur bank check`
* ``curriculum``: `mesur bank curriculum`
* ``design``: `mesur design check | show | schema`
* ``diff``: `mesur bank diff`
* ``features``: `mesur bank features`
* ``health``: `mesur bank health`
* ``new``: `mesur bank new`
* ``preview``: `mesur bank preview` and `mesur bank write`
* ``show``: `mesur bank show`
* ``simulate``: `mesur simulate`
* ``solve``: `mesur bank solve`
* ``command_options``: arguments and options that several commands share
* ``input_files``: banks and designs that a command loads
* ``command_output``: messages, tables, progress and files that commands write
* ``design_messages``: messages of `mesur design` in both languages
"""

from itembank.commands.bank_command_group import bank
from itembank.commands.check import check
from itembank.commands.curriculum import curriculum
from itembank.commands.diff import diff
from itembank.commands.features import features
from itembank.commands.health import health
from itembank.commands.new import new
from itembank.commands.preview import preview, write_json
from itembank.commands.show import show
from itembank.commands.simulate import app
from itembank.commands.solve import solve

__all__ = [
    "app",
    "bank",
    "check",
    "curriculum",
    "diff",
    "features",
    "health",
    "new",
    "preview",
    "show",
    "solve",
    "write_json",
]
