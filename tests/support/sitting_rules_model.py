"""A reference model of the rules of sittings, which model-based tests compare the service with.

It chooses no item and scores no answer: the test tells it what was shown, and it tells what may happen next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from delivery_api.dates.school_calendar import london_date, school_year, school_year_end

TO_DO = ("assigned", "absent", "disapplied", "started", "paused")
UNDER_WAY = ("started", "paused")
A_DAY = 3
SEEN_BY_LEARNERS = ("assigned", "absent", "started", "paused", "completed")
MOST = 2
LEFT_FOR = timedelta(days=28)

ACTS = {
    "pause": (("started",), "paused"),
    "resume": (("paused",), "started"),
    "discard": (("assigned", "absent", "disapplied", "started", "paused", "completed"), "discarded"),
    "absent": (("assigned",), "absent"),
    "disapply": (("assigned", "absent"), "disapplied"),
    "reinstate": (("absent", "disapplied"), "assigned"),
    "finish": (("started", "paused"), "completed"),
}
"""Action → the states it is allowed in, and the state it leads to."""

STATUS = {
    "ok": 200,
    "again": 200,
    "malformed": 422,
    "unknown_item": 422,
    "unknown_hint": 422,
    "window_refused": 422,
    "not_found": 404,
    "not_signed_in": 401,
}
"""Outcome → HTTP status; every other refusal is 409."""


@dataclass(frozen=True)
class Window:
    """A class's booked window; with all fields None nothing is booked and the window is the school year."""

    opens: date | None = None
    closes: date | None = None
    minutes: int | None = None


@dataclass
class ModelSitting:
    """The state of one sitting.

    Attributes
    ----------
    closes : last day on which it may start; None without a booking
    seconds : time limit with extensions, if it is `limited`
    shown : the items by position
    answers : acknowledged answers in order: request body and response bytes
    ended : whether it was ever completed: its score could be seen, whatever became of it since
    hints : key → request body and response bytes
    met : items of earlier sittings, which must not be shown again
    spent : seconds of the time limit used
    asked_at, rested, paused_at : when the pending item was first shown, seconds paused since, start of the pause
    """

    learner: str
    practice: bool = False
    practised_on: date | None = None
    opens: date | None = None
    closes: date | None = None
    limited: bool = False
    seconds: float = 0.0
    state: str = "assigned"
    devices: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    answers: list[tuple[dict[str, Any], bytes]] = field(default_factory=list)
    ended: bool = False
    hints: dict[str, tuple[dict[str, Any], bytes]] = field(default_factory=dict)
    taken: Counter[int] = field(default_factory=Counter)
    met: frozenset[str] = frozenset()
    spent: float = 0.0
    asked_at: datetime | None = None
    rested: float = 0.0
    paused_at: datetime | None = None

    @property
    def begun(self) -> bool:
        return bool(self.devices)

    @property
    def in_vain(self) -> bool:
        """Whether it began and was over before it was completed."""
        return self.begun and not self.ended and self.state in ("discarded", "expired")

    @property
    def waiting(self) -> int | None:
        """The position of the pending item."""
        return len(self.answers) + 1 if self.begun and self.state in UNDER_WAY else None

    def lapse(self, now: datetime) -> None:
        """Expire the sitting if its time is over."""
        today = london_date(now)
        if self.closes is None:
            return
        if self.state in ("assigned", "absent") and self.closes < today:
            self.state = "expired"
        if self.state in UNDER_WAY and self.closes + LEFT_FOR < today:
            self.state = "expired"

    def ask(self, item: str, now: datetime) -> None:
        """Show an item for the first time."""
        self.shown.append(item)
        self.asked_at, self.rested = now, 0.0

    # What may happen: each returns "ok" or the code of the refusal, and changes nothing.

    def may_start(self, now: datetime) -> str:
        early = self.opens is not None and london_date(now) < self.opens
        return "not_open_yet" if self.state == "assigned" and early else "ok"

    def may_answer(self, position: int, body: dict[str, Any], bank: Collection[str], *, well_formed: bool) -> str:
        if not self.begun:
            return "not_started"
        if body["key"] in self.hints:
            return "reply_conflict"
        for place, (earlier, _) in enumerate(self.answers, start=1):
            if body["key"] == earlier["key"] or place == position:
                return "again" if (place, earlier) == (position, body) else "reply_conflict"
        if (refusal := self._closed_to(body["item"], bank)) is not None:
            return refusal
        if self.waiting is not None and position > self.waiting:
            return "sequence_gap"
        if position != self.waiting or body["item"] != self.shown[-1]:
            return "reply_conflict"
        return "ok" if well_formed else "malformed"

    def may_hint(self, body: dict[str, Any], bank: dict[str, int]) -> str:
        """`bank`: item → number of hints."""
        if not self.begun:
            return "not_started"
        if any(body["key"] == earlier["key"] for earlier, _ in self.answers):
            return "reply_conflict"
        if body["key"] in self.hints:
            return "again" if self.hints[body["key"]][0] == body else "reply_conflict"
        if (refusal := self._closed_to(body["item"], bank)) is not None:
            return refusal
        if self.waiting is None or body["item"] != self.shown[-1]:
            return "reply_conflict"
        return "ok" if body["hint"] <= min(self.taken[self.waiting] + 1, bank[body["item"]]) else "unknown_hint"

    def _closed_to(self, item: str, bank: Collection[str]) -> str | None:
        if item not in bank:
            return "unknown_item"
        return f"sitting_{self.state}" if self.state in ("paused", "discarded", "expired") else None

    def may_act(self, name: str) -> str:
        if self.practice:
            return "not_found"
        if self.state not in ACTS[name][0]:
            return "illegal_move"
        return "ok" if self.answers or name != "finish" else "nothing_answered"

    def may_extend(self, minutes: int, until: date | None, now: datetime) -> str:
        if self.practice:
            return "not_found"
        if self.state not in ("assigned", "absent", *UNDER_WAY):
            return "illegal_move"
        today = london_date(now)
        day = until is None or (self.closes is not None and today <= until <= school_year_end(school_year(today)))
        time = not minutes or self.limited
        return "ok" if day and time and (minutes or until) else "nothing_to_extend"

    # What has happened.

    def answered(self, body: dict[str, Any], reply: bytes, now: datetime, length: int) -> bool:
        """Record an answer. Returns whether it was the last."""
        assert self.asked_at is not None
        self.spent += (now - self.asked_at).total_seconds() - self.rested
        self.answers.append((body, reply))
        if len(self.answers) == length or (self.limited and self.spent >= self.seconds):
            self.state, self.ended = "completed", True
        return self.state == "completed"

    def acted(self, name: str, now: datetime) -> None:
        if name == "pause":
            self.paused_at = now
        if name == "resume" and self.paused_at is not None:
            self.rested += (now - self.paused_at).total_seconds()
        self.state = ACTS[name][1]
        self.ended = self.ended or self.state == "completed"

    def extended(self, minutes: int, until: date | None) -> None:
        self.seconds += 60.0 * minutes
        if until is not None and self.closes is not None:
            self.closes = max(self.closes, until)


