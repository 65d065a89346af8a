"""Names of subjects and strands in the reader's language."""

from reports.feedback.translations import Say


def subject_name(subject: str, say: Say) -> str:
    """The subject's name; ValueError names a subject that has none."""
    names = {
        "numeracy-procedural": say.gettext("Numeracy (procedural)"),
        "numeracy-reasoning": say.gettext("Numeracy (reasoning)"),
        "reading-en": say.gettext("Reading (English)"),
        "reading-cy": say.gettext("Reading (Welsh)"),
    }
    if subject not in names:
        msg = f"subject: expected one of {', '.join(names)}, got {subject!r}"
        raise ValueError(msg)
    return names[subject]


def strand_name(strand: str, say: Say) -> str:
    """The strand's name as a heading; ValueError names a strand that has none."""
    names = {
        "number": say.gettext("Number"),
        "measuring": say.gettext("Measuring"),
        "data": say.gettext("Data"),
        "story": say.gettext("Stories"),
        "information": say.gettext("Information texts"),
        "verse": say.gettext("Poems"),
    }
    if strand not in names:
        msg = f"strand: expected one of {', '.join(names)}, got {strand!r}"
        raise ValueError(msg)
    return names[strand]
