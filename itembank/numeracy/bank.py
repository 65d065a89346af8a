from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain

from itembank.bank import BankVersion
from itembank.designs.reading import design_in
from itembank.items import ItemVersion, item_version_id
from itembank.numeracy.difficulty import described, provisional_parameters
from itembank.numeracy.draft import Draft
from itembank.numeracy.families import FAMILIES
from itembank.numeracy.topics import TOPICS
from itembank.validity import check_bank

SUBJECT = "numeracy-procedural"


@cache
def numeracy_bank() -> BankVersion:
    """The demonstration bank: procedural numeracy for Years 2 to 9 in Welsh and English.

    Made by rule from the generators, the same at every call; its parameters are provisional.

    Raises
    ------
    InvalidDesign : all faults of the design, by line
    """
    design = design_in(files("itembank.numeracy") / f"{SUBJECT}.toml")
    return check_bank(BankVersion(SUBJECT, tuple(map(_item, _drafts())), TOPICS, (design,)))


def _drafts() -> Iterator[Draft]:
    return chain.from_iterable(items() for items in FAMILIES)


def _item(draft: Draft) -> ItemVersion:
    features = described(draft)
    return ItemVersion(
        item_version_id(draft.item, draft.prompt, draft.response),
        draft.item,
        _STRANDS[draft.topic],
        draft.topic,
        draft.year,
        draft.prompt,
        draft.response,
        draft.rule,
        features,
        provisional_parameters(draft.year, features),
    )


_STRANDS = {topic.id: topic.strand for topic in TOPICS}