@dataclass
class SittingRules:
    """The rules over all sittings of some learners in one subject and school year."""

    sittings: list[ModelSitting] = field(default_factory=list)

    def counted_sittings(self, learner: str) -> list[ModelSitting]:
        """A learner's sittings without practice."""
        return [each for each in self.sittings if each.learner == learner and not each.practice]

    def may_practise(self, learner: str, now: datetime) -> tuple[str, ModelSitting | None]:
        """The outcome of asking for practice, and the sitting of practice that is gone on with."""
        if any(each.state in UNDER_WAY for each in self.counted_sittings(learner)):
            return "assessment_under_way", None
        mine = [each for each in self.sittings if each.learner == learner and each.practice]
        if going := [each for each in mine if each.state in ("assigned", "started")]:
            return "ok", going[0]
        today = london_date(now)
        return ("practice_limit" if sum(each.practised_on == today for each in mine) >= A_DAY else "ok"), None

    def met(self, learner: str, but: ModelSitting) -> frozenset[str]:
        """The items that a learner was shown in other sittings."""
        return frozenset(item for each in self.counted_sittings(learner) if each is not but for item in each.shown)

    def may_assign(self, learners: Iterable[str], window: Window, now: datetime) -> tuple[str, list[ModelSitting]]:
        """The outcome of a teacher's assigning an assessment to a class, and the sittings it creates."""
        today = london_date(now)
        last = school_year_end(school_year(today))
        opens, closes = window.opens or today, window.closes or last
        if not today <= closes <= last or opens > closes:
            return "window_refused", []
        stand = {learner: self._stands(learner, now) for learner in learners}
        new = [ModelSitting(learner) for learner, standing in stand.items() if standing == "ok"]
        if window != Window():
            for each in new:
                each.opens, each.closes = opens, closes
                each.limited, each.seconds = window.minutes is not None, 60.0 * (window.minutes or 0)
        refusals = {*stand.values()} - {"ok", "has_one"}
        if new or not refusals:
            return "ok", new
        return min(refusals), []  # the head's is told before the limit

    def _stands(self, learner: str, now: datetime) -> str:
        """Whether a teacher may give a learner another sitting, and what stands against it."""
        theirs = self.counted_sittings(learner)
        for each in theirs:
            each.lapse(now)
        if sum(each.ended for each in theirs) >= MOST:
            return "two_already"
        if sum(each.in_vain for each in theirs) >= MOST:
            return "head_needed"
        return "has_one" if any(each.state in TO_DO for each in theirs) else "ok"

    def may_hand_over(self, sitting: ModelSitting, to: str) -> str:
        if sitting.practice:
            return "not_found"
        if not sitting.begun or sitting.state in ("discarded", "expired") or sitting.learner == to:
            return "illegal_move"
        done, under_way = self._count(to, ("completed",)), self._count(to, UNDER_WAY)
        if sitting.state in UNDER_WAY:
            return "other_under_way" if under_way or done >= MOST else "ok"
        return "other_under_way" if done + under_way >= MOST else "ok"

    def handed_over(self, sitting: ModelSitting, to: str) -> None:
        """Hand a sitting over; it replaces an assigned one if it is under way or is the second completed one."""
        sitting.learner = to
        theirs = self.counted_sittings(to)
        if sitting.state in UNDER_WAY or sum(each.state == "completed" for each in theirs) >= MOST:
            for each in theirs:
                if each.state in ("assigned", "absent", "disapplied"):
                    each.state = "discarded"

    def _count(self, learner: str, states: Collection[str]) -> int:
        return sum(each.state in states for each in self.counted_sittings(learner))
