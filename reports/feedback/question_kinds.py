"""The kind of question of a topic in words, where no question may be shown: a reading question needs its text."""

from reports.translations import Translations


def question_kind(topic: str, translations: Translations) -> str:
    """What a question of a reading topic asks of a learner, for staff.

    Parameters
    ----------
    topic : id of a topic of the reading banks

    Returns
    -------
    "" for a topic of another bank
    """
    return {**_find(translations), **_infer(translations), **_judge(translations)}.get(topic, "")


def _find(translations: Translations) -> dict[str, str]:
    return {
        "find-story": translations.gettext(
            "The learner reads a story and is asked for something that it says: who, where, when, or what happened."
            " The answer stands in one place, in the words of the story or in others that mean the same. Wrong answers"
            " may be true elsewhere in the story, or use its words wrongly."
        ),
        "find-information": translations.gettext(
            "The learner reads an information text and is asked for a fact that it gives. The answer stands in one"
            " place, in the words of the text or in others that mean the same. Wrong answers may be true elsewhere in"
            " the text, or use its words wrongly."
        ),
        "find-verse": translations.gettext(
            "The learner reads a poem and is asked for something that it says. The answer stands in one place, in the"
            " words of the poem or in others that mean the same. Wrong answers may be true elsewhere in the poem, or"
            " use its words wrongly."
        ),
    }


def _infer(translations: Translations) -> dict[str, str]:
    return {
        "infer-story": translations.gettext(
            "The learner reads a story and is asked for something that it does not say outright: how somebody feels,"
            " why they do something, or what is going to happen. The answer follows from one place or from several."
        ),
        "infer-information": translations.gettext(
            "The learner reads an information text and is asked what follows from it: a cause, a comparison, or what"
            " a word means there. The answer follows from one place or from several."
        ),
        "infer-verse": translations.gettext(
            "The learner reads a poem and is asked for something that it does not say outright: a mood, or what an"
            " image stands for. The answer follows from one place or from several."
        ),
    }


def _judge(translations: Translations) -> dict[str, str]:
    return {
        "judge-story": translations.gettext(
            "The learner reads a story and is asked about how it is written: why the author chose a word, a beginning"
            " or an end, and what that does to the reader."
        ),
        "judge-information": translations.gettext(
            "The learner reads an information text and is asked about how it is written: what a heading or an example"
            " is for, whom it is written for, and what is fact and what is opinion."
        ),
        "judge-verse": translations.gettext(
            "The learner reads a poem and is asked about how it is written: why the poet chose a word, a rhyme or a"
            " repetition, and what that does to the reader."
        ),
    }
