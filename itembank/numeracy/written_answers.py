"""Questions whose fraction or clock time is written, made from those that offer it among options."""

import re
from collections.abc import Iterator
from dataclasses import replace

from itembank.content.response_types import Choice, FractionEntry, TimeEntry
from itembank.content.scoring_rules import AnticipatedNumber, ExactNumber, KeyedChoice
from itembank.content.written_numbers import HALF_DAY, worth
from itembank.errors import InvalidReply
from itembank.language import Text
from itembank.numeracy.judging.template_effects import WRITTEN
from itembank.numeracy.number_formatting import clock
from itembank.numeracy.question_draft import ANSWER, QuestionDraft
from itembank.scoring.reply_parsing import parse_reply

FRACTION = FractionEntry(ANSWER, mixed=False)
MIXED_NUMBER = FractionEntry(ANSWER, mixed=True)
CLOCK = TimeEntry(ANSWER, "12")
WITH_AM_OR_PM = TimeEntry(ANSWER, "am-pm")
OF_24_HOURS = TimeEntry(ANSWER, "24")

_MATHS = re.compile(r"<math><mfrac><mn>(\d+)</mn><mn>(\d+)</mn></mfrac></math>")


def written_question(
    draft: QuestionDraft,
    response: FractionEntry | TimeEntry,
    prompt: Text | None = None,
    *,
    in_this_form: bool = False,
) -> QuestionDraft:
    """The same question, answered by writing; its wrong options are the answers that are anticipated.

    Its template is that of the draft with ``-write`` after it.

    Parameters
    ----------
    prompt : what is asked where the draft asks which option is right
    in_this_form : whether an equal fraction in another form is wrong

    Raises
    ------
    TypeError : the draft offers no options
    """
    if not (isinstance(draft.response, Choice) and isinstance(draft.rule, KeyedChoice)):
        message = f"a question with options; received {draft.item}"
        raise TypeError(message)
    options = {option.id: option.html.en for option in draft.response.options}
    key = _spelt(response, options[draft.rule.key])
    wrong = {each.name: options[each.option] for each in draft.rule.misconceptions}
    named = tuple(_anticipated(response, key, wrong))
    template, _, rest = draft.item.partition("/")
    return replace(
        draft,
        item=f"{template}{WRITTEN}/{rest}",
        prompt=prompt or draft.prompt,
        response=response,
        rule=ExactNumber(key, named, in_this_form),
        features={name: count for name, count in draft.features.items() if name != "choice"},
    )


def _anticipated(response: FractionEntry | TimeEntry, key: str, wrong: dict[str, str]) -> Iterator[AnticipatedNumber]:
    """The wrong answers that can be written, each once; of a 24-hour clock also the time of the other half day."""
    if response == OF_24_HOURS and worth(key) >= HALF_DAY + 60:
        wrong = {**wrong, "writes-the-morning": clock(int(worth(key)) - HALF_DAY)}
    found: set[object] = set()
    for name, option in wrong.items():
        try:
            value = _spelt(response, option)
        except InvalidReply:
            continue
        if worth(value) not in found:
            found.add(worth(value))
            yield AnticipatedNumber(value, 0, name)


def _spelt(response: FractionEntry | TimeEntry, option: str) -> str:
    """What an option shows, as a reply is kept."""
    plain = _MATHS.sub(r" \1/\2", option).replace("\u00a0", " ").strip()
    return str(parse_reply(response, plain)[0])
