"""A page that shows an author's folder as it is: every item in its languages, and every fault beside its line."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from importlib.resources import files

from itembank.authoring import authoring_messages as messages
from itembank.authoring import review_messages
from itembank.authoring.author_faults import AuthorFault
from itembank.authoring.author_file import AuthorFile
from itembank.authoring.author_folder import AuthorFolder
from itembank.authoring.author_remarks import AuthorRemark
from itembank.authoring.review_html import review_html
from itembank.content.item_versions import ItemVersion
from itembank.item_tables.table_rows import lines_of
from itembank.language import Language
from itembank.preview.preview_page import PAGE_STYLE, item_stylesheet, preview_sections

_AROUND = 1
"""Lines shown before and after the lines of a fault."""


def live_page(
    name: str,
    folder: AuthorFolder,
    texts: Mapping[str, str],
    state: str,
    language: Language,
    folders: Sequence[str] = (),
) -> str:
    """HTML of an author's folder; its script loads it anew once ``state`` is no longer the folder's.

    Parameters
    ----------
    name : name of the folder
    texts : text of each file by name
    state : what `folder_state` said before the folder was read
    folders : names of the folders within it, whose files are not read
    """
    below = _reviews(folder, language)
    items = "".join(section for draft in folder.banks for section in preview_sections(draft, language, below))
    faults = "".join(
        _file(file, texts.get(file.name, ""), language) for file in folder.files if file.faults or file.remarks
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(name)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/page.css">'
        f'<script src="/page.js" defer></script></head><body data-state="{escape(state)}">'
        f"<header><h1>{escape(name)}</h1><p>{_summary(folder, language)}</p>{_switch(language)}"
        f'<p id="changed" hidden>{escape(review_messages.CHANGED_WHILE_WRITING[language])}</p></header>'
        f"<main>{faults}{items or _empty(folder, folders, language)}</main></body></html>"
    )


def live_style() -> str:
    """The style sheet of the page."""
    return item_stylesheet() + PAGE_STYLE + _own("live_page.css")


def live_script() -> str:
    """The script of the page: it asks for the folder's state, and remembers the switch."""
    return _own("live_page.js")


def _own(name: str) -> str:
    return (files("itembank.authoring") / name).read_text("utf-8")


def _summary(folder: AuthorFolder, language: Language) -> str:
    items = sum(len(file.items) for file in folder.files)
    return escape(messages.SUMMARY[language] % (items, len(folder.faults)))


def _switch(language: Language) -> str:
    return f'<label class="switch"><input type="checkbox" id="keys"> {escape(messages.SHOW_KEYS[language])}</label>'


def _reviews(folder: AuthorFolder, language: Language) -> Callable[[ItemVersion], str]:
    """What reviewers said of an item and a form, by item."""
    told = {item.id: review_html(file.name, item, review, language) for file, item, review in folder.reviewed}
    return lambda item: told[item.id]


def _empty(folder: AuthorFolder, folders: Sequence[str], language: Language) -> str:
    if folder.files:
        return ""
    within = messages.FOLDERS_WITHIN[language] % ", ".join(folders) if folders else ""
    return f"<p>{escape(messages.EMPTY[language])} {escape(within)}</p>"


def _file(file: AuthorFile, text: str, language: Language) -> str:
    lines = lines_of(text)
    told = "".join(_fault(fault, lines, language) for fault in file.faults)
    told += "".join(f"<p>{_remark(remark, language)}</p>" for remark in file.remarks)
    return f'<section class="faults"><h2>{escape(file.name)}</h2>{told}</section>'


def _remark(remark: AuthorRemark, language: Language) -> str:
    return f"<b>{escape(messages.LINE[language] % remark.line)}</b> {escape(remark.message[language])}"


def _fault(fault: AuthorFault, lines: list[str], language: Language) -> str:
    shown = range(max(1, fault.line - _AROUND), min(len(lines), fault.last + _AROUND) + 1)
    source = "".join(_line(number, lines[number - 1], at=fault.line <= number <= fault.last) for number in shown)
    place = escape(messages.LINE[language] % fault.line)
    return f'<article class="fault"><p><b>{place}</b> {escape(fault.told(language))}</p><pre>{source}</pre></article>'


def _line(number: int, text: str, *, at: bool) -> str:
    shown = f'<span class="number">{number:>4}</span> {escape(text.rstrip())}\n'
    return f"<mark>{shown}</mark>" if at else shown
