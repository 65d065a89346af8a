"""What is done when a command of the terminal ends, however it ends."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar

_at_end: ContextVar[ExitStack | None] = ContextVar("at_end", default=None)


@contextmanager
def command_lifetime() -> Iterator[None]:
    """Run a command; then do what was asked for by `when_command_ends`, last first."""
    with ExitStack() as ending:
        token = _at_end.set(ending)
        try:
            yield
        finally:
            _at_end.reset(token)


def when_command_ends(act: Callable[[], object]) -> None:
    """Do something when the running command ends, also where it is refused; nothing outside a command."""
    ending = _at_end.get()
    if ending is not None:
        ending.callback(act)
