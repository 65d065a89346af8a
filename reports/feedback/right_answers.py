"""What was answered right where nothing can be claimed: a fact, from which learner and parents are told no more."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from reports.feedback.topic_evidence import TopicEvidence
from reports.translations import Translations

MOST_NAMED = 3
FEWEST_RIGHT = 2
"""Fewest right answers of a topic that is named: one may be luck."""


@dataclass(frozen=True, slots=True)
class RightAnswers:
    """The right answers of a sitting.

    Parameters
    ----------
    right, partly : number of scored items answered right, and right in part
    topics : at most three topics with two right answers or more and at least half right, those with most first
    """

    right: int
    partly: int
    topics: tuple[TopicEvidence, ...] = ()


def right_answers(met: Sequence[TopicEvidence], unnamed: Container[str]) -> RightAnswers:
    """Count the right answers of a sitting.

    Parameters
    ----------
    met : the topics of the sitting
    unnamed : ids of topics that are not named, such as next steps: a page says one thing of a topic
    """
    counted = [(_right(each), each) for each in met]
    well = [(right, each) for right, each in counted if right >= FEWEST_RIGHT and each.asked <= 2 * right]
    well.sort(key=lambda pair: (-pair[0], pair[1].asked, pair[1].topic.id))
    named = [each for _, each in well if each.topic.id not in unnamed]
    partly = sum(0 < item.score < item.most for each in met for item in each.items)
    return RightAnswers(sum(right for right, _ in counted), partly, tuple(named[:MOST_NAMED]))


def _right(evidence: TopicEvidence) -> int:
    return sum(item.score == item.most for item in evidence.items)


def count_to_learner(answers: RightAnswers, translations: Translations) -> str:
    """How many the learner got right, or right in part; "" for none."""
    count, sentence = answers.right, ""
    if answers.right:
        sentence = translations.ngettext(
            "You got %(count)d question right.", "You got %(count)d questions right.", count
        )
    elif answers.partly:
        count = answers.partly
        sentence = translations.ngettext(
            "You got part of %(count)d question right.", "You got part of %(count)d questions right.", count
        )
    return sentence % {"count": count} if sentence else ""


def count_to_parents(answers: RightAnswers, translations: Translations) -> str:
    """How many their child got right, or right in part; "" for none."""
    count, sentence = answers.right, ""
    if answers.right:
        sentence = translations.ngettext(
            "Your child got %(count)d question right.", "Your child got %(count)d questions right.", count
        )
    elif answers.partly:
        count = answers.partly
        sentence = translations.ngettext(
            "Your child got part of %(count)d question right.",
            "Your child got part of %(count)d questions right.",
            count,
        )
    return sentence % {"count": count} if sentence else ""


def topics_right(answers: RightAnswers, language: str, translations: Translations) -> str:
    """The topics with most right; "" where none is named."""
    if not answers.topics:
        return ""
    named = "; ".join(each.topic.label[language] for each in answers.topics)
    return translations.gettext("Some of these were on: %(topics)s.") % {"topics": named}
