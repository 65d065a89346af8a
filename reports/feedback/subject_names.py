"""Names of subjects and strands in the reader's language."""

from reports.translations import Translations


def subject_name(subject: str, translations: Translations) -> str:
    """Name of a subject.

    Raises
    ------
    ValueError : the subject has no name
    """
    names = {
        "numeracy-procedural": translations.gettext("Numeracy (procedural)"),
        "numeracy-reasoning": translations.gettext("Numeracy (reasoning)"),
        "reading-en": translations.gettext("Reading (English)"),
        "reading-cy": translations.gettext("Reading (Welsh)"),
    }
    if subject not in names:
        msg = f"subject: expected one of {', '.join(names)}, got {subject!r}"
        raise ValueError(msg)
    return names[subject]


def strand_name(strand: str, translations: Translations) -> str:
    """Name of a strand, as a heading.

    Raises
    ------
    ValueError : the strand has no name
    """
    names = {
        "number": translations.gettext("Number"),
        "measuring": translations.gettext("Measuring"),
        "data": translations.gettext("Data"),
        "story": translations.gettext("Stories"),
        "information": translations.gettext("Information texts"),
        "verse": translations.gettext("Poems"),
    }
    if strand not in names:
        msg = f"strand: expected one of {', '.join(names)}, got {strand!r}"
        raise ValueError(msg)
    return names[strand]
