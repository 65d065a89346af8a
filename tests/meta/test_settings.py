"""Every setting is documented where it is declared."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields

from delivery_api.settings import Settings

DOCUMENTED = re.compile(r"^([a-z_, ]+) : \S", re.MULTILINE)


def documented() -> list[str]:
    found = DOCUMENTED.findall(inspect.getdoc(Settings) or "")
    return [name for names in found for name in names.split(", ")]


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert sorted(documented()) == sorted(field.name for field in fields(Settings))
