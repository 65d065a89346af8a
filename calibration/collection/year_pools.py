"""Which items each year group of a trial is asked: its own candidates, anchors, and items that link it to the next."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from calibration.collection.collection_faults import CollectionFault, InvalidCollection
from calibration.collection.collection_items import LinkRule, Unit

Pools = dict[int, list[Unit]]
"""The units of each year group."""


def year_pools(given: Sequence[Unit], means: Mapping[int, float], rule: LinkRule) -> Pools:
    """The units that each year group is asked.

    A candidate belongs to the year group whose mean ability is nearest to its difficulty, of those that may be asked
    it. Then adjacent year groups get common items: anchors first, then candidates of either, those nearest to the
    middle of both. Last each year group gets the anchors that it still lacks.

    Parameters
    ----------
    means : the mean ability of each year group of the trial, logits

    Raises
    ------
    InvalidCollection : an item fits no year group, or a year group has no item
    """
    homeless = [item for unit in given if not unit.is_anchor and not unit.years & set(means) for item in unit.ids]
    if homeless:
        raise InvalidCollection(CollectionFault.NO_YEAR, items=homeless, years=sorted(means))
    pools: Pools = {year: [] for year in sorted(means)}
    for unit in given:
        if not unit.is_anchor:
            pools[home_year(unit, means)].append(unit)
    for below, above in pairwise(pools):
        _link(pools, below, above, given, means, rule)
    for year in pools:
        _anchor(pools, year, given, means, rule)
        if not pools[year]:
            raise InvalidCollection(CollectionFault.EMPTY_YEAR, year=year)
    return pools


def home_year(unit: Unit, means: Mapping[int, float]) -> int:
    """The year group whose mean ability is nearest to a unit's difficulty, of those that may be asked it."""
    return min((year for year in means if year in unit.years), key=lambda year: abs(unit.difficulty - means[year]))


def fill(pool: list[Unit], year: int, given: Iterable[Unit], mean: float, room: int) -> None:
    """Add the candidates of other year groups that are nearest to a year group's ability, as long as there is room.

    Booklets are of the same number in each year group. Where a year group has fewer items, these places cost nobody
    time that was not planned, and each link gets stronger.

    Parameters
    ----------
    room : the number of items that the year group's booklets have places for
    """
    left = [unit for unit in given if year in unit.years and unit not in pool and not unit.is_anchor]
    for unit in sorted(left, key=lambda unit: abs(unit.difficulty - mean)):
        if count(pool) + len(unit.items) <= room:
            pool.append(unit)


def count(pool: Iterable[Unit]) -> int:
    """The number of items of some units."""
    return sum(len(unit.items) for unit in pool)


def _link(
    pools: Pools, below: int, above: int, given: Sequence[Unit], means: Mapping[int, float], rule: LinkRule
) -> None:
    middle = (means[below] + means[above]) / 2
    both = [unit for unit in given if {below, above} <= unit.years]

    def cost(unit: Unit) -> tuple[int, bool, float]:
        """Least for an anchor that one of the two has already, then for one that neither has."""
        places = (unit not in pools[below]) + (unit not in pools[above])
        return (not unit.is_anchor, places > 1, abs(unit.difficulty - middle))

    waiting = sorted((unit for unit in both if not _in_both(pools, below, above, unit)), key=cost)
    while waiting and _shared(pools, below, above) < rule.needed(max(count(pools[below]), count(pools[above]))):
        unit = waiting.pop(0)
        for year in (below, above):
            if unit not in pools[year]:
                pools[year].append(unit)


def _anchor(pools: Pools, year: int, given: Sequence[Unit], means: Mapping[int, float], rule: LinkRule) -> None:
    waiting = [unit for unit in given if unit.is_anchor and year in unit.years and unit not in pools[year]]
    waiting.sort(key=lambda unit: abs(unit.difficulty - means[year]))
    while waiting and count(filter(_is_anchor, pools[year])) < rule.needed(count(pools[year])):
        pools[year].append(waiting.pop(0))


def _is_anchor(unit: Unit) -> bool:
    return unit.is_anchor


def _in_both(pools: Mapping[int, Collection[Unit]], below: int, above: int, unit: Unit) -> bool:
    return unit in pools[below] and unit in pools[above]


def _shared(pools: Mapping[int, Collection[Unit]], below: int, above: int) -> int:
    return count(unit for unit in pools[below] if unit in pools[above])
