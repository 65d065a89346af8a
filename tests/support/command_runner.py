"""Runs `mesur` commands against a test's service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from click.testing import Result
from typer.testing import CliRunner

from delivery_api.cli import app
from delivery_api.commands import command_context, trial
from delivery_api.dates.school_calendar import london_date
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
        self,
        *arguments: str,
        lang: str = "en",
        answer: str | None = None,
        settings: Path | None = None,
        columns: int = 200,
    ) -> Result:
        """Run a command; an act on a trial is somebody's decision, whether a test says so or not."""
        environment = {"MESUR_LANG": lang, "MESUR_SETTINGS": str(settings or self.settings)}
        environment |= {"COLUMNS": str(columns)}
        with _engines_disposed():
            return CliRunner().invoke(app, [*arguments, *_decided(arguments)], input=answer, env=environment)

    def create_trial(self, name: str = "Autumn trial") -> str:
        """Create a trial of both classes. Returns its id."""
        self.harness.trust_clock(trial.clock())  # which is the machine's, unless a test has set it
        result = self("trial", "create", name, "--all-classes")
        assert result.exit_code == 0, result.output
        self.harness.trust_clock(self.harness.clock.now)
        return next(word for word in result.stdout.split() if word.startswith("trial-"))


def _decided(arguments: tuple[str, ...]) -> list[str]:
    """The options of an act on a trial that every decision has, where they are not given."""
    acts = ("create", "complete", "cancel", "extract")
    given = {"--by": "Sian Rees", "--reason": "To try out new items"}
    if arguments[:2] == ("trial", "create") and not arguments[2].endswith(".json"):
        given["--complete-by"] = (london_date(trial.clock()) + timedelta(days=28)).isoformat()
    if arguments[0] != "trial" or arguments[1] not in acts:
        return []
    return [each for name, value in given.items() if name not in arguments for each in (name, value)]


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
