"""The reply that an item's rule calls right."""

from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import Reply
from itembank.content.scoring_rules import ExactList, ExactNumber, ExactOrder, ExactSet, KeyedChoice


def keyed_reply(item: ItemVersion) -> Reply:
    """The reply that the item's rule calls right."""
    match item.rule:
        case ExactNumber(value=value):
            return value
        case KeyedChoice(key=key):
            return key
        case ExactSet(keys=keys) | ExactOrder(order=keys) | ExactList(keys=keys):
            return list(keys)
