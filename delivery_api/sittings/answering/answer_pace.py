"""Bounds how fast answers to one sitting are taken: nobody reads thirty questions in a tenth of a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from delivery_api.access.refusals import Refused
from delivery_api.http.rate_limit import RateLimiter


class AnswersTooFast(Refused):
    """Answers come faster than anybody reads; nothing is lost, since the player sends the answer again."""

    code = "answers_too_fast"


@dataclass(frozen=True)
class AnswerPace:
    """How fast answers to one sitting may come.

    Each worker counts for itself. Only answers that were taken count, so that nobody can hold up another's sitting.

    Parameters
    ----------
    limiter : counts the answers by sitting
    """

    limiter: RateLimiter

    def require(self, sitting: UUID, now: datetime) -> None:
        """Refuse an answer that comes too soon after many others.

        Raises
        ------
        AnswersTooFast
        """
        if pause := self.limiter.pause(sitting, now):
            raise AnswersTooFast(seconds=ceil(pause.total_seconds()))

    def count(self, sitting: UUID, now: datetime) -> None:
        """Count an answer that was taken."""
        self.limiter.wait(sitting, now)


def answer_pace(requests_per_minute: int) -> AnswerPace:
    """Return the pace for an account's rate of requests: a quarter of it on average, and a twelfth of it at once."""
    return AnswerPace(RateLimiter(4 * timedelta(minutes=1) / requests_per_minute, max(1, requests_per_minute // 12)))
