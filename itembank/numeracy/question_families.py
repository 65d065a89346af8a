"""The families of question templates that look alike to a child, from ``question_families.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def question_families() -> Mapping[str, str]:
    """The family of each template."""
    strands = tomllib.loads((files("itembank.numeracy") / "question_families.toml").read_text("utf-8"))
    return {
        template: family
        for families in strands.values()
        for family, templates in families.items()
        for template in templates
    }
