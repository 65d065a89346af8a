"""Files as people have them: separators, encodings, missing codes, scales from 1, and columns that are no items."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from calibration import CalibrationError, ErrorCode, ScoringKey, read_responses
from calibration.marginal.model_names import model_name, model_names
from calibration.responses.cell_coding import CellCoding, Recoding
from calibration.responses.data_findings import FindingKind
from calibration.responses.response_files import ResponseFile
from calibration.responses.text_format import SEPARATORS, detect_text_format

ANSWERS = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 0], [0, 0, 1]])
HEADER = ("Q1", "Cwestiwn â", "Q3")


def table(answers: np.ndarray = ANSWERS, header: tuple[str, ...] = HEADER) -> list[list[str]]:
    return [list(header), *([str(value) for value in row] for row in answers.tolist())]


def written(path: Path, rows: list[list[str]], encoding: str = "utf-8", separator: str = ",", end: str = "\n") -> Path:
    path.write_bytes((end.join(separator.join(row) for row in rows) + end).encode(encoding))
    return path


def kinds(file: ResponseFile) -> list[FindingKind]:
    return [each.kind for each in file.findings]


def dense(file: ResponseFile) -> np.ndarray:
    found = np.full((file.data.persons, len(file.data.items)), -1)
    found[file.data.person, file.data.item] = file.data.score
    return found


def refusal(path: Path, **options: object) -> CalibrationError:
    with pytest.raises(CalibrationError) as caught:
        read_responses(path, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    file = read_responses(written(tmp_path / "data.csv", table(), encoding, separator, end))
    assert file.data.items == HEADER
    assert np.array_equal(dense(file), ANSWERS)
    assert file.data.row is not None
    assert file.data.row.tolist() == np.repeat([2, 3, 4, 5], 3).tolist()
    assert (FindingKind.TEXT_FORMAT in kinds(file)) is not (encoding.startswith("utf-8") and separator == ",")


def test_a_line_that_tells_excel_the_separator_is_no_header(tmp_path: Path) -> None:
    path = written(tmp_path / "data.csv", [["sep=;"], *([";".join(row)] for row in table())])
    file = read_responses(path)
    assert np.array_equal(dense(file), ANSWERS)
    assert file.data.row is not None
    assert file.data.row[0] == 3
    path.write_text(path.read_text("utf-8").replace("0;0;1", "0;x;1"), encoding="utf-8")
    error = refusal(path)
    assert (error.fields["row"], error.fields["item"]) == (6, "Cwestiwn â")


def test_bytes_that_windows_does_not_know_are_latin(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(b"Q1,Q\x81\n1,0\n0,1\n")
    assert detect_text_format(path).encoding == "latin-1"


@pytest.mark.parametrize("name", SEPARATORS)
def test_a_separator_may_be_told(tmp_path: Path, name: str) -> None:
    rows = table(header=("A", "B", "C"))
    file = read_responses(written(tmp_path / "data.csv", rows, separator=SEPARATORS[name]), separator=name)
    assert np.array_equal(dense(file), ANSWERS)


@pytest.mark.parametrize(
    ("options", "name"),
    [({"separator": "ab"}, "separator"), ({"separator": "1"}, "separator"), ({"encoding": "ogham"}, "encoding")],
)
def test_what_is_no_separator_or_encoding_is_refused(tmp_path: Path, options: dict[str, str], name: str) -> None:
    error = refusal(written(tmp_path / "data.csv", table()), **options)
    assert (error.code, error.fields["name"]) == (ErrorCode.OPTION, name)


def test_quoted_cells_and_decimal_commas(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text('"Q;1";"Q2";"Q3"\n"1,0";0,0;1\n0,0;"1,0";1\n', encoding="utf-8")
    file = read_responses(path)
    assert file.data.items == ("Q;1", "Q2", "Q3")
    assert np.array_equal(dense(file), [[1, 0, 1], [0, 1, 1]])


@pytest.mark.parametrize(("first", "program"), [(b"PK\x03\x04", "Excel or LibreOffice"), (b"$FL2@(#)", "SPSS")])
def test_a_file_of_another_program_is_named(tmp_path: Path, first: bytes, program: str) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(first + b"\x00" * 20)
    error = refusal(path)
    assert (error.code, error.fields["got"]) == (ErrorCode.NOT_A_TABLE, program)


@pytest.mark.parametrize("name", ["ID", "id", "UPN", "Pupil", "person", "Rhif", "candidate_no", "Disgybl"])
def test_a_column_of_persons_is_recognised_and_not_an_item(tmp_path: Path, name: str) -> None:
    rows = [[f"A82000000000{at}", *row] if at else [name, *row] for at, row in enumerate(table())]
    file = read_responses(written(tmp_path / "data.csv", rows))
    assert file.data.items == HEADER
    assert len(file.data) == ANSWERS.size


def test_of_two_columns_that_tell_persons_apart_one_is_read_and_the_other_told(tmp_path: Path) -> None:
    rows = [[str(at), f"A82000000000{at}", *row] if at else ["ID", "UPN", *row] for at, row in enumerate(table())]
    file = read_responses(written(tmp_path / "data.csv", rows))
    told = {each.kind: each.numbers for each in file.findings}
    assert told[FindingKind.PERSON_COLUMN] == {"column": "UPN"}
    assert told[FindingKind.COLUMNS_UNREAD] == {"columns": "ID"}


def test_a_column_without_a_name_is_left_unread(tmp_path: Path) -> None:
    rows = [[str(at), *row] if at else ["", *row] for at, row in enumerate(table())]
    assert read_responses(written(tmp_path / "data.csv", rows)).data.items == HEADER


def test_a_column_with_another_number_in_each_row_is_no_item(tmp_path: Path) -> None:
    answers = np.column_stack((np.arange(30), np.tile(ANSWERS[:3], (10, 1))))
    error = refusal(written(tmp_path / "data.csv", table(answers, ("Kod", *HEADER))))
    assert (error.code, error.fields["item"], error.fields["count"]) == (ErrorCode.LOOKS_LIKE_ID, "Kod", 30)


@pytest.mark.parametrize("personal", ["A820000000001", "Siân Jones", "jones@example.org", "1234567"])
def test_what_may_name_a_person_is_not_told_in_a_refusal(tmp_path: Path, personal: str) -> None:
    rows = [*table(), ["1", "0", personal]]
    error = refusal(written(tmp_path / "data.csv", rows))
    assert (error.code, error.fields["row"], error.fields["item"]) == (ErrorCode.CELL, 6, "Q3")
    assert personal not in str(error)


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_missing_codes_are_no_responses(tmp_path: Path, layout: str) -> None:
    answers = np.array([[1, 9, 1], [0, 1, -99], [1, 1, 0]])
    rows = table(answers, ("a", "b", "c"))
    if layout == "long":
        cells = [[str(p), item, row[at]] for p, row in enumerate(rows[1:]) for at, item in enumerate(rows[0])]
        rows = [["person", "item", "score"], *cells]
    file = read_responses(written(tmp_path / "data.csv", rows), coding=CellCoding(("9", "-99")))
    assert np.array_equal(dense(file), [[1, -1, 1], [0, 1, -1], [1, 1, 0]])
    assert FindingKind.MISSING_CODES in kinds(file)


def test_missing_codes_go_before_a_key_scores(tmp_path: Path) -> None:
    path = written(tmp_path / "data.csv", [["a", "b"], ["A", "x"], ["B", "C"]])
    key = ScoringKey({"a": {"A": 1, "B": 0}, "b": {"C": 1}})
    assert np.array_equal(dense(read_responses(path, key=key, coding=CellCoding(("x",)))), [[1, -1], [0, 1]])


@pytest.mark.parametrize("layout", ["wide", "long"])
def test_cells_are_recoded_by_pattern(tmp_path: Path, layout: str) -> None:
    rows = [["item1", "item2", "other"], ["n", "y", "1"], ["y", "n", "0"], ["y", "", "1"]]
    if layout == "long":
        cells = [[str(p), item, row[at]] for p, row in enumerate(rows[1:]) for at, item in enumerate(rows[0])]
        rows = [["person", "item", "score"], *cells]
    coding = CellCoding(recodings=(Recoding.parse("item*=n:0,y:1"),))
    file = read_responses(written(tmp_path / "data.csv", rows), coding=coding)
    assert np.array_equal(dense(file), [[0, 1, 1], [1, 0, 0], [1, -1, 1]])


def test_a_cell_that_a_recoding_does_not_know_is_located(tmp_path: Path) -> None:
    coding = CellCoding(recodings=(Recoding.parse("Q*=1:0,2:1"),))
    error = refusal(written(tmp_path / "data.csv", [["Q1", "Q2"], ["1", "2"], ["2", "3"]]), coding=coding)
    assert (error.code, error.fields["row"], error.fields["item"]) == (ErrorCode.CELL, 3, "Q2")


@pytest.mark.parametrize("text", ["nonsense", "=1:0", "Q1=", "Q1=1", "Q1=1:x", "Q1=1:-5", "Q1=:3"])
def test_what_is_no_recoding_is_refused(text: str) -> None:
    with pytest.raises(CalibrationError, match="recode: expected ITEM=CELL:SCORE"):
        Recoding.parse(text)


def test_a_recoding_of_no_item_is_refused(tmp_path: Path) -> None:
    coding = CellCoding(recodings=(Recoding.parse("Z*=1:0"),))
    assert refusal(written(tmp_path / "data.csv", table()), coding=coding).fields["name"] == "recode"


def test_a_scale_from_1_is_recognised_and_told(tmp_path: Path) -> None:
    answers = 1 + 3 * ANSWERS - ANSWERS * ANSWERS[::-1]
    path = written(tmp_path / "data.csv", table(answers))
    file = read_responses(path)
    assert np.array_equal(dense(file), answers - 1)
    assert FindingKind.LOWEST_ONE in kinds(file)
    assert np.array_equal(dense(read_responses(path, coding=CellCoding(lowest="0"))), answers)


def test_a_scale_that_may_begin_at_1_is_asked_about(tmp_path: Path) -> None:
    answers = np.array([[1, 2, 3], [2, 3, 1], [3, 2, 2]])
    path = written(tmp_path / "data.csv", table(answers))
    error = refusal(path)
    assert (error.code, error.fields["items"]) == (ErrorCode.LOWEST_UNSAID, HEADER[1])
    assert np.array_equal(dense(read_responses(path, coding=CellCoding(lowest="1"))), answers - 1)
    path = written(tmp_path / "zero.csv", table())
    error = refusal(path, coding=CellCoding(lowest="1"))
    assert (error.code, error.fields["row"], error.fields["item"]) == (ErrorCode.LOWEST_ZERO, 2, HEADER[1])
    with pytest.raises(CalibrationError, match="lowest: expected auto, 0, 1"):
        CellCoding(lowest="2")  # type: ignore[arg-type]


def test_all_right_is_no_scale_from_1(tmp_path: Path) -> None:
    assert dense(read_responses(written(tmp_path / "data.csv", table(np.ones((3, 3), dtype=int))))).min() == 1


def test_parquet_has_missing_codes_and_recodings_too(tmp_path: Path) -> None:
    path = tmp_path / "data.parquet"
    parquet.write_table(pa.table({"a": [1, 2, 9], "b": [2.0, 1.0, 2.0]}), path)
    coding = CellCoding(("9",), (Recoding.parse("*=1:0,2:1"),))
    assert np.array_equal(dense(read_responses(path, coding=coding)), [[0, 1], [1, 0], [-1, 1]])
    assert refusal(path, encoding="utf-8").fields["name"] == "encoding"


@pytest.mark.parametrize(
    ("told", "name"),
    [("2PL", "2pl"), ("Rasch", "rasch"), ("PCM", "pcm"), ("2-PL", "2pl"), ("graded response model", "grm"),
     ("Generalized Partial Credit Model", "gpcm"), ("Rating Scale", "rsm"), ("5PL", "5PL")],
)  # fmt: skip
def test_models_have_the_names_that_people_use(told: str, name: str) -> None:
    assert model_name(told) == name
    assert model_names(told) == name
    assert model_names([told, "2pl"]) == [name, "2pl"]
