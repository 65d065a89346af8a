"""Runs `mesur` commands against a test's service."""

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
from tests.support.service_harness import ServiceHarness


@dataclass
class CommandRunner:
    """Runs commands in this process, with the service's settings file in the environment."""

    harness: ServiceHarness

    @property
    def settings(self) -> Path:
        """The path of the service's settings file."""
        return self.harness.settings.keys.parent / "settings.toml"

    def __call__(
        self, *arguments: str, lang: str = "en", answer: str | None = None, settings: Path | None = None
    ) -> Result:
        """Run a command."""
        environment = {"MESUR_LANG": lang, "MESUR_SETTINGS": str(settings or self.settings), "COLUMNS": "200"}
        with _engines_disposed():
            return CliRunner().invoke(app, list(arguments), input=answer, env=environment)

    def create_trial(self) -> str:
        """Create a trial of both classes. Returns its id."""
        result = self("trial", "create", "Autumn trial", "--all-classes")
        assert result.exit_code == 0, result.output
        return next(word for word in result.stdout.split() if word.startswith("trial-"))


@contextmanager
def _engines_disposed() -> Iterator[None]:
    """Close the database engines that a command opened; its process would end with them."""
    engines = []
    real: Callable[..., Service] = command_context.open_service

    def open_and_record(settings: object) -> Service:
        service = real(settings)
        engines.append(service.engine)
        return service

    with patch.object(command_context, "open_service", open_and_record):
        yield
    for engine in engines:
        engine.dispose()
