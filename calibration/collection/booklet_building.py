"""Booklets from clusters of items, rotated so that each cluster stands once early, once in the middle and once late."""

from collections.abc import Mapping, Sequence

from calibration.collection.collection_design import SECTIONS, CollectionDesign, Form
from calibration.collection.collection_faults import CollectionFault, InvalidCollection
from calibration.collection.collection_items import CollectionItem, LinkRule, Unit, units
from calibration.collection.year_pools import Pools, count, fill, home_year, year_pools


def build_design(
    items: Sequence[CollectionItem], means: Mapping[int, float], length: int, rule: LinkRule | None = None
) -> CollectionDesign:
    """A collection design over some items: linked, balanced over positions, connected.

    The items of a year group are dealt to as many clusters as there are booklets. Booklet k has the clusters k, k + 1
    and k + 3, counted in a circle, as its early, middle and late section. So each item stands in three booklets, once
    in each section, and each cluster meets six others: with seven clusters all of them (a Youden square). Within a
    section the easiest come first, and items of a set stand together.

    Parameters
    ----------
    items : candidates and anchors
    means : the mean ability of each year group of the trial, logits
    length : the most items of a sitting
    rule : how many items a link needs

    Raises
    ------
    InvalidCollection

    References
    ----------
    Frey, Hartig & Rupp (2009), Educational Measurement: Issues and Practice 28(3), 39–53: booklet designs.
    """
    rule = LinkRule() if rule is None else rule
    given = units(items)
    longest = max(len(unit.items) for unit in given)
    if length < SECTIONS * longest:
        raise InvalidCollection(CollectionFault.SHORT, length=length, needed=SECTIONS * longest)
    pools = year_pools(given, means, rule)
    booklets = max(SECTIONS, max(-(-SECTIONS * count(pool) // length) for pool in pools.values()))
    for year, pool in pools.items():
        room, anchors = booklets * (length // SECTIONS), count(unit for unit in pool if unit.is_anchor)
        # no more than its anchors still are their share of
        fill(pool, year, given, means[year], min(room, int(anchors / rule.share)) if anchors else room)
    design = _rotated(given, pools, means, booklets, length)
    _require_linked(design, given, rule)
    return design


def _rotated(
    given: Sequence[Unit], pools: Pools, means: Mapping[int, float], booklets: int, length: int
) -> CollectionDesign:
    """The design with as few booklets as keep every form within the length: sets cannot be dealt evenly."""
    dealt = {year: _clusters(pool, booklets) for year, pool in pools.items()}
    forms = tuple(
        tuple(Form(year, _sections(clusters, number)) for year, clusters in dealt.items()) for number in range(booklets)
    )
    homes = {item: home_year(unit, means) for unit in given if not unit.is_anchor for item in unit.ids}
    asked = {item for pool in pools.values() for unit in pool for item in unit.ids}
    anchors = frozenset(item for unit in given if unit.is_anchor for item in unit.ids if item in asked)
    design = CollectionDesign(forms, anchors, homes)
    return design if design.length <= length else _rotated(given, pools, means, booklets + 1, length)


def _clusters(pool: Sequence[Unit], number: int) -> list[list[Unit]]:
    """The units dealt out: anchors evenly, then sets, then single items, so that clusters are of like size."""
    clusters: list[list[Unit]] = [[] for _ in range(number)]
    for unit in sorted(pool, key=lambda unit: (not unit.is_anchor, -len(unit.items), unit.difficulty, unit.ids)):
        # of clusters of one size the hardest gets the next item, which is the easiest that is left
        clusters.sort(key=lambda cluster: (count(cluster), -sum(unit.difficulty for unit in cluster)))
        clusters[0].append(unit)
    return [sorted(cluster, key=lambda unit: (unit.difficulty, unit.ids)) for cluster in clusters]


def _sections(clusters: Sequence[Sequence[Unit]], number: int) -> tuple[tuple[str, ...], ...]:
    steps = (0, 1, 2) if len(clusters) == SECTIONS else (0, 1, 3)
    chosen = (clusters[(number + step) % len(clusters)] for step in steps)
    return tuple(tuple(item for unit in cluster for item in unit.ids) for cluster in chosen)


def _require_linked(design: CollectionDesign, given: Sequence[Unit], rule: LinkRule) -> None:
    """Refuse a design in which adjacent year groups would not be connected: neither by common items nor by anchors.

    Inside a year group each booklet shares a cluster with the next, so what connects the years connects the design.
    """
    for below, above, shared in design.year_links():
        fixed = min(len(design.items(year) & design.anchors) for year in (below, above))
        possible = count(unit for unit in given if {below, above} <= unit.years)
        larger = max(len(design.items(year)) for year in (below, above))
        needed = max(-int(-rule.share * larger // 1), min(rule.fewest, possible))
        if max(shared, fixed) < needed:
            facts = {"below": below, "above": above, "shared": shared, "needed": needed}
            raise InvalidCollection(CollectionFault.NOT_CONNECTED, **facts)
