"""What an author of a passage is told of answers that are to be written twice, and of guessing."""

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from typer.main import get_command

from itembank.authoring import new_files, read_author_file
from itembank.commands import bank
from itembank.language import Language

NAME = "a-glove-on-the-gate.toml"
HEAD = new_files("passage", ("en",), "en")[NAME].split("[[question]]")[0]
COMMAND = get_command(bank)
WRONG = (
    '{ text = "It was Efa’s own", why = "plausible-absent" }',
    '{ text = "It was as big as Efa’s hand", why = "half-true" }',
    '{ text = "It lay under a stone", why = "true-elsewhere" }',
)


def question(kind: str, process: str, answer: str, *, features: str = "") -> str:
    told = f"features = [{features}]\n" if features else ""
    return (
        f'[[question]]\nid = "{kind}"\nprocess = "{process}"\ntype = "{kind}"\nprompt = "What?"\n{told}'
        f'evidence = ["Efa found a red glove on the path", "It was wet and very small"]\n{answer}\n'
    )


def several(wrong: int) -> str:
    return question(
        "multiple",
        "local",
        'holds = ["It was bright", "It was damp"]\nkeys = ["It was bright", "It was damp"]\n'
        f"wrong = [{', '.join(WRONG[:wrong])}]",
    )


def told(questions: str, language: Language = "en") -> list[str]:
    faults = read_author_file(NAME, (HEAD + questions).encode()).faults
    return [fault.told(language) for fault in faults if fault.place.startswith("question ")]


GAPS = 'sentence = "It was [1]."\ngaps = [{ key = "small", wrong = ["big"] }]'
CHOICE = (
    'key = "On the path"\nwrong = [{ text = "At home", why = "half-true" }, { text = "By the sea", why = "half-true" }]'
)


@pytest.mark.parametrize(
    ("asked", "since", "welsh"),
    [
        (question("gaps", "retrieval", GAPS), "since type is gaps", "gan mai gaps yw type"),
        (question("choice", "local", CHOICE), "since process is local", "gan mai local yw process"),
        (
            question("choice", "retrieval", CHOICE, features='"paraphrased"'),
            "since features has paraphrased",
            "gan fod paraphrased o dan features",
        ),
    ],
)
def test_a_missing_second_answer_is_told_with_its_reason(asked: str, since: str, welsh: str) -> None:
    (fault,) = told(asked)
    assert fault.endswith(
        f"holds: expected the answer once more, in a list where there are several, {since}, received nothing"
    )
    (fault,) = told(asked, "cy")
    assert fault.endswith(f"holds: disgwylid yr ateb unwaith eto, mewn rhestr os oes sawl un, {welsh}, ni chafwyd dim")


def test_a_retrieval_choice_in_the_words_of_its_evidence_needs_no_second_answer() -> None:
    assert told(question("choice", "retrieval", CHOICE)) == []


def test_so_few_options_that_guessing_pays_are_refused_at_their_line() -> None:
    (fault,) = told(several(2))
    assert fault == "question multiple: wrong: expected 5 to 7 options, the right ones among them, received 4"
    assert told(several(2), "cy") == [
        "question multiple: wrong: disgwylid nifer y dewisiadau, a’r rhai cywir yn eu plith: o 5 i 7, cafwyd 4"
    ]
    assert told(several(3)) == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("It was", "at least 3 words of the text"),
        ("On the stone somebody", "a word of the key among them, or paraphrased"),
    ],
)
def test_evidence_that_shows_nothing_is_refused_also_beside_a_second_answer(evidence: str, expected: str) -> None:
    """Nothing else is compared with it there."""
    asked = question("gaps", "retrieval", GAPS + '\nholds = ["small"]')
    assert told(asked) == []
    start, end = asked.index("evidence = "), asked.index("\nsentence")
    (fault,) = told(asked[:start] + f'evidence = "{evidence}"' + asked[end:])
    assert f"question gaps: evidence: expected {expected}" in fault


def test_evidence_with_another_form_of_a_word_of_the_key_is_enough() -> None:
    asked = question("gaps", "retrieval", GAPS.replace("small", "paths") + '\nholds = ["paths"]')
    assert told(asked) == []


def test_a_wrong_option_without_its_reason_is_told_what_one_looks_like() -> None:
    asked = question("choice", "retrieval", CHOICE.replace('{ text = "At home", why = "half-true" }', '"At home"'))
    assert 'wrong 1: expected a table such as { text = "…", why = "…" }, received \'At home\'' in told(asked)[0]
    assert 'disgwylid tabl megis { text = "…", why = "…" }' in told(asked, "cy")[0]


def check(folder: Path) -> tuple[int, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = COMMAND.main(["check", str(folder), "--lang", "en"], standalone_mode=False)
    return code or 0, " ".join(said.getvalue().replace("│", " ").split())


def test_gates_that_fail_are_told_beside_the_faults_of_other_items(tmp_path: Path) -> None:
    """Or an author who mends the last fault learns of them only then."""
    few = new_files("scenario", ("en",), "en")["class-soup.toml"]
    for written, instead in (
        ('type = "choice"', 'type = "multiple"'),
        ("in_bag - children / in_pot * carrots == 6", "in_bag > 6"),
        (', wrong = "counts-one-pot" }', " }"),
    ):
        few = few.replace(written, instead)
    (tmp_path / "class-soup.toml").write_text(few, "utf-8")
    code, said = check(tmp_path)
    assert (code, "give each of these one more wrong option" in said) == (1, True), said
    (tmp_path / "class-soup.toml").write_text(few.replace('key = "16"', 'key = "24"'), "utf-8")
    code, said = check(tmp_path)
    assert code == 2
    assert "give each of these one more wrong option" in said
    assert said.endswith("Faults: 1")
