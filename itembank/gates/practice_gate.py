"""Gate on practice: practice items apart from items that count, by name and by wording, now and in earlier versions."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from itembank.compilation.practice_compilation import can_practise
from itembank.content.item_versions import ItemVersion
from itembank.content.response_types import Choice, FractionEntry, NumberEntry, TimeEntry
from itembank.content.shown_texts import all_texts
from itembank.gates import gate_messages as messages
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.language import Language, Text
from itembank.versions.bank_version import BankVersion

_PICTURE = re.compile(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class _Use:
    """What one version's items for one use are known by, each with the name of an item."""

    version: str
    names: dict[str, str]
    wordings: dict[tuple[str, ...], str]


def practice_finding(bank: BankVersion, earlier: Iterable[BankVersion] = ()) -> GateFinding:
    """Check that the practice items of a bank are apart from those that count, now and in earlier versions.

    An item is known again by its name, which stays when its wording is corrected, by the name of its passage or
    scenario, and by its wording.

    Parameters
    ----------
    earlier : the stored versions of the same subject

    Returns
    -------
    the first that is wrong; a remark where the bank has no practice items
    """
    if not bank.practice:
        return GateFinding(Gate.PRACTICE, None, False, messages.NO_PRACTICE, binding=False)
    counting, practising = _use(bank, bank.items), _use(bank, bank.practice)
    faults = [
        *_shared(practising.names, counting.names, messages.PRACTICE_COUNTS),
        *_shared(practising.wordings, counting.wordings, messages.PRACTICE_REPEATS),
    ]
    for old in (each for each in earlier if each.hash != bank.hash):
        faults += _met_before(practising, _use(old, old.items), messages.PRACTICE_COUNTED)
        faults += _met_before(counting, _use(old, old.practice), messages.COUNTING_PRACTISED)
    return GateFinding(Gate.PRACTICE, None, not faults, faults[0] if faults else _apart(bank))


def _apart(bank: BankVersion) -> Text:
    """That all is well, and the year groups that cannot practise."""
    told = messages.PRACTICE_APART.filled(len(bank.practice))
    lacking = sorted({year for design in bank.designs for year in design.years if not can_practise(bank, year)})
    years = ", ".join(map(str, lacking))
    return Text.each(lambda language: told[language] + messages.PRACTICE_LACKS[language] % years) if years else told


def _use(bank: BankVersion, items: Iterable[ItemVersion]) -> _Use:
    held = tuple(items)
    names = {name: item.item for item in held for name in (item.item, item.stimulus) if name}
    wordings = {_wording(bank, item, language): item.item for item in held for language in bank.languages}
    return _Use(bank.hash[:12], names, wordings)


def _wording(bank: BankVersion, item: ItemVersion, language: Language) -> tuple[str, ...]:
    """What a learner would know the item by: its passage or scenario, or what it asks and offers.

    Two questions with the same numbers are the same, also where one offers options and the other does not.
    """
    stimulus = bank.stimulus_of(item)
    if stimulus is not None:
        return (language, _words(stimulus.html[language]))
    asked = _words(item.prompt[language])
    if re.search(r"\d", asked) and isinstance(item.response, NumberEntry | FractionEntry | TimeEntry | Choice):
        return (language, asked)
    return (language, asked, *sorted(_words(text[language]) for text in all_texts(item.response)))


def _words(markup: str) -> str:
    """The words alone, small; pictures as they are read out."""
    heard = _TAG.sub(" ", _PICTURE.sub(r" \1 ", markup))
    return " ".join(heard.lower().split())


def _shared(practising: Mapping[Any, str], counting: Mapping[Any, str], message: Text) -> Iterable[Text]:
    both = [known for known in practising if known in counting]
    if both:
        yield message.filled(len(both), practising[both[0]], counting[both[0]])


def _met_before(now: _Use, then: _Use, message: Text) -> Iterable[Text]:
    names = [now.names[name] for name in now.names if name in then.names]
    worded = [now.wordings[wording] for wording in now.wordings if wording in then.wordings]
    met = tuple(dict.fromkeys((*names, *worded)))
    if met:
        yield message.filled(len(met), met[0], then.version)
