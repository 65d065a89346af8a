"""Renders pages from Jinja templates in the reader's language."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel.numbers import format_decimal
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, select_autoescape
from markupsafe import Markup

from delivery_api.dates.school_calendar import LONDON, london_date
from delivery_api.web.bundles.bundled_files import bundled_file, govuk_folder
from delivery_api.web.class_table_rows import SITTING_STATES, rows_in_state, rows_to_assign, sorted_rows
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES, Language
from delivery_api.web.spoken_pages import SILENT, SpokenPages
from delivery_api.web.unbroken_text import coded, keep_figures_whole
from reports.feedback.class_messages import class_messages, state_name
from reports.feedback.learner_messages import learner_messages
from reports.feedback.normed_messages import normed_messages
from reports.feedback.staff_messages import staff_messages
from reports.feedback.subject_names import subject_name
from reports.feedback.young_pictures import picture_svg
from reports.scales.reporting_scale import band_text
from reports.scales.score_band import band_svg
from reports.schools.score_lines import score_axis_svg, score_line_svg
from reports.translations import long_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from reports.feedback.class_messages import ClassMessages

# Sent with every page: no content from other sites, nothing inline, no frames, forms to this site only.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'"
)

_CHILD_PAGE = re.compile(r'<body class="[^"]*\bmesur-child[ "]')

# A person's name at the top of a page: "Joe B".
DisplayName = str


class Pages:
    """Every page in both languages.

    Parameters
    ----------
    node_modules : folder of the installed npm packages
    demonstration : "provisional" or "adopted" in a demonstration, whose pages say so; empty in a service
    spoken : what is read aloud on pages; nothing unless given

    Raises
    ------
    AssetsMissing
        GOV.UK Frontend is not installed there.
    """

    def __init__(self, node_modules: Path, demonstration: str = "", spoken: SpokenPages = SILENT) -> None:
        govuk_folder(node_modules)
        self._spoken = spoken
        self._demonstration = demonstration
        self._node_modules = node_modules
        self._environments = {language: jinja_environment(language) for language in LANGUAGES}

    def demonstration_notice(self, language: Language) -> str:
        """What every page and every learner's file of a demonstration says of it; empty in a service."""
        say = translations(language)
        return {
            "adopted": say.gettext(
                "Demonstration: the people, the trial and the norms are made up. No score means anything."
            ),
            "provisional": say.gettext("Demonstration: the people and their answers are made up."),
        }.get(self._demonstration, "")

    def render(
        self,
        template: str,
        *,
        language: Language,
        url: str,
        signed_in: DisplayName | None,
        look: Mapping[str, str] | None = None,
        **context: object,
    ) -> str:
        """Render a page as HTML.

        Parameters
        ----------
        template : file name, as ``class.html``
        url : path and query of this page, for the language switch and for sorting by address. Where nobody is signed in
            the switch says in it that a language was chosen, and so do the links of the page that it leads to: whoever
            signs in there keeps it
        signed_in : name shown at the top, None when nobody is signed in
        look : how pages are shown to the learner who is signed in, by the names of ``comfort.js``; None for anyone
            else, whose browser keeps it
        context : the variables of the template, and `by_pin` for whoever came in by a class PIN: no page is offered
            that would refuse them
        """
        other: Language = "en" if language == "cy" else "cy"
        page = self._environments[language].get_template(template)
        query = dict(parse_qsl(urlsplit(url).query))
        chosen = {"chosen": "true"} if signed_in is None else {}
        carried = {"lang": language} | (chosen if "chosen" in query else {})
        html = page.render(
            language=language,
            other_language=other,
            switch_url=with_query(url, lang=other, **chosen),
            query=query,
            to=lambda path, **query: with_query(path, **carried, **query),
            here=lambda **query: with_query(url, **query),
            signed_in=signed_in,
            look=look,
            demonstration=self._demonstration,
            demonstration_notice=self.demonstration_notice(language),
            spoken=self._spoken,
            asset=self._asset,
            **context,
        )
        # a page of `mesur-child` is laid out word by word for the voices that read it
        return html if _CHILD_PAGE.search(html) else keep_figures_whole(html)

    def _asset(self, name: str) -> str:
        file = bundled_file(name, self._node_modules)
        if file is None:
            message = f"{name}: expected a script, style sheet or picture in web/static, or a sheet of several"
            raise ValueError(message)
        return file.address


@cache
def jinja_environment(language: Language) -> Environment:
    """Create the Jinja environment of a language: templates, GOV.UK macros, translations, and sentences of reports.

    One for each language and process: it keeps the templates compiled.
    """
    jinja = Environment(
        loader=ChoiceLoader(
            [
                PackageLoader("delivery_api.web"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    say = translations(language)
    jinja.install_gettext_translations(say, newstyle=True)  # type: ignore[attr-defined]
    jinja.globals.update(
        learner_messages=lambda feedback: learner_messages(feedback, language, say),
        class_messages=lambda feedback: class_messages(feedback, language, say),
        staff_messages=lambda feedback: staff_messages(feedback, language, say),
        # our own SVGs, whose texts are escaped
        band=lambda scale, half=None: Markup(band_svg(scale, say, half)),  # noqa: S704
        young_picture=lambda picture: Markup(picture_svg(picture)),  # noqa: S704
        drawn=lambda chart: Markup(chart.svg),  # noqa: S704
        score_line=lambda scale: Markup(score_line_svg(scale)),  # noqa: S704
        score_axis=Markup(score_axis_svg()),  # noqa: S704
        standardised_text=lambda normed: normed_messages(normed, say).score,
        band_text=lambda scale: band_text(scale, say),
        state_name=lambda state: state_name(state, say),
        states=SITTING_STATES,
        in_state=rows_in_state,
        without_one=rows_to_assign,
        in_order=sorted_rows,
        long_date=lambda day: long_date(day, language),
        subject_label=lambda subject: subject_name(subject, say),
        moment=lambda at: date_and_time(at, language),
        note=class_note,
        whole_number=lambda number: format_decimal(number, locale=language),
    )
    jinja.filters["coded"] = coded
    return jinja


def date_and_time(at: datetime, language: Language) -> str:
    """Return the date and time in Wales as text."""
    return f"{long_date(london_date(at), language)}, {at.astimezone(LONDON):%H:%M}"


def class_note(messages: ClassMessages | None, learner: str) -> str:
    """Return the note that a class's feedback has for one learner; empty if there is none."""
    rows = messages.rows if messages else ()
    return next((row.note for row in rows if row.key == str(learner)), "")


def with_query(url: str, **changes: str) -> str:
    """Return an address with some query parameters replaced."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **changes}
    return f"{parts.path}?{urlencode(query)}" if query else parts.path
