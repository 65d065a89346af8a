"""A page that shows every item of a bank in all its languages side by side, for reviewers."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from importlib.resources import files
from itertools import groupby

from itembank.content.content_messages import PROCESSES, RESPONSE_TYPES, STRANDS
from itembank.content.item_versions import ItemVersion
from itembank.content.stimulus import Stimulus
from itembank.language import Language
from itembank.preview import preview_messages as messages
from itembank.preview.answer_key_html import response_with_key
from itembank.versions.bank_version import BankVersion
from itembank.versions.difficulty_errors import difficulty_sd

PAGE_STYLE = """
body { font: 1.1rem/1.45 system-ui, sans-serif; color: #1b1f23; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
article { border-top: 2px solid #1b1f23; padding: 0.75rem 0 1.5rem; }
.languages { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 2rem; }
.about { color: #4a5159; font-size: 0.9rem; }
.options { list-style: none; padding: 0; }
.options li { padding: 0.2rem 0.6rem; border: 1px solid #8a9199; margin: 0.3rem 0; }
.key { background: #e4efea; }
.hint { border-left: 4px solid #8a9199; padding-left: 0.75rem; }
section { border-top: 4px solid #155c3b; margin-top: 2rem; }
p { overflow-wrap: anywhere; }
.languages > div { min-width: 0; overflow-wrap: anywhere; overflow-x: auto; }
.languages table { overflow-wrap: normal; }
.stimulus { background: #f3f5f4; padding: 0.25rem 1rem; line-height: 1.6; }
.stretch { background: #f3f5f4; text-decoration: underline dotted; }
.gap { border: 1px solid #1b1f23; border-radius: 4px; padding: 0 0.4rem; }
.matched td { text-align: left; }
.drawn { display: block; max-width: 30rem; }
.box { border: 2px solid #1b1f23; display: inline-block; min-width: 5rem; height: 2rem; vertical-align: middle; }
.box-small { min-width: 3rem; }
.fraction-boxes { display: inline-grid; gap: 14px; vertical-align: middle; }
.fraction-boxes { background: linear-gradient(#1b1f23, #1b1f23) center / 100% 2px no-repeat; }
@media (max-width: 44rem) { .languages { grid-template-columns: minmax(0, 1fr); } }
"""


def item_stylesheet() -> str:
    """The style sheet of item prompts."""
    return files("itembank").joinpath("item.css").read_text(encoding="utf-8")


def preview_page(bank: BankVersion, language: Language = "en") -> str:
    """HTML of a whole bank with keys, misconceptions, features and difficulties; not for learners.

    Each passage or scenario is followed by its items; items without one are grouped by year.

    Parameters
    ----------
    language : language of headings; items are shown in all languages of the bank
    """
    counts = messages.ITEMS[language] % (len(bank.items), len(bank.practice))
    title = f"{bank.subject} · {counts}"
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(bank.subject)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{item_stylesheet()}{PAGE_STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1><p>{messages.NOT_FOR_LEARNERS[language]}</p><p>{bank.hash}</p>"
        f"{''.join(preview_sections(bank, language))}</body></html>"
    )


def _nothing(_item: ItemVersion) -> str:
    return ""


def preview_sections(
    bank: BankVersion, language: Language, below: Callable[[ItemVersion], str] = _nothing
) -> Iterator[str]:
    """HTML of each passage or scenario with its items, then of the items without one by year.

    Parameters
    ----------
    below : HTML to stand below an item
    """
    by_year = sorted(bank.all_items, key=lambda item: item.introduced_year)
    for stimulus in dict.fromkeys(bank.stimulus_of(item) for item in by_year if item.stimulus):
        if stimulus is not None:
            items = [item for item in by_year if item.stimulus == stimulus.id]
            yield _about(bank, stimulus, items, language, below)
    for year, alone in groupby((item for item in by_year if not item.stimulus), lambda item: item.introduced_year):
        heading = messages.YEAR[language] % year
        yield f"<section><h2>{heading}</h2>{''.join(_article(bank, item, language, below) for item in alone)}</section>"


def _about(
    bank: BankVersion,
    stimulus: Stimulus,
    items: Iterable[ItemVersion],
    language: Language,
    below: Callable[[ItemVersion], str],
) -> str:
    texts = "".join(
        f'<div lang="{each}" class="stimulus"><h2>{escape(stimulus.title[each])}</h2>{stimulus.html[each]}</div>'
        for each in bank.languages
    )
    questions = "".join(_article(bank, item, language, below) for item in items)
    return f'<section id="{escape(stimulus.id)}"><div class="languages">{texts}</div>{questions}</section>'


def _article(bank: BankVersion, item: ItemVersion, language: Language, below: Callable[[ItemVersion], str]) -> str:
    features = (
        ", ".join(f"{feature.name} × {feature.count}" for feature in item.features) or messages.NO_FEATURES[language]
    )
    process = (PROCESSES[item.process][language],) if item.process else ()
    place = (messages.YEAR[language] % item.introduced_year, STRANDS[item.strand][language], *process)
    topic = bank.topic(item.topic).label[language]
    kind = messages.SCORES[language] % (RESPONSE_TYPES[item.response.type][language], item.most)
    use = (messages.PRACTICE[language],) if item.id in bank.practice_ids else ()
    about = " · ".join((*use, *place, topic, item.item, item.id, kind, _difficulty(bank, item, language), features))
    shown = "".join(f'<div lang="{each}">{item_html(item, each)}</div>' for each in bank.languages)
    return f'<article><p class="about">{escape(about)}</p><div class="languages">{shown}</div>{below(item)}</article>'


def _difficulty(bank: BankVersion, item: ItemVersion, language: Language) -> str:
    """The difficulty with its standard error, which is left out where the difficulty is known exactly."""
    error = difficulty_sd(item, bank.adopted)
    return messages.DIFFICULTY[language] % item.parameters.difficulty + (f" ± {error:.2f}" if error else "")


def item_html(item: ItemVersion, language: Language) -> str:
    """An item in one language with its key and hints, without what is about it."""
    hints = "".join(f'<div class="hint">{hint[language]}</div>' for hint in item.hints)
    label = f"<p>{escape(item.response.label[language])}</p>"
    return item.prompt[language] + label + response_with_key(item, language) + hints
