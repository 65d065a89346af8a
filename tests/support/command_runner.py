"""Where an operator types: the commands against a test's service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from click.testing import Result
from typer.testing import CliRunner

from delivery_api.cli import app
from delivery_api.commands import command_context
from delivery_api.lifecycle.service_setup import Service
from tests.support.running_service import House


@dataclass
class Desk:
    """Where an operator types; a service's settings file is in the environment."""

    house: House

    @property
    def settings(self) -> Path:
        """The settings file of the house."""
        return self.house.settings.keys.parent / "settings.toml"

    def __call__(
        self, *typed: str, lang: str = "en", answer: str | None = None, settings: Path | None = None
    ) -> Result:
        """Type a command."""
        environment = {"MESUR_LANG": lang, "MESUR_SETTINGS": str(settings or self.settings), "COLUMNS": "200"}
        with _closed_afterwards():
            return CliRunner().invoke(app, list(typed), input=answer, env=environment)

    def trial(self) -> str:
        """A new trial of both classes; its id."""
        made = self("trial", "create", "Autumn trial", "--all-classes")
        assert made.exit_code == 0, made.output
        return next(word for word in made.stdout.split() if word.startswith("trial-"))


@contextmanager
def _closed_afterwards() -> Iterator[None]:
    """Each command opens a database of its own, as its process would; close it when the command is done."""
    engines = []
    real: Callable[..., Service] = command_context.opened

    def remembered(settings: object) -> Service:
        service = real(settings)
        engines.append(service.engine)
        return service

    with patch.object(command_context, "opened", remembered):
        yield
    for engine in engines:
        engine.dispose()
