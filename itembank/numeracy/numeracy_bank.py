from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import chain

from itembank.content.item_versions import ItemVersion, item_version_id
from itembank.design_files.design_reading import load_packaged_design
from itembank.numeracy.difficulty_model import described, provisional_parameters
from itembank.numeracy.item_families import FAMILIES
from itembank.numeracy.numeracy_topics import TOPICS
from itembank.numeracy.question_draft import Draft
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion

SUBJECT = "numeracy-procedural"


@cache
def numeracy_bank() -> BankVersion:
    """The demonstration bank: procedural numeracy for Years 2 to 9 in Welsh and English.

    Made by rule from the generators, the same at every call; its parameters are provisional.

    Raises
    ------
    InvalidDesign : all faults of the design, by line
    """
    design = load_packaged_design(files("itembank.designs") / f"{SUBJECT}.toml")
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
