"""Collection designs as values: booklets, and what they say of positions, links and numbers of responses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from calibration.collection.collection_items import LinkRule

SECTIONS = 3
"""Sections of a booklet: each item of a year group stands once in each of them."""


@dataclass(frozen=True)
class Form:
    """What a booklet asks one year group.

    Parameters
    ----------
    year : the year group
    sections : item ids in order, by section: early, middle, late
    """

    year: int
    sections: tuple[tuple[str, ...], ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The item ids in order."""
        return tuple(item for section in self.sections for item in section)


@dataclass(frozen=True)
class CollectionDesign:
    """Booklets of a trial, linked and balanced over positions.

    Parameters
    ----------
    booklets : for each booklet its form of each year group
    anchors : ids of the items whose parameters are known
    homes : the year group that each candidate belongs to, by id
    """

    booklets: tuple[tuple[Form, ...], ...]
    anchors: frozenset[str]
    homes: Mapping[str, int]

    @property
    def years(self) -> tuple[int, ...]:
        """The year groups, lowest first."""
        return tuple(form.year for form in self.booklets[0])

    @property
    def length(self) -> int:
        """The number of items of the longest form."""
        return max(len(form.items) for form in self.forms())

    def forms(self, year: int | None = None) -> Iterator[Form]:
        """The forms of a year group, or of all, booklet by booklet."""
        for booklet in self.booklets:
            yield from (form for form in booklet if year in (None, form.year))

    def items(self, year: int | None = None) -> frozenset[str]:
        """The ids of the items that a year group is asked, or any."""
        return frozenset(item for form in self.forms(year) for item in form.items)

    def sittings(self, responses: int) -> int:
        """The number of sittings of each year group and language that give every item so many responses."""
        return len(self.booklets) * -(-responses // SECTIONS)

    def responses(self, sittings: int) -> dict[str, int]:
        """The number of responses to each item in a language, for a number of sittings of each year group."""
        share, found = sittings // len(self.booklets), dict.fromkeys(sorted(self.items()), 0)
        for form in self.forms():
            for item in form.items:
                found[item] += share
        return found

    def missing_anchors(self, rule: LinkRule | None = None) -> tuple[tuple[int, int, int], ...]:
        """Each year group with too few anchors: how many a link needs, and how many there are.

        Every language is asked the same anchors, so that a year group's are those of its languages too; and two
        adjacent year groups that have enough are linked through the scale that theirs hold.
        """
        rule = LinkRule() if rule is None else rule
        counts = {year: (len(self.items(year)), len(self.items(year) & self.anchors)) for year in self.years}
        needed = {year: rule.needed(items) for year, (items, _) in counts.items()}
        return tuple((year, needed[year], there) for year, (_, there) in counts.items() if there < needed[year])

    def year_links(self) -> tuple[tuple[int, int, int], ...]:
        """Each two adjacent year groups, and the number of items that both are asked."""
        return tuple(
            (below, above, len(self.items(below) & self.items(above))) for below, above in pairwise(self.years)
        )
