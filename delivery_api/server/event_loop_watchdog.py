"""Ends a worker whose event loop is blocked: it serves no request, although its process answers pings."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import traceback
from threading import Event, Thread, get_ident

log = logging.getLogger("mesur")


def start_watchdog(loop: asyncio.AbstractEventLoop, seconds: int) -> None:
    """Start a thread that ends the process when the event loop of this thread is blocked for too long.

    Seconds are counted, not read from a clock: a process that was suspended and resumed was not blocked.

    Parameters
    ----------
    seconds : how long the loop may be blocked
    """
    Thread(target=_watch, args=(loop, get_ident(), seconds), daemon=True, name="event-loop-watchdog").start()


def _watch(loop: asyncio.AbstractEventLoop, thread: int, seconds: int) -> None:
    while True:
        answered = Event()
        try:
            loop.call_soon_threadsafe(answered.set)
        except RuntimeError:  # the loop is closed
            return
        if not any(answered.wait(1.0) for _ in range(seconds)):
            frames = traceback.extract_stack(sys._current_frames()[thread])
            place = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            log.error("the event loop is blocked; the worker ends", extra={"facts": {"place": place}})
            os._exit(1)
        Event().wait(1.0)
