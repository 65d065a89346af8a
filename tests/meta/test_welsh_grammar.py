"""Faults of Welsh that an editor found more than once: each kind is looked for in all that commands and pages say."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

import pytest

from delivery_api.commands.translated_help import WELSH
from delivery_api.web.message_catalogue import read_catalogue, read_po_file
from itembank.welsh_mutations import aspirate, nasal, soft
from tests.meta.test_apostrophes import ROOMS, ROOT
from tests.meta.test_catalogue import forms

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|`[^`]*`|--[\w-]+")
GENDER = re.compile(r"^\| [^|]+ \| ([^\W\d_]+) ([gb])(?![/\w])", re.MULTILINE)
OF_THE_OTHER_GENDER = {"g": "(?:hon|honno)", "b": "(?:hwn|hwnnw)"}
NEGATIVE = re.compile(r"\b(?:ni|nid|na|nad|nac|nas|heb|prin|peidi\w+|paid|d\w+ ddim)\b|\bam byth\b", re.IGNORECASE)
LOST_G = r"(?:a(?:ll|d[ae]w|lw)|ell|o(?:fyn|rff|llwng|llyng)|werth)"
"""How verbs begin that lose their g after "na" and "ni", which then stay as they are before the vowel."""
PHRASES = {
    "y rhai sydd angen help": r"\b(?:sydd|sy’n) angen\b",  # y mae angen help arnyn nhw
    "nid yw ei gofnod yn gwirio": r"\byn (?:gwirio|dilysu)(?=$|[.:;,])",  # ni ellir ei ddilysu
    "nid oes dim yn siarad yn erbyn hyn": r"\bsiarad yn (?:erbyn|ei (?:h|)erbyn|eu herbyn)\b",
    "yng nghyfeiriadur yr allweddi": r"\b(?:c|g|ngh)yfeiriadur\b",  # ffolder
    "coginiwch neu bobwch": r"\bneu (?:f(?!f)|dd|b(?!wyt)|r(?!h))\w*wch\b",  # neu does not mutate a verb with an ending
    "yr hyn y mae treialon yn samplu yn ôl iddo": r"\byr hyn [^.:;]* yn ôl (?:ef|iddo)\b",  # ar ei sail
    "y topigau neu’r testunau isod: topigau": r"\bun o’r testunau isod\b",
    "y siawns y mae rhywun yn ei hateb": r"\bsiawns y mae\b",  # y bydd; bod
    "penderfynwyd am": r"wyd (?:eto )?am$|\bam %\(at\)s",  # pryd y penderfynwyd; ar, before a date
    "y grŵp y cymharir y lleill ag ef": r"\bcymharir\b",  # cymherir
    "celloedd sy’n cyfrif fel dim ymateb": r"\bd?dim ymateb\b",  # diffyg ymateb
    "rhestr, a phob elfen yn %s": r"\bphob elfen yn %s",  # yn destun: a word put in later is not mutated
    "yr hyn na esbonnir": rf"\bna (?!{LOST_G})[aeiouyâêîôûŷ]",  # nad, unless the verb has lost its g
    "ni efelychwyd": rf"\b[Nn]i (?!{LOST_G})[aeiouyâêîôûŷ]\w*(?:ir|id|wyd|odd)\b",  # nid
    "mae’r cromliniau’n gwahaniaethu fwy na 0.1": r"\bg?wahaniaethu fwy\b",  # o fwy
    "nad oes eu nodweddion gan yr un": r"\boes (?:ei|eu) (?!h?angen)",  # nad yw: oes has no definite subject
    "i ddysgwyr Cymraeg a Saesneg": r"\bd?dysgwyr (?:Cymraeg|Saesneg)\b",  # sy’n sefyll yn Gymraeg
    "ni chedwir pa ysgolion": r"\b(?:c(?:h|)edwir|cadw) (?:pa|pwy|sut)\b",  # cofnod o
    "y banciau sydd yn Mesur": r"\b[Yy]n Mesur\b",  # ym
    "nid oes ffolder o’r enw": r"\bo’r enw(?=$|[.:;,)])",  # its name is missing
}
FORMAL = re.compile(
    r"\b(?:maent|ydynt|g?allant|(?:c|ch|g)ânt|oeddent|[bf]yddent|(?:gyda|â) hwy|"
    r"(?:arn|idd|gandd|amdan|ohon|ynd|wrth|rhyngdd|hebdd)ynt)\b",
    re.IGNORECASE,
)
SPOKEN = re.compile(r"\bnhw\b", re.IGNORECASE)
LETTERS = {"access_bundle.html", "trial_invitation.html"}  # documents rather than pages: formal throughout


def translations() -> Iterator[tuple[str, str, list[str]]]:
    """The file, the English and all Welsh forms of each sentence of the catalogues."""
    for catalogue in (read_catalogue("cy"), read_po_file(WELSH, "cy")):
        for message in filter(lambda each: each.id, catalogue):
            english = message.id if isinstance(message.id, str) else message.id[0]
            yield message.locations[0][0] if message.locations else "help", english, forms(message)


def pairs() -> Iterator[tuple[str, str, str]]:
    """The file, the English and the Welsh of each sentence, of one whose Welsh counts in its form for one."""
    for file, english, welsh in translations():
        yield file, english, welsh[min(1, len(welsh) - 1)]
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*_messages.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Text":
                said = [each.value for each in call.args if isinstance(each, ast.Constant)]
                if len(said) == 2 and all(isinstance(each, str) for each in said):
                    yield str(path.relative_to(ROOT)), str(said[1]), str(said[0])


@pytest.fixture(scope="module")
def said() -> list[tuple[str, str, str]]:
    found = list(pairs())
    assert len(found) > 4000
    return found


def never_alone(text: str) -> bool:
    """Whether "byth" stands in a clause without a negative: "byth enw" says nothing."""
    return any("byth" in clause.split() and not NEGATIVE.search(clause) for clause in re.split(r"[.:;]", text))


def genders() -> dict[str, str]:
    """The pattern of each noun of the glossary, mutated too, before a "this" or "that" of the other gender."""
    rows = GENDER.findall((ROOT / "docs/glossary.md").read_text("utf-8"))
    return {
        noun: rf"\b(?:{'|'.join({noun, soft(noun), aspirate(noun), nasal(noun)})}) {OF_THE_OTHER_GENDER[gender]}\b"
        for noun, gender in rows
    }


@pytest.mark.parametrize("fault", PHRASES)
def test_a_phrase_that_is_no_welsh_stands_nowhere(said: list[tuple[str, str, str]], fault: str) -> None:
    pattern = re.compile(PHRASES[fault])
    assert pattern.search(fault) or fault.startswith("y topigau")
    manual = (ROOT / "docs/cy/authoring.md").read_text("utf-8").splitlines()
    assert [welsh for welsh in [*(each[2] for each in said), *manual] if pattern.search(welsh)] == []


@pytest.mark.parametrize("negative", ["na", "ni"])
def test_a_verb_that_lost_its_g_keeps_na_and_ni(negative: str) -> None:
    """So does one that begins with w as a consonant; both were taken for "nad" and "nid" without their d."""
    verbs = [
        "wnaed",
        "welwyd",
        "wrthodir",
        "adawyd",
        "alwyd",
        "ellir",
        "orffennwyd",
        "ollyngwyd",
        "ofynnir",
        "werthwyd",
    ]
    for right in (f"{negative} {verb}" for verb in verbs):
        assert [fault for fault in ("yr hyn na esbonnir", "ni efelychwyd") if re.search(PHRASES[fault], right)] == []


def test_never_has_its_negative(said: list[tuple[str, str, str]]) -> None:
    """Fault: "mapiau o sgwariau; byth lle mae darllen pren mesur yn cael ei fesur"."""
    assert never_alone("mapiau; byth lle mae darllen pren mesur yn cael ei fesur")
    assert not never_alone("ni chaiff ei gadw byth; mae wedi mynd am byth")
    assert [welsh for _, _, welsh in said if never_alone(welsh)] == []


def test_this_and_that_have_the_gender_of_the_glossary(said: list[tuple[str, str, str]]) -> None:
    """Fault: "ni allai’r sampl hwn fod wedi’i ganfod"."""
    patterns = genders()
    assert len(patterns) > 100
    assert re.search(patterns["sampl"], "y sampl hwn")
    one = re.compile("|".join(patterns.values()))
    assert [welsh for _, _, welsh in said if one.search(welsh)] == []


def test_a_number_mutates_the_noun_after_it() -> None:
    """Fault: "Y 2 diwrnod diwethaf". A year is "blwyddyn" once and "blynedd" after a number."""
    after = re.compile(r"%\(\w+\)d (?!o )([^\W\d_]+)")
    for message in read_catalogue("cy"):
        if message.id and not isinstance(message.id, str) and "flwyddyn" not in forms(message)[1]:
            found = [after.findall(form) for form in forms(message)[1:5]]
            if not any(found):
                continue  # "3 o ganlyniadau"
            one, two, three, six = (nouns[0] for nouns in found)
            noun = three if one == two == soft(three) else one  # a feminine noun is softened after one: 1 waith
            assert two == soft(noun), forms(message)
            assert three in (noun, aspirate(noun)), forms(message)
            assert six == aspirate(noun), forms(message)


def test_a_topic_is_no_text_and_a_breach_no_break(said: list[tuple[str, str, str]]) -> None:
    """Fault: "mae’r adroddiad yn enwi’r testunau dan sylw" for topics, "ar bwy yr effeithiodd toriad" for a breach."""
    for _, english, welsh in said:
        words = PLACEHOLDER.sub("", english)
        if re.search(r"\btopics?\b", words) and not re.search(r"\btexts?\b", words):
            assert "testun" not in welsh, welsh
        assert not (re.search(r"\bbreach", words) and "toriad" in welsh), welsh


def test_pages_say_maen_nhw_and_commands_maent(said: list[tuple[str, str, str]]) -> None:
    """One register for whoever works at a school, another for whoever runs the service, for any number of things."""
    counted = ((file, english, form) for file, english, welsh in translations() for form in welsh)
    for file, _, welsh in [*said, *counted]:
        if (file.endswith(".html") and file.split("/")[-1] not in LETTERS) or "/sittings/conducting/" in file:
            assert not FORMAL.search(welsh), (file, welsh)
        if file == "help" or "/commands/" in file or file.startswith("reports/technical/"):
            assert not SPOKEN.search(welsh), (file, welsh)
    assert not SPOKEN.search((ROOT / "docs/cy/authoring.md").read_text("utf-8"))


def test_questions_and_what_is_said_of_answers_say_maen_nhw() -> None:
    """Fault: "er nad ydynt yn llinellau cymesuredd", on a page that says "maen nhw"."""
    files = [path for kind in ("toml", "py") for path in (ROOT / "itembank").rglob(f"*.{kind}")]
    read = [path for path in files if {"misconceptions", "numeracy", "scenarios"} & {*path.parts}]
    assert len(read) > 100
    assert [found[0] for path in read for found in FORMAL.finditer(path.read_text("utf-8"))] == []


def test_the_same_english_sentence_has_one_welsh(said: list[tuple[str, str, str]]) -> None:
    translated: dict[str, set[str]] = defaultdict(set)
    for _, english, welsh in said:
        if len(english.split()) > 3 and english.endswith("."):
            translated[english].add(welsh)
    assert {english: sorted(welsh) for english, welsh in translated.items() if len(welsh) > 1} == {}
