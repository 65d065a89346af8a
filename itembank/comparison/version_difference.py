"""Items, topics and designs that differ between two bank versions of a subject."""

from dataclasses import dataclass, fields

from itembank.content.item_versions import ItemVersion
from itembank.versions.bank_version import BankVersion


@dataclass(frozen=True)
class ItemChange:
    """An item in both versions, with the fields that differ.

    Parameters
    ----------
    item : the item's identity across its versions
    before, after : ids of its versions; equal if learners see no difference
    fields : names of the fields of `ItemVersion` that differ, "stimulus text", and "practice" if one is for practice
    """

    item: str
    before: str
    after: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class VersionDifference:
    """Differences between two bank versions: names of items, topics and designs, in order.

    Parameters
    ----------
    solved : whether the solved settings of a design and year group differ
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ItemChange, ...]
    topics: tuple[str, ...]
    designs: tuple[str, ...]
    solved: bool

    @property
    def is_empty(self) -> bool:
        """Whether the two versions are alike."""
        return not (self.added or self.removed or self.changed or self.topics or self.designs or self.solved)


def version_difference(old: BankVersion, new: BankVersion) -> VersionDifference:
    """Compare two bank versions; items are matched by their identity, `ItemVersion.item`."""
    before, after = ({item.item: item for item in bank.all_items} for bank in (old, new))
    both = [(before[name], after[name]) for name in before if name in after]
    changes = (_change(old, new, was, now) for was, now in both)
    return VersionDifference(
        added=tuple(name for name in after if name not in before),
        removed=tuple(name for name in before if name not in after),
        changed=tuple(change for change in changes if change.fields),
        topics=_differing({each.id: each for each in old.topics}, {each.id: each for each in new.topics}),
        designs=_differing({each.name: each for each in old.designs}, {each.name: each for each in new.designs}),
        solved=set(old.solved) != set(new.solved),
    )


def _change(old: BankVersion, new: BankVersion, was: ItemVersion, now: ItemVersion) -> ItemChange:
    differing = [field.name for field in fields(ItemVersion) if getattr(was, field.name) != getattr(now, field.name)]
    if was.stimulus == now.stimulus and old.stimulus_of(was) != new.stimulus_of(now):
        differing.append("stimulus text")
    if (was.id in old.practice_ids) != (now.id in new.practice_ids):
        differing.append("practice")
    return ItemChange(was.item, was.id, now.id, tuple(name for name in differing if name != "id"))


def _differing(old: dict[str, object], new: dict[str, object]) -> tuple[str, ...]:
    return tuple(name for name in {**old, **new} if old.get(name) != new.get(name))
