"""The settings of an access profile. Each is a name and one of a few values; left out, it is as for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

YES = ("yes",)

AS_THE_COMPUTER = "system"
"""What a learner chooses who wants back what the computer is set to, whatever staff gave."""

AT_WILL = "any"
"""As many breaks as the learner wants."""


@dataclass(frozen=True)
class Setting:
    """A setting.

    Parameters
    ----------
    values : that it can have
    pnp : its name in 1EdTech's Access for All 3.0, Personal Needs and Preferences; "" if that has none
    look : the name by which the page itself is told of it; "" where it changes no page's look
    own : whether a learner may choose it too
    usual : the value that is as for everybody, which only a learner chooses; "" for none
    """

    values: tuple[str, ...]
    pnp: str = ""
    look: str = ""
    own: bool = False
    usual: str = ""


SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        "language": Setting(("cy", "en"), "language-of-interface", own=True),
        "text_size": Setting(("1", "2", "3", "4", "5"), "text-appearance/font-size", "size", own=True, usual="1"),
        "typeface": Setting(("plain",), "text-appearance/font-face", "typeface"),
        "spacing": Setting(("wide", "widest"), "text-appearance/letter-spacing, word-spacing, line-height", "spacing"),
        "colours": Setting(
            (AS_THE_COMPUTER, "light", "cream", "dark", "contrast"),
            "text-appearance/background-color, font-color; high-contrast",
            "theme",
            own=True,
            usual=AS_THE_COMPUTER,
        ),
        "overlay": Setting(("yellow", "green", "blue", "pink", "peach"), "", "overlay"),
        "motion": Setting(
            (AS_THE_COMPUTER, "on", "off"), "hazard-avoidance", "motion", own=True, usual=AS_THE_COMPUTER
        ),
        "read_aloud": Setting(YES, "spoken"),
        "screen_reader": Setting(YES),
        "line_reader": Setting(YES, "line-reader"),
        "highlighter": Setting(YES),
        "answer_masking": Setting(YES, "answer-masking"),
        "answer_elimination": Setting(YES),
        "scratchpad": Setting(YES, "note-taking-on-screen"),
        "calculator": Setting(YES, "calculator-on-screen"),
        "ruler": Setting(YES),
        "number_line": Setting(YES),
        "breaks": Setting(("1", "2", "3", "5", AT_WILL)),
        "extra_time": Setting(("10", "25", "50", "100"), "additional-testing-time/time-multiplier"),
    }
)
"""Every setting, in the order in which pages show them."""

TEXT_SIZES = MappingProxyType({"1": 100, "2": 118, "3": 140, "4": 170, "5": 200})
"""The size of text in per cent, by the value of its setting."""


class InvalidProfile(ValueError):
    """A setting that there is not, or a value that it cannot have."""


@dataclass(frozen=True)
class AccessProfile:
    """What holds for one learner.

    Parameters
    ----------
    given : what staff have set, by the name of the setting
    chosen : what the learner has chosen; it goes before what staff have set

    Raises
    ------
    InvalidProfile
    """

    given: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require_known(self.given, SETTINGS)
        _require_known(self.chosen, {name: each for name, each in SETTINGS.items() if each.own})

    @property
    def settings(self) -> dict[str, str]:
        """What holds, in the order of `SETTINGS`."""
        held = {**self.given, **self.chosen}
        return {name: held[name] for name in SETTINGS if name in held}

    @property
    def look(self) -> dict[str, str]:
        """What holds of the look of pages, by the names that pages use; nothing where it is as for everybody."""
        known = ((SETTINGS[name], value) for name, value in self.settings.items())
        return {setting.look: value for setting, value in known if setting.look and value != setting.usual}

    @property
    def is_empty(self) -> bool:
        """Whether everything is as for everybody."""
        return not self.given and not self.chosen


def time_factor(settings: Mapping[str, str]) -> float:
    """Return by what a time limit is multiplied."""
    return 1 + int(settings.get("extra_time", "0")) / 100


def to_text(settings: Mapping[str, str]) -> str:
    """Return settings as they are stored."""
    return json.dumps(dict(settings), sort_keys=True, separators=(",", ":"))


def from_text(stored: str) -> dict[str, str]:
    """Read stored settings; one that this release does not know is as if it were not there."""
    return known_settings(json.loads(stored))


def known_settings(settings: Mapping[str, str]) -> dict[str, str]:
    """Return those settings that this release knows."""
    return {name: value for name, value in settings.items() if name in SETTINGS and value in SETTINGS[name].values}


def as_logged(settings: Mapping[str, str]) -> tuple[str, ...]:
    """Return settings as the log of a sitting names them."""
    return tuple(f"{name}={value}" for name, value in settings.items())


def logged_settings(logged: tuple[str, ...]) -> dict[str, str]:
    """Read settings of a log."""
    return dict(_pairs(logged))


def _pairs(logged: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for each in logged:
        name, _, value = each.partition("=")
        yield name, value


def _require_known(settings: Mapping[str, str], known: Mapping[str, Setting]) -> None:
    for name, value in settings.items():
        if name not in known:
            message = f"access profile: expected settings of {', '.join(known)}; got {name!r}"
            raise InvalidProfile(message)
        if value not in known[name].values:
            message = f"{name}: expected one of {', '.join(known[name].values)}; got {value!r}"
            raise InvalidProfile(message)
