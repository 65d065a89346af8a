"""A self-contained HTML page: one file with its style and script inside."""

from importlib.resources import files

from itembank.language import Language


def standalone_page(title: str, body: str, language: Language, *, style: str = "", script: str = "") -> str:
    """Wrap a body in a complete HTML document.

    Parameters
    ----------
    title, body : HTML, already escaped
    style, script : CSS and JavaScript added to those of every report

    Returns
    -------
    the document, which refers to no other file
    """
    css = files("itembank.html_report").joinpath("page.css").read_text(encoding="utf-8")
    ended = f"<script>{script}</script>" if script else ""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{css}{style}</style></head>'
        f"<body><main>{body}</main>{ended}</body></html>\n"
    )
