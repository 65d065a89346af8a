from itembank.items import ItemVersion
from itembank.responses import Reply
from itembank.rules import ExactList, ExactNumber, ExactOrder, ExactSet, KeyedChoice


def keyed_reply(item: ItemVersion) -> Reply:
    """The reply that the item's rule calls right."""
    match item.rule:
        case ExactNumber(value=value):
            return value
        case KeyedChoice(key=key):
            return key
        case ExactSet(keys=keys) | ExactOrder(order=keys) | ExactList(keys=keys):
            return list(keys)
