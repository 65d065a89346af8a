"""A bank as one page, every item in the languages of the bank side by side, for whoever reviews it."""

from html import escape
from importlib.resources import files

from itembank.bank import BankVersion
from itembank.items import ItemVersion
from itembank.language import Language
from itembank.preview_responses import preview_response

_PAGE_STYLE = """
body { font: 1.1rem/1.45 system-ui, sans-serif; color: #1b1f23; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
article { border-top: 2px solid #1b1f23; padding: 0.75rem 0 1.5rem; }
.languages { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; }
.about { color: #4a5159; font-size: 0.9rem; }
.options { list-style: none; padding: 0; }
.options li { padding: 0.2rem 0.6rem; border: 1px solid #8a9199; margin: 0.3rem 0; }
.key { background: #e4efea; }
.hint { border-left: 4px solid #8a9199; padding-left: 0.75rem; }
details { border: 1px solid #8a9199; padding: 0.5rem 0.75rem; max-width: 40rem; }
.box { border: 2px solid #1b1f23; display: inline-block; min-width: 5rem; height: 2rem; vertical-align: middle; }
@media (max-width: 40rem) { .languages { grid-template-columns: 1fr; } }
"""


def item_stylesheet() -> str:
    """The style sheet that an item's prompt needs."""
    return files("itembank").joinpath("item.css").read_text(encoding="utf-8")


def preview_page(bank: BankVersion) -> str:
    """HTML of the whole bank, with keys, misconceptions, features and provisional difficulties: not for learners."""
    items = "".join(_article(bank, item) for item in sorted(bank.items, key=lambda item: item.introduced_year))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(bank.subject)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{item_stylesheet()}{_PAGE_STYLE}</style></head>'
        f"<body><h1>{escape(bank.subject)}</h1><p>{len(bank.items)} items · {bank.hash}</p>{items}</body></html>"
    )


def _article(bank: BankVersion, item: ItemVersion) -> str:
    features = ", ".join(f"{feature.name} × {feature.count}" for feature in item.features) or "none"
    process = f" · {item.process}" if item.process else ""
    about = (
        f"Year {item.introduced_year} · {item.strand} · {item.topic}{process} · {item.item} · {item.id} · "
        f"{item.response.type}, 0 to {item.most} · b = {item.parameters.difficulty:+.2f} · {features}"
    )
    shown = "".join(f'<div lang="{language}">{_shown(bank, item, language)}</div>' for language in bank.languages)
    return f'<article><p class="about">{escape(about)}</p><div class="languages">{shown}</div></article>'


def _shown(bank: BankVersion, item: ItemVersion, language: Language) -> str:
    stimulus = bank.stimulus_of(item)
    passage = ""
    if stimulus is not None:
        passage = f"<details><summary>{escape(stimulus.title[language])}</summary>{stimulus.html[language]}</details>"
    hints = "".join(f'<div class="hint">{hint[language]}</div>' for hint in item.hints)
    label = f"<p>{escape(item.response.label[language])}</p>"
    return passage + item.prompt[language] + label + preview_response(item, language) + hints
