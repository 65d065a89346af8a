"""Questions of the reasoning bank worked out from what is told alone, which is the same in both languages."""

import html
import re
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor
from statistics import mean

import pytest

from itembank import ItemVersion, score
from itembank.language import LANGUAGES
from itembank.presentation.learner_presentation import present
from itembank.reasoning.reasoning_bank import reasoning_bank

BANK = reasoning_bank()
NUMBER = re.compile(r"(?<![\w.])-?\d+(?::\d\d)?(?:\.\d+)?")


def said(markup: str) -> str:
    """What is read out: alternatives of pictures, true minus signs and thin spaces as Python writes them."""
    text = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r" \1 ", markup, flags=re.DOTALL)
    text = re.sub(r"<msup><mn>(\d+)</mn><mrow><mn>(\d+)</mn></mrow></msup>", r"\1 ^ \2", text)
    text = re.sub(r"</p>|</td>|</th>|</caption>", " ¶ ", text)
    text = re.sub(r"<[^>]+>", "", html.unescape(text))
    return re.sub(r"(?<=\d)\u202f(?=\d)", "", text).replace("−", "-")


def read(number: str) -> Fraction:
    """A number; a time of day is minutes after midnight."""
    hours, colon, minutes = number.partition(":")
    return Fraction(int(hours) * 60 + int(minutes)) if colon else Fraction(number)


def told(item: ItemVersion, language: str) -> list[Fraction]:
    """The numbers of the story, then those of the question, in the order in which they are read."""
    stimulus = BANK.stimulus_of(item)
    assert stimulus is not None
    return [read(found) for html in (stimulus.html, item.prompt) for found in NUMBER.findall(said(html[language]))]


Told = list[Fraction]

