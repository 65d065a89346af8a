"""Things to do at home, by area: nothing that needs to be bought, marked or timed."""

from collections.abc import Sequence
from itertools import zip_longest

from reports.translations import Translations

MOST = 3
"""How many are named: more are not done."""


def home_activities(strands: Sequence[str], year: int, translations: Translations) -> tuple[str, ...]:
    """Three things to do at home.

    Parameters
    ----------
    strands : the areas that come next, the most useful first; those of no area follow if they are too few
    year : the child's school year
    """
    of_area = _younger(translations) if year <= 4 else _older(translations)
    asked = [of_area[strand] for strand in dict.fromkeys(strands) if strand in of_area]
    in_turn = [each for turn in zip_longest(*asked) for each in turn if each]
    return tuple(dict.fromkeys([*in_turn, *_for_any_area(translations)]))[:MOST]


def _younger(translations: Translations) -> dict[str, tuple[str, ...]]:
    return {
        "number": (
            translations.gettext("Count things together as you go: stairs, spoons, cars. Count on from a number, too."),
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


def _older(translations: Translations) -> dict[str, tuple[str, ...]]:
    return {
        "number": (
            translations.gettext("Let your child work out prices and change in a shop, before the till does."),
            translations.gettext("Ask how they worked an answer out, and whether there is another way."),
        ),
        "measuring": (
            translations.gettext("Let your child plan a journey by the timetable, with the times of each part."),
            translations.gettext("Measure and estimate together: a shelf, a recipe for more people, a walk."),
        ),
        "data": (
            translations.gettext("Look at a chart in the news together, and ask what it shows and what it does not."),
            translations.gettext("Keep a record of something for a week, such as sleep or steps, and draw it."),
        ),
        "story": (translations.gettext("Talk about a book or a film: why somebody acted so, and how you can tell."),),
        "information": (
            translations.gettext(
                "Read an article together, and say in two sentences what it says. Who wrote it, and why?"
            ),
        ),
        "verse": (translations.gettext("Read a poem or a song together, and ask which words make the picture."),),
    }


def _for_any_area(translations: Translations) -> tuple[str, ...]:
    return (
        translations.gettext("Ask your child to teach you something that they learned this week."),
        translations.gettext("Read together for ten minutes a day, in whichever language your child enjoys."),
        translations.gettext("Praise the work that your child puts in, and not the score."),
    )
