"""Questions of a topic that may be shown with their keys: practice items alone, never what an assessment asks."""

from itembank.content.item_versions import ItemVersion
from itembank.versions.bank_version import BankVersion


def sister_questions(bank: BankVersion, topic: str, year: int, difficulty: float) -> tuple[ItemVersion, ...]:
    """The practice items of a topic, those most like a question first.

    Left out are those that an assessment also asks, and those on a text or scenario that it asks about.

    Parameters
    ----------
    year : the learner's year group; items of later years come last
    difficulty : of the questions to be like, logits

    Returns
    -------
    empty if the topic has none
    """
    asked = {item.id for item in bank.items}
    read = {item.stimulus for item in bank.items if item.stimulus}

    def unlikeness(item: ItemVersion) -> tuple[bool, float, str]:
        return item.introduced_year > year, abs(item.parameters.difficulty - difficulty), item.id

    of_topic = (item for item in bank.practice if item.topic == topic)
    return tuple(sorted((i for i in of_topic if i.id not in asked and i.stimulus not in read), key=unlikeness))
