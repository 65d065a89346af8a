"""What is said of the questions that a learner who uses a screen reader is not asked."""

from collections.abc import Iterable, Sequence

from itembank import Barrier
from reports.feedback.learner_feedback import UnmeasuredPart
from reports.translations import Translations


def left_out_to_learner(parts: Sequence[UnmeasuredPart], language: str, translations: Translations) -> tuple[str, ...]:
    """Say to the learner, and to the teacher who reads with them, what was not measured; nothing where all was."""
    if not parts:
        return ()
    lead = translations.gettext(
        "You used a screen reader. You were not asked questions whose picture cannot be described without giving the"
        " answer away, so this was not measured."
    )
    return (lead, *_not_measured(parts, language, translations))


def left_out_to_parents(parts: Sequence[UnmeasuredPart], language: str, translations: Translations) -> tuple[str, ...]:
    """Say to parents what was not measured; nothing where all was."""
    if not parts:
        return ()
    lead = translations.gettext(
        "Your child used a screen reader and was not asked questions whose picture cannot be described without giving"
        " the answer away, so this was not measured."
    )
    return (" ".join((lead, *_not_measured(parts, language, translations))),)


def _not_measured(parts: Iterable[UnmeasuredPart], language: str, translations: Translations) -> tuple[str, ...]:
    sentences = {
        Barrier.UNDESCRIBED: translations.gettext("Answering about a picture that has no description: %(topics)s."),
        Barrier.TOLD: translations.gettext("Reading off what the description of a picture tells: %(topics)s."),
        Barrier.PLACED: translations.gettext("Putting a given number in its place in a picture: %(topics)s."),
    }
    return tuple(
        sentences[part.why] % {"topics": "; ".join(topic.label[language] for topic in part.topics)} for part in parts
    )
