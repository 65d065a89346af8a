"""Things to do at home, by area and level: nothing that needs to be bought, marked or timed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from reports.translations import Translations

MOST = 3
"""How many are named: more are not done."""


@dataclass(frozen=True, slots=True)
class ComingArea:
    """An area that comes next for a child.

    Parameters
    ----------
    strand : id of the area
    year : the child's school year
    working_year : the year group whose work is nearest to the child's level; None if unknown
    """

    strand: str
    year: int
    working_year: int | None = None


def home_activities(coming: Iterable[ComingArea], translations: Translations) -> tuple[str, ...]:
    """Three things to do at home.

    Parameters
    ----------
    coming : the areas that come next, the most useful first; things of no area follow if these are too few
    """
    first: dict[str, ComingArea] = {}
    for each in coming:
        first.setdefault(each.strand, each)
    activities = (_of_years_2_and_3(translations), _of_years_4_to_6(translations), _of_years_7_to_9(translations))
    asked = [activities[_stage_told(each)].get(each.strand, ()) for each in first.values()]
    in_turn = [each for turn in zip_longest(*asked) for each in turn if each]
    return tuple(dict.fromkeys([*in_turn, *_for_any_area(translations)]))[:MOST]


def _stage_told(area: ComingArea) -> int:
    """The stage of the level, but not two below that of the age: what is too young shames."""
    level = area.year if area.working_year is None else area.working_year
    return max(_stage(level), _stage(area.year) - 1)


def _stage(year: int) -> int:
    return (year > 3) + (year > 6)


def _of_years_2_and_3(translations: Translations) -> dict[str, tuple[str, ...]]:
    return {
        "number": (
            translations.gettext(
                "Count on together in twos, fives and tens from any number: on the stairs, on a walk."
            ),
            translations.gettext("Play board games and card games in which your child adds the dots or the cards."),
        ),
        "measuring": (
            translations.gettext("Cook or bake together, and let your child weigh and pour."),
            translations.gettext("Read clocks together, and talk about how long it is until the next thing."),
        ),
        "data": (
            translations.gettext("Sort things together, such as socks or toys, and ask which group has most."),
            translations.gettext("Keep a chart of the weather for a week, and talk about what it shows."),
        ),
        "story": (translations.gettext("Read a story together, and ask what may happen next and why."),),
        "information": (
            translations.gettext("Read a recipe, a sign or a leaflet together, and find one fact in it each."),
        ),
        "verse": (translations.gettext("Say rhymes and short poems together, and listen for the words that rhyme."),),
    }


def _of_years_4_to_6(translations: Translations) -> dict[str, tuple[str, ...]]:
    return {
        "number": (
            translations.gettext("Let your child work out prices and change in a shop, before the till does."),
            translations.gettext("Ask how they worked an answer out, and whether there is another way."),
        ),
        "measuring": (
            translations.gettext("Measure and estimate together: a shelf, a recipe for more people, a walk."),
            translations.gettext("Let your child plan a journey by the timetable, with the times of each part."),
        ),
        "data": (
            translations.gettext("Keep a record of something for a week, such as sleep or steps, and draw it."),
            translations.gettext("Look at a chart in the news together, and ask what it shows and what it does not."),
        ),
        "story": (translations.gettext("Talk about a book or a film: why somebody acted so, and how you can tell."),),
        "information": (
            translations.gettext(
                "Read an article together, and say in two sentences what it says. Who wrote it, and why?"
            ),
        ),
        "verse": (translations.gettext("Read a poem or a song together, and ask which words make the picture."),),
    }


def _of_years_7_to_9(translations: Translations) -> dict[str, tuple[str, ...]]:
    return {
        "number": (
            translations.gettext(
                "Compare offers in a shop, such as a third off or two for £5: which is better, and how can you tell?"
            ),
            translations.gettext("Ask how they worked an answer out, and whether there is another way."),
        ),
        "measuring": (
            translations.gettext("Plan something to scale together, such as a room or a garden, with what it costs."),
            translations.gettext("Let your child plan a journey by the timetable, with the times of each part."),
        ),
        "data": (
            translations.gettext(
                "Look at a survey in the news together: who was asked, how many, and what can be concluded from it?"
            ),
            translations.gettext("Look at a chart in the news together, and ask what it shows and what it does not."),
        ),
        "story": (
            translations.gettext(
                "Talk about a book or a film: how does it make you feel for somebody, or against them?"
            ),
        ),
        "information": (
            translations.gettext("Read two accounts of the same news together, and ask where they differ and why."),
        ),
        "verse": (translations.gettext("Read a poem or a song together, and ask which words make the picture."),),
    }


def _for_any_area(translations: Translations) -> tuple[str, ...]:
    return (
        translations.gettext("Ask your child to teach you something that they learned this week."),
        translations.gettext("Read together for ten minutes a day, in whichever language your child enjoys."),
        translations.gettext("Praise the work that your child puts in, and not the score."),
    )