ROUTES: dict[str, Callable[[Told], Fraction | float]] = {
    "bean-bed/more-beans": lambda n: sum([n[1]] * int(n[0])) - n[2],
    "class-party/packs": lambda n: len(range(0, int(n[0] + n[1]), int(n[2]))),
    "birthday-post/change": lambda n: n[3] - n[0] - n[2],
    "frog-jumps/longest-shortest": lambda n: max(n) - min(n),
    "grandad-cakes/plates": lambda n: n[0] / n[1],
    "lake-train/at-the-castle": lambda n: n[0] - n[1] + n[2],
    "card-swap/after-the-gift": lambda n: n[0] - n[1] - 2 * n[2],
    "fruit-shop/left": lambda n: n[4] - n[0] - n[2],
    "sports-afternoon/children": lambda n: n[4] * n[5] + n[6] * n[7],
    "wellies/three-children": lambda n: n[-1] * n[0],
    "treasure-map/how-far": lambda n: n[-3] * n[-1] + n[-2] * n[-1],
    "beach-clean/carrying": lambda n: ceil(n[1] / (n[2] * n[3])),
    "cake-stall/change": lambda n: n[6] * 100 - n[4] * n[2] - n[5] * n[3],
    "farm-trip/people": lambda n: n[0] / n[1] * (n[1] + n[2]),
    "farm-trip/milk": lambda n: n[3] - n[4] * n[5],
    "film-afternoon/popcorn": lambda n: n[6] * n[7] / n[5],
    "park-hunt/walk": lambda n: 2 * n[0] * sum(n[-3:]),
    "smoothies/left-over": lambda n: n[5] * Fraction(2, 3) / n[6],
    "guinea-pigs/how-many": lambda n: (sum(n[1:4]) - n[4]) / n[5],
    "guinea-pigs/food": lambda n: n[4] * 7 * n[5],
    "mountain-weather/midnight": lambda n: n[9] - n[10],
    "mountain-weather/still-to-walk": lambda n: (n[10] * 1000 / n[11] - 4) * n[11],
    "pancakes/egg-boxes": lambda n: n[5] / n[1] * n[3] / n[6] * n[7],
    "reading-challenge/all-books": lambda n: sum(a * b for a, b in zip(n[1::2], n[2::2], strict=True)),
    "sticker-album/missing": lambda n: n[0] - n[3] + n[4],
    "town-festival/tickets": lambda n: n[-1] - n[-3] * (n[-5] + n[-4]),
    "camp-packing/too-heavy": lambda n: 1000 * (sum(n[1:4]) - n[0]) + n[4],
    "camp-packing/supper": lambda n: n[-3] * n[-1] / n[-2],
    "island-map/path": lambda n: (n[1] - n[3] + n[4] - n[2]) * n[6],
    "radio-show/time-left": lambda n: 60 * (n[0] - n[1] - n[3] - n[5] - n[7]) - n[2] - n[4] - n[6] - n[8] - n[9],
    "skate-park-fence/panels": lambda n: (n[0] + n[1] + n[0] + n[1] - n[2]) / n[3],
    "swim-bus/lengths": lambda n: n[-2] / n[-3] - n[-1],
    "activity-centre/cost": lambda n: n[8] + (n[9] - n[10]) / n[0],
    "long-jump/next-jump": lambda n: n[-1] + sum(n[-1] - jump for jump in n[5:9]),
    "mural/tins": lambda n: ceil((n[1] * n[2] - n[3]) * n[4] / n[6]),
    "smoothie-business/profit": lambda n: (n[2] - n[4]) * n[3] - (n[0] + n[1]),
    "smoothie-business/shares": lambda n: n[4] * (1 - (n[5] + n[6]) / 100) / 3,
    "smoothie-business/sixth-day": lambda n: n[11] + sum(n[11] - sold for sold in n[4:9]),
    "sports-squash/bottles": lambda n: n[2] * n[0] / sum(n[:2]) / n[3],
    "travel-survey/switch": lambda n: n[5] - n[5] / n[6],
    "coast-walk/how-far": lambda n: sum(n[2:]) * n[1] / 100_000,
    "fish-tank/litres": lambda n: n[0] * n[1] * (n[2] - n[3]) / n[5],
    "fish-tank/how-many-fish": lambda n: 3 * (n[3] // (n[4] + n[5] + n[5])),
    "gig-tickets/website-a": lambda n: n[-1] * (n[1] - n[1] * n[2] / 100 + n[3]),
    "gig-tickets/at-the-door": lambda n: n[-3] * (1 - n[-2] / 100) * (1 - n[-1] / 100),
    "lunch-survey/rice": lambda n: n[-2] / n[0] * n[2] * n[-1],
    "patagonia-call/overlap": lambda n: (n[4] - n[5]) - (n[1] - n[2]),
    "relay-team/points": lambda n: n[-3] + n[27],
    "bike-wheels/turns": lambda n: n[3] * 100_000 / n[0] / n[1],
    "brittany-trip/money-left": lambda n: n[2] - n[3] / n[1],
    "ice-cream-van/profit": lambda n: n[-4] * (n[-3] - n[-2] / n[-1]),
    "solar-school/two-cuts": lambda n: n[0] * (100 - n[1]) * (100 - n[2]) / 10_000,
    "team-hoodies/from-how-many": lambda n: next(k for k in range(99) if n[0] + n[1] * k < n[2] * k),
    "which-bus/without-snow": lambda n: mean(n[2:12]) - mean(n[2:11]),
    "electric-trip/saving": lambda n: n[5] - n[0] / n[2] * n[1] * n[4] / 100,
    "electric-trip/battery": lambda n: 100 - n[4] * n[1] / n[3],
    "library-headline/true-change": lambda n: ((n[9] + n[8] * n[2]) / (n[6] + n[5] * n[2]) - 1) * 100,
    "library-headline/outlier": lambda n: (n[-2] - n[-1]) / n[10],
    "lifeboat/how-long": lambda n: n[-2] * n[0] / (n[-1] / 60),
    "rain-water/collected": lambda n: n[0] * n[1] * n[2] * n[3] / 100,
    "rain-water/reservoir": lambda n: n[2] * n[3] ** n[4] / (n[5] * n[6] ** n[7]),
    "rain-water/dry-month": lambda n: n[7] - sum(month - n[7] for month in n[3:7]),
    "saving-up/two-years": lambda n: n[0] + n[0] * n[1] / 100 + (n[0] + n[0] * n[1] / 100) * n[1] / 100,
    "saving-up/pay-monthly": lambda n: (n[4] * n[5] / n[3] - 1) * 100,
    "skate-ramp/concrete": lambda n: n[0] * n[1] * n[2] / 2 * n[3] * (1 + n[4] / 100),
    "skate-ramp/grant": lambda n: 100 - n[4] / n[3] * 100,
    "shell-boxes/rows": lambda n: (n[0] + n[1]) / n[2],
    "puppet-show/money-left": lambda n: n[2] - n[3] * n[1],
    "school-hens/left-over": lambda n: sum(n[1:6]) - n[6] * (sum(n[1:6]) // n[6]),
    "castle-train/longer": lambda n: n[3] - n[2] - n[1] + n[0],
    "charity-run/to-the-mean": lambda n: sum(n[-1] - laps for laps in n[2:7]),
    "phone-plans/the-same": lambda n: (n[2] - n[0]) / (n[1] - n[3]),
    "pet-lambs/how-heavy": lambda n: n[-1] - n[-2],
    "night-walk/getting-colder": lambda n: n[-3] - (n[-1] - n[-4]) * n[-2],
    "night-walk/hot-chocolate": lambda n: ceil(n[-3] * n[-2] / n[-1]),
    "new-hedge/stakes": lambda n: n[-2] / n[-1] + 1,
    "bracelet-club/green-beads": lambda n: n[-1] % n[-2],
    "giant-pumpkin/growth": lambda n: n[9] * 100 - n[3],
    "giant-pumpkin/mass": lambda n: n[-1] - n[-2],
    "food-bank/bags": lambda n: min(n[0] // n[5], n[1] // n[6], n[2] // n[7]),
    "food-bank/shampoo": lambda n: (n[-4] - n[-3] * n[-2]) // n[-1],
    "solar-field/sun": lambda n: n[-1] / n[2] * 100,
    "eisteddfod-rehearsal/crosses": lambda n: n[-2] / n[-1] + 1,
    "woodland-den/rope": lambda n: n[-3] * 100 - n[-2] * n[-1],
    "bird-table/bag": lambda n: n[-3] - n[-2] * n[-1],
    "juggling-show/boxes": lambda n: ceil((n[0] * n[1] - n[-2]) / n[-1]),
    "canoe-trip/before-lunch": lambda n: 1000 * (n[1] - n[5]) + n[3],
}
"""A way to each number that is to be written, over the numbers in the order in which the English words say them."""

BY_PICTURE = {
    "class-vote/not-voted",
    "beach-clean/more",
    "paper-recycling/to-the-tree",
    "sports-afternoon/waiting",
    "weather-week/how-many-more",
}
"""Numbers that are read off a picture, or a time told in words, which no order of numbers gives."""


def test_every_number_to_be_written_has_a_route() -> None:
    written = {item.item for item in BANK.all_items if item.response.type in ("number", "number-line")}
    assert written == set(ROUTES) | BY_PICTURE


@pytest.mark.parametrize("name", ROUTES)
def test_what_the_learner_is_told_leads_to_the_key(name: str) -> None:
    item = next(item for item in BANK.all_items if item.item == name)
    found = ROUTES[name](told(item, "en"))
    assert score(item, f"{float(found):.10g}") == item.most
    assert floor(found * 10_000) == found * 10_000


def shown(item: ItemVersion, language: str) -> str:
    """All that a learner sees of an item and its story, hints too."""
    pieces: list[str] = [hint[language] for hint in item.hints]

    def gather(value: object) -> None:
        if isinstance(value, str):
            pieces.append(value)
        elif isinstance(value, dict):
            for name in sorted(value):
                gather(value[name])
        elif isinstance(value, list):
            for each in value:
                gather(each)

    gather(present(item, language, BANK.stimulus_of(item)))
    return " ¶ ".join(map(said, pieces))


@pytest.mark.parametrize("item", BANK.all_items, ids=lambda item: item.item)
def test_both_languages_tell_the_same_numbers(item: ItemVersion) -> None:
    numbers = {language: sorted(NUMBER.findall(shown(item, language))) for language in LANGUAGES}
    assert numbers["cy"] == numbers["en"]
