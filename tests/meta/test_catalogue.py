"""Everything the service says exists in Welsh and in English, complete, and in no third state.

After a change of words: ``.venv/bin/python -m delivery_api.web.catalogue_extraction``, then write the Welsh it asks
for in ``delivery_api/web/locale/cy/LC_MESSAGES/mesur.po``.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from delivery_api.web.catalogue_extraction import Sentence, extract_sentences, is_translated, merge_catalogue
from delivery_api.web.message_catalogue import catalogue_path, read_catalogue, translations
from tests.meta.test_apostrophes import ROOMS, ROOT, bilingual

TEMPLATES = Path(__file__).parents[2] / "delivery_api/web/templates"
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
PLURAL_FORMS = {"cy": 6, "en": 2}


@pytest.fixture(scope="module")
def said() -> dict[str, Sentence]:
    return extract_sentences()


@pytest.fixture(params=["cy", "en"], scope="module")
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read_catalogue(request.param)


def entries(catalogue: Catalog) -> dict[str, Message]:
    return {singular(message): message for message in catalogue if message.id}


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_sentences_are_found_in_templates_and_in_code_and_in_reports(said):
    files = {file for sentence in said.values() for file in sentence.files}
    assert {
        "delivery_api/web/templates/player.html",
        "delivery_api/http/problem_sentences.py",
        "reports/feedback/learner_messages.py",
    } <= files


def test_every_sentence_is_in_the_catalogue(said, catalogue):
    assert sorted(set(said) - set(entries(catalogue))) == []


def test_nothing_is_left_over(said, catalogue):
    assert sorted(set(entries(catalogue)) - set(said)) == []
    assert not catalogue.obsolete


def test_every_form_is_written(catalogue):
    assert [singular(message) for message in entries(catalogue).values() if not is_translated(message)] == []


def test_nothing_is_a_guess(catalogue):
    assert [singular(message) for message in entries(catalogue).values() if message.fuzzy] == []


def test_counted_sentences_have_all_plural_forms(said, catalogue):
    for msgid, message in entries(catalogue).items():
        expected = PLURAL_FORMS[str(catalogue.locale)] if said[msgid].plural else 1
        assert len(forms(message)) == expected, msgid


def test_placeholders_are_those_of_the_sentence(catalogue):
    for msgid, message in entries(catalogue).items():
        wanted = set(PLACEHOLDER.findall(msgid))
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) == wanted, (msgid, form)


def test_welsh_is_not_english_left_standing(said):
    alike = {"Data"}  # the same word in both languages
    same = [msgid for msgid, message in entries(read_catalogue("cy")).items() if message.string == msgid]
    assert set(same) <= alike


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_file_is_as_the_command_writes_it(language, said):
    """Otherwise the next person's run of the command would change lines that have nothing to do with their words."""
    stands = entries(read_catalogue(language))
    written = entries(merge_catalogue(language, said))
    assert list(stands) == sorted(stands)
    assert {msgid: sorted(message.locations) for msgid, message in stands.items()}.keys() == written.keys()
    assert b"POT-Creation-Date" not in catalogue_path(language).read_bytes()


@pytest.mark.parametrize(
    ("count", "question"),
    [
        (0, "0 o gwestiynau"),
        (1, "1 cwestiwn"),
        (2, "2 gwestiwn"),
        (3, "3 chwestiwn"),
        (6, "6 chwestiwn"),
        (4, "4 o gwestiynau"),
        (24, "24 o gwestiynau"),
    ],
)
def test_welsh_numerals_mutate_the_noun_after_them(count, question, said):
    msgid = next(each for each in said if each.startswith("This comes from"))
    sentence = translations("cy").ngettext(msgid, said[msgid].plural, count)
    assert f"ar {question} " in sentence % {"count": count, "date": ""}


def run_together(template: str) -> list[str]:
    """Sentences of a template between which nothing stands: the line's end after a block is trimmed."""
    lines = template.split("\n")
    begins = re.compile(r"\s*({% (if|for)[^%]*%})?{{ *n?gettext\(")
    return [
        after for before, after in pairwise(lines) if re.search(r"}}{% end(if|for) %}$", before) and begins.match(after)
    ]


def test_no_two_sentences_of_a_template_run_together() -> None:
    """Fault: "there are no recordings yet.In Welsh, nothing is read aloud"."""
    assert run_together('{{ gettext("One.") }}{% endif %}\n{{ gettext("Two.") }}') == ['{{ gettext("Two.") }}']
    assert run_together('{{ gettext("One.") }}{% endif %}{{ " " }}\n{{ gettext("Two.") }}') == []
    assert run_together('{{ gettext("One.") }}{% endif %}\n{% if two %} {{ gettext("Two.") }}{% endif %}') == []
    found = {path.name: run_together(path.read_text("utf-8")) for path in TEMPLATES.rglob("*.html")}
    assert {name: lines for name, lines in found.items() if lines} == {}


BARE = re.compile(r"\b(?:a|â|na|gyda) (?:%\(\w+\)[ds]|%d)")
FROM_TEN_ON = "â llai na %d o ymatebion"  # what the rule of an adoption counts is no 8, 11 or 18


def test_no_welsh_a_or_na_stands_before_a_number_that_may_ask_for_ac_or_nag() -> None:
    """Fault: "… a 8 o ffeiliau eraill". Sentences that Python fills in are `WelshSentence`; the others are not."""
    assert BARE.search("%d o eitemau a %d ar gyfer ymarfer")
    assert BARE.search("rhwng %(least)s a %(most)s ateb")
    catalogue = [message for message in read_catalogue("cy") if message.id]
    filled_in_pages = [m for m in catalogue if any(file.endswith(".html") for file, _ in m.locations)]
    assert [form for message in filled_in_pages for form in forms(message) if BARE.search(form)] == []
    sources = (path.read_text("utf-8") for room in ROOMS for path in (ROOT / room).rglob("*_messages.py"))
    found = {text for source in sources for text in bilingual(source) if BARE.search(text)}
    assert [text for text in found if FROM_TEN_ON not in text] == []
