"""The words for each setting of an access profile and for its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from gettext import NullTranslations

from delivery_api.identity.access_profile.profile_settings import AS_THE_COMPUTER, AT_WILL, SETTINGS, TEXT_SIZES

Label = Callable[[NullTranslations], str]


@dataclass(frozen=True)
class SettingWords:
    """The words for a setting.

    Parameters
    ----------
    name : what it is called
    values : the words for each of its values that staff can give
    usual : the words for how it is for everybody
    hint : what it does; "" where its name says so
    """

    name: str
    values: Mapping[str, str]
    usual: str
    hint: str = ""


@dataclass(frozen=True)
class _Labels:
    name: Label
    values: Mapping[str, Label]
    usual: Label = lambda say: say.gettext("As for everybody")
    hint: Label = lambda _: ""


def _per_cent(size: int) -> Label:
    return lambda _: f"{size}%"


def _figure(number: str) -> Label:
    return lambda _: number


def _as_the_computer(say: NullTranslations) -> str:
    return say.gettext("As the computer is set")


def _yes(name: Label, hint: Label) -> _Labels:
    return _Labels(name, {"yes": name}, hint=hint)


LABELS: Mapping[str, _Labels] = {
    "language": _Labels(
        lambda say: say.gettext("Language of the pages"),
        {"cy": lambda say: say.gettext("Welsh"), "en": lambda say: say.gettext("English")},
        usual=lambda say: say.gettext("As the school has set"),
        hint=lambda say: say.gettext(
            "In what language pages and questions open from the next sign-in. The learner can change it on every page."
        ),
    ),
    "text_size": _Labels(
        lambda say: say.gettext("Text size"),
        {value: _per_cent(size) for value, size in TEXT_SIZES.items()},
    ),
    "typeface": _Labels(
        lambda say: say.gettext("Typeface"),
        {"plain": lambda say: say.gettext("Plain, with wide letters")},
        hint=lambda say: say.gettext(
            "A plain face that the computer already has: nothing is downloaded for it. Words in figures keep their own."
        ),
    ),
    "spacing": _Labels(
        lambda say: say.gettext("Space between letters, words and lines"),
        {"wide": lambda say: say.gettext("Wide"), "widest": lambda say: say.gettext("Very wide")},
    ),
    "colours": _Labels(
        lambda say: say.gettext("Colours"),
        {
            AS_THE_COMPUTER: _as_the_computer,
            "light": lambda say: say.gettext("White"),
            "cream": lambda say: say.gettext("Cream"),
            "dark": lambda say: say.gettext("Dark"),
            "contrast": lambda say: say.gettext("High contrast"),
        },
        usual=_as_the_computer,
    ),
    "overlay": _Labels(
        lambda say: say.gettext("Coloured overlay"),
        {
            "yellow": lambda say: say.gettext("Yellow"),
            "green": lambda say: say.gettext("Green"),
            "blue": lambda say: say.gettext("Blue"),
            "pink": lambda say: say.gettext("Pink"),
            "peach": lambda say: say.gettext("Peach"),
        },
        usual=lambda say: say.gettext("None"),
        hint=lambda say: say.gettext("A tint over the whole page, pictures too."),
    ),
    "motion": _Labels(
        lambda say: say.gettext("Pictures"),
        {
            AS_THE_COMPUTER: _as_the_computer,
            "on": lambda say: say.gettext("Moving"),
            "off": lambda say: say.gettext("Still"),
        },
        usual=_as_the_computer,
    ),
    "read_aloud": _yes(
        lambda say: say.gettext("Reading aloud"),
        lambda say: say.gettext(
            "Numeracy and the player’s instructions are read on request, as for Years 2 and 3, wherever there are"
            " recordings; a reading passage and its questions never are."
        ),
    ),
    "screen_reader": _yes(
        lambda say: say.gettext("Screen reader"),
        lambda say: say.gettext(
            "For a learner who hears the questions with a screen reader. A question whose picture cannot be described"
            " without giving the answer away is not asked, and the report says which topics that leaves out. In a trial"
            " every question is asked."
        ),
    ),
    "line_reader": _yes(
        lambda say: say.gettext("Line reader"),
        lambda say: say.gettext("A window for a few lines, which moves; the rest of the page is covered."),
    ),
    "highlighter": _yes(
        lambda say: say.gettext("Highlighter"),
        lambda say: say.gettext("Marks sentences of a passage; the marks stay for all its questions."),
    ),
    "answer_masking": _yes(
        lambda say: say.gettext("Covering answers"),
        lambda say: say.gettext("Each answer to choose from is covered until the learner uncovers it."),
    ),
    "answer_elimination": _yes(
        lambda say: say.gettext("Crossing answers out"),
        lambda say: say.gettext("Answers that the learner has ruled out are struck through."),
    ),
    "scratchpad": _yes(
        lambda say: say.gettext("Notes"),
        lambda say: say.gettext("A box for jottings beside each question. What stands in it is not kept."),
    ),
    "calculator": _yes(
        lambda say: say.gettext("Calculator"),
        lambda say: say.gettext(
            "Only where calculating is not itself measured: in numeracy (reasoning), never in numeracy (procedural)."
        ),
    ),
    "ruler": _yes(
        lambda say: say.gettext("Ruler"),
        lambda say: say.gettext(
            "Over drawings to scale: squared paper, maps of squares and grids; never where reading a ruler is measured."
        ),
    ),
    "number_line": _yes(
        lambda say: say.gettext("Number line"),
        lambda say: say.gettext(
            "To think with, in numeracy; not where reading a number line, or counting and ordering, is measured."
        ),
    ),
    "breaks": _Labels(
        lambda say: say.gettext("Rest breaks in an assessment"),
        {
            **{value: _figure(value) for value in SETTINGS["breaks"].values if value != AT_WILL},
            AT_WILL: lambda say: say.gettext("As many as the learner wants"),
        },
        usual=lambda say: say.gettext("None"),
        hint=lambda say: say.gettext(
            "The learner presses “Have a break” at any question. The clock of a time limit stands still until the"
            " learner goes on, and “Watch and pause” says who is on a break."
        ),
    ),
    "extra_time": _Labels(
        lambda say: say.gettext("More time"),
        {value: _per_cent(int(value)) for value in SETTINGS["extra_time"].values},
        usual=lambda say: say.gettext("None"),
        hint=lambda say: say.gettext("Only where an assessment is booked with a time limit: none has one otherwise."),
    ),
}
"""The words by the name of the setting."""


GROUPS: Mapping[str, tuple[Label, tuple[str, ...]]] = {
    "look": (
        lambda say: say.gettext("Language, text and colours"),
        ("language", "text_size", "typeface", "spacing", "colours", "overlay", "motion"),
    ),
    "reading": (lambda say: say.gettext("Reading"), ("read_aloud", "screen_reader", "line_reader", "highlighter")),
    "answering": (
        lambda say: say.gettext("Answering"),
        (
            "answer_masking",
            "answer_elimination",
            "scratchpad",
            "calculator",
            "ruler",
            "number_line",
            "breaks",
            "extra_time",
        ),
    ),
}
"""The settings that stand together on a page, with the words above them."""


def words_of(name: str, say: NullTranslations) -> SettingWords:
    """Return the words for a setting."""
    labels, setting = LABELS[name], SETTINGS[name]
    values = {value: labels.values[value](say) for value in setting.values if value != setting.usual}
    return SettingWords(labels.name(say), values, labels.usual(say), labels.hint(say))


def summary(settings: Mapping[str, str], say: NullTranslations) -> list[str]:
    """Return in a few words each what holds for a learner."""
    found = []
    for name, value in sorted(settings.items(), key=lambda each: list(SETTINGS).index(each[0])):
        labels = LABELS[name]
        found.append(labels.name(say) if value == "yes" else f"{labels.name(say)}: {labels.values[value](say)}")
    return found
