"""Topics: the parts of a strand that feedback reports on."""

from dataclasses import dataclass

from itembank.language import Text


@dataclass(frozen=True)
class Topic:
    """A part of a strand that feedback reports on.

    Parameters
    ----------
    introduced_year : first year group of the topic; its items may belong to later years, not to earlier ones
    label : noun phrase, for staff
    can : whole sentence to the learner, "You can …"
    practise : whole sentence to the learner, what to work on next
    """

    id: str
    strand: str
    introduced_year: int
    label: Text
    can: Text
    practise: Text


def earliest_year(topic: Topic) -> str:
    """What an author's year group should be, in the words of a refusal."""
    return f"{topic.introduced_year} or later, as the topic {topic.id} needs"
