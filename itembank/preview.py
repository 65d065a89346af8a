"""A bank as one page, every item in both languages side by side, for whoever reviews it."""

from html import escape
from importlib.resources import files

from itembank.bank import BankVersion
from itembank.items import ItemVersion
from itembank.language import LANGUAGES, Language
from itembank.responses import Choice, NumberEntry, Option, Ordering
from itembank.rules import ExactNumber, ExactOrder, KeyedChoice

_PAGE_STYLE = """
body { font: 1.1rem/1.45 system-ui, sans-serif; color: #1b1f23; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
article { border-top: 2px solid #1b1f23; padding: 0.75rem 0 1.5rem; }
.languages { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; }
.about { color: #4a5159; font-size: 0.9rem; }
.options { list-style: none; padding: 0; }
.options li { padding: 0.2rem 0.6rem; border: 1px solid #8a9199; margin: 0.3rem 0; }
.key { background: #e4efea; }
.box { border: 2px solid #1b1f23; display: inline-block; min-width: 5rem; height: 2rem; vertical-align: middle; }
@media (max-width: 40rem) { .languages { grid-template-columns: 1fr; } }
"""


def item_stylesheet() -> str:
    """The style sheet that an item's prompt needs."""
    return files("itembank").joinpath("item.css").read_text(encoding="utf-8")


def preview_page(bank: BankVersion) -> str:
    """HTML of the whole bank, with keys, misconceptions, features and provisional difficulties: not for learners."""
    items = "".join(_article(item) for item in sorted(bank.items, key=lambda item: item.introduced_year))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(bank.subject)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{item_stylesheet()}{_PAGE_STYLE}</style></head>'
        f"<body><h1>{escape(bank.subject)}</h1><p>{len(bank.items)} items · {bank.hash}</p>{items}</body></html>"
    )


def _article(item: ItemVersion) -> str:
    features = ", ".join(f"{feature.name} × {feature.count}" for feature in item.features) or "none"
    about = (
        f"Year {item.introduced_year} · {item.strand} · {item.topic} · {item.item} · {item.id} · "
        f"b = {item.parameters.difficulty:+.2f} · {features}"
    )
    shown = "".join(f'<div lang="{language}">{_shown(item, language)}</div>' for language in LANGUAGES)
    return f'<article><p class="about">{escape(about)}</p><div class="languages">{shown}</div></article>'


def _shown(item: ItemVersion, language: Language) -> str:
    return item.prompt[language] + f"<p>{escape(item.response.label[language])}</p>" + _response(item, language)


def _response(item: ItemVersion, language: Language) -> str:
    match item.response, item.rule:
        case NumberEntry(before=before, after=after), ExactNumber(value=value):
            box = f'{escape(before[language])} <span class="box"></span> {escape(after[language])}'
            return f'<p>{box}</p><p class="about">= {escape(value)}</p>'
        case Choice(options=options), KeyedChoice(misconceptions=misconceptions):
            names = {misconception.option: misconception.name for misconception in misconceptions}
            return _options(options, names, language)
        case Ordering(items=cards), ExactOrder(order=order):
            return _options(cards, {card: str(place + 1) for place, card in enumerate(order)}, language)
        case _:
            return ""


def _options(options: tuple[Option, ...], notes: dict[str, str], language: Language) -> str:
    shown = "".join(
        f"<li{'' if option.id in notes else ' class=key'}>{option.html[language]} "
        f'<span class="about">{escape(notes.get(option.id, "key"))}</span></li>'
        for option in options
    )
    return f'<ul class="options">{shown}</ul>'
