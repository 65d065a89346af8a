"""A worker whose event loop stands still ends itself: it takes no request, though its process answers who asks it."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import traceback
from threading import Event, Thread, get_ident

log = logging.getLogger("mesur")


def start_watchdog(loop: asyncio.AbstractEventLoop, seconds: int) -> None:
    """Watch the event loop of this thread from another; where it does nothing for so many seconds, end the process.

    They are counted, not taken from a clock: a process that was stopped and goes on has not stood still.
    """
    Thread(target=_watch, args=(loop, get_ident(), seconds), daemon=True, name="standstill").start()


def _watch(loop: asyncio.AbstractEventLoop, thread: int, seconds: int) -> None:
    while True:
        answered = Event()
        try:
            loop.call_soon_threadsafe(answered.set)
        except RuntimeError:  # it is closed
            return
        if not any(answered.wait(1.0) for _ in range(seconds)):
            frames = traceback.extract_stack(sys._current_frames()[thread])
            place = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            log.error("the event loop stands still; the worker ends", extra={"facts": {"place": place}})
            os._exit(1)
        Event().wait(1.0)
