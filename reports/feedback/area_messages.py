"""What is said of an area in which a learner can do most of the questions: to the learner, and to parents."""

from reports.claims.year_pool import Area, AreaPart
from reports.feedback.subject_names import strand_name, subject_name
from reports.translations import Translations


def area_sentence(area: Area, subject: str, translations: Translations) -> str:
    """The sentence to the learner.

    Parameters
    ----------
    subject : that of the sitting, which names an area of no single strand
    """
    sentence = {
        AreaPart.WHOLE: translations.gettext("%(area)s: you can answer most of the questions up to Year %(year)d."),
        AreaPart.EASIER: translations.gettext(
            "%(area)s: you can answer most of the easier questions for Year %(year)d."
        ),
        AreaPart.EASIEST: translations.gettext(
            "%(area)s: you can answer most of the easiest questions for Year %(year)d."
        ),
    }[area.part]
    return sentence % {"area": _name(area, subject, translations), "year": area.year}


def area_sentence_to_parents(area: Area, subject: str, translations: Translations) -> str:
    """The sentence to the learner's parents."""
    sentence = {
        AreaPart.WHOLE: translations.gettext(
            "%(area)s: your child can answer most of the questions up to Year %(year)d."
        ),
        AreaPart.EASIER: translations.gettext(
            "%(area)s: your child can answer most of the easier questions for Year %(year)d."
        ),
        AreaPart.EASIEST: translations.gettext(
            "%(area)s: your child can answer most of the easiest questions for Year %(year)d."
        ),
    }[area.part]
    return sentence % {"area": _name(area, subject, translations), "year": area.year}


def _name(area: Area, subject: str, translations: Translations) -> str:
    return strand_name(area.strand, translations) if area.strand else subject_name(subject, translations)
