"""Files of responses: every shape that is read, and every fault in one by its line and item."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from calibration import (
    CalibrationError,
    ErrorCode,
    FindingKind,
    ResponseFile,
    ResponseMatrix,
    ScoringKey,
    read_key,
    read_responses,
)
from calibration.population.survey_files import replicate_table
from delivery_api.trials.extract_columns import RESPONSE, columns_with

LONG = "person,item,score\nb,Q2,1\na,Q1,1\nb,Q1,0\n"
WIDE = "person,Q1,Q2\na,1,\nb,0,1\n"
Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(text: str, name: str = "data.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def as_parquet(folder: Path, name: str = "data.parquet", **columns: Any) -> Path:
    parquet.write_table(pa.table(columns), folder / name)
    return folder / name


def cells(data: ResponseMatrix) -> list[tuple[int, str, int]]:
    return [(int(p), data.items[i], int(s)) for p, i, s in zip(data.person, data.item, data.score, strict=True)]


def refused(path: Path, **options: Any) -> CalibrationError:
    with pytest.raises(CalibrationError) as caught:
        read_responses(path, **options)
    return caught.value


SAME = [(0, "Q1", 1), (1, "Q1", 0), (1, "Q2", 1)]


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        WIDE,
        "\ufeff" + LONG,
        LONG.replace("\n", "\r\n"),
        LONG.replace("1\n", "1.0\n"),
        LONG.replace(",Q", ", Q").replace("score", " score "),
        "learner_id,Item ID,Mark\nb,Q2,1\na,Q1,1\nb,Q1,0\n",
        'person,item,score\n"b",Q2,1\n"a",Q1,1\nb,Q1,0\n\n\n',
        "dysgwr,eitem,sgôr\nb,Q2,1\na,Q1,1\nb,Q1,0\n",
        WIDE.replace("a,1,\n", "a,1,NA\n"),
        "person,Q1,Q2\nb,0,1\na,1,-1\n",
    ],
)
def test_the_same_responses_are_read_from_every_text(written: Write, text: str) -> None:
    assert cells(read_responses(written(text)).data) == SAME


def test_the_same_responses_are_read_from_parquet(tmp_path: Path) -> None:
    person, item, score = ["b", "a", "b"], ["Q2", "Q1", "Q1"], [1, 1, 0]
    tables: list[dict[str, Any]] = [
        {"person": person, "item": item, "score": score},
        {"person": person, "item": pa.array(item).dictionary_encode(), "score": pa.array(score, pa.int8())},
        {"person": [20, 10, 20], "item": pa.array(item, pa.large_string()), "score": [1.0, 1.0, 0.0]},
        {"person": [20, 10, 20, 10], "item": [*item, "Q2"], "score": [1.0, 1.0, 0.0, None]},
        {"person": [20, 10, 20, 10], "item": [*item, "Q2"], "score": np.array([1.0, 1.0, 0.0, np.nan])},
        {"person": ["b", "a"], "Q1": [0, 1], "Q2": [1, None]},
        {"person": ["b", "a"], "Q1": [False, True], "Q2": [True, None]},
    ]
    for columns in tables:
        assert cells(read_responses(as_parquet(tmp_path, **columns)).data) == SAME


def test_a_folder_of_parquet_files_is_one_table(tmp_path: Path) -> None:
    as_parquet(tmp_path, "2.parquet", person=["b"], item=["Q1"], score=pa.array([0], pa.int64()))
    as_parquet(tmp_path, "1.parquet", person=["b", "a"], item=["Q2", "Q1"], score=pa.array([1, 1], pa.int8()))
    as_parquet(tmp_path, "_checkpoint.parquet", other=[1])
    assert cells(read_responses(tmp_path).data) == SAME
    as_parquet(tmp_path, "3.parquet", person=["b"], item=["Q1"], score=[1])
    error = refused(tmp_path)
    assert (error.code, error.fields["row"], error.fields["first"]) == (ErrorCode.RESPONSE_TWICE, 4, 3)


def test_lines_are_those_of_the_file(written: Write) -> None:
    text = 'person,item,score\n\n"a\nb",Q1,1\n\nc,Q1,0\n'
    data = read_responses(written(text)).data
    assert (data.row, data.row_unit) == (pytest.approx([3, 6]), "line")
    error = refused(written('person,item,score\n\n"a\nb",Q1,1\n\nc,Q1,x\n'))
    assert str(error) == "data.csv: line 6, item Q1: expected a score of 0, 1, …, got 'x'"
    error = refused(written('person,Q1,Q2\n\n"a\nb",1,1\n\nc,1,x\n'))
    assert str(error).startswith("data.csv: line 6, item Q2: expected a score of 0, 1, … or an empty cell, got 'x' (")


def test_rows_of_parquet_are_counted_from_1(tmp_path: Path) -> None:
    error = refused(as_parquet(tmp_path, person=["a", "b"], item=["Q1", "Q1"], score=[1.0, 0.5]))
    assert str(error) == "data.parquet: row 2, item Q1: expected a score of 0, 1, …, got 0.5"
    error = refused(as_parquet(tmp_path, person=["a", "b"], Q1=[1, -3], Q2=[0, 1]))
    assert str(error).startswith("data.parquet: row 2, item Q1: expected a score of 0, 1, … or an empty cell, got -3 (")


def test_columns_of_other_names_are_read_where_they_are_named(written: Write) -> None:
    path = written("who,what,worth,colour\nb,Q2,1,red\na,Q1,1,red\nb,Q1,0,blue\n")
    named = {"person": "who", "item": "what", "score": "worth"}
    assert cells(read_responses(path, columns=named, ignored=["colour"]).data) == SAME
    assert str(refused(path, columns=named)).endswith("or as one to ignore; got 'colour'")
    assert refused(path, columns={"person": "nobody"}).code is ErrorCode.COLUMN
    assert refused(path, columns={"persona": "who"}).code is ErrorCode.OPTION
    wide = written("who,Q1,Q2\na,1,\nb,0,1\n")
    assert cells(read_responses(wide, columns={"person": "who"}).data) == SAME


def test_two_columns_that_may_be_meant_are_refused_until_one_is_named(written: Write) -> None:
    path = written("person,pupil,item,score\nb,x,Q2,1\na,x,Q1,1\nb,x,Q1,0\n")
    said = "data.csv: header: expected one column for person, got person, pupil; say which is meant"
    assert str(refused(path)) == said
    assert cells(read_responses(path, ignored=["pupil"]).data) == SAME


def test_what_a_response_carries_stands_in_the_datas_order(written: Write) -> None:
    text = "person,item,score,language,position,weight\nb,Q2,1,cy,2,1.5\na,Q1,1,en,,2\nb,Q1,0,en,1,1.5\n"
    data = read_responses(written(text)).data
    assert np.asarray(data.language).tolist() == ["en", "en", "cy"]
    assert data.position is not None
    assert data.position.tolist() == [-1, 1, 2]
    assert data.weight is not None
    assert data.weight.tolist() == [2.0, 1.5, 1.5]
    wide = read_responses(written("person,weight,language,Q1,Q2\nb,1.5,cy,0,1\na,2,en,1,\n")).data
    assert np.asarray(wide.language).tolist() == ["en", "cy", "cy"]
    assert wide.weight is not None
    assert wide.weight.tolist() == [2.0, 1.5, 1.5]


def test_groups_are_one_label_for_each_person(written: Write) -> None:
    long = written("person,item,score,sex,year\nb,Q2,1,f,4\na,Q1,1,,5\nb,Q1,0,f,4\n")
    wide = written("person,sex,Q1,Q2,year\nb,f,0,1,4\na,,1,,5\n", "wide.csv")
    for path in (long, wide):
        groups = read_responses(path, groups=["sex", "year"]).groups
        assert np.asarray(groups["sex"]).tolist() == ["", "f"]
        assert np.asarray(groups["year"]).tolist() == ["5", "4"]
        (left,) = read_responses(path, groups=["year"]).findings
        assert (left.kind, left.numbers) == (FindingKind.COLUMNS_UNREAD, {"columns": "sex"})
    varies = written("person,item,score,sex\nb,Q2,1,f\na,Q1,1,m\nb,Q1,0,m\n")
    assert str(refused(varies, groups=["sex"])) == (
        "data.csv: line 4, item Q1: expected one value of sex for all responses of a person, got a second one"
    )
    assert refused(long, groups=["school"]).code is ErrorCode.COLUMN


READ = ("person", "item", "score", "status", "language", "position", RESPONSE)
KEYED = "person,item,response\nb,Q2,C\na,Q1,A\nb,Q1,D\n"


def test_a_key_of_right_responses_scores_raw_ones(written: Write) -> None:
    key = read_key(written("item,key\nQ1,A\nQ2,B\nQ2,C\nQ9,A\n", "key.csv"))
    read = read_responses(written(KEYED), key=key)
    assert cells(read.data) == SAME
    (unused,) = read.findings
    assert (unused.kind, unused.numbers) == (FindingKind.KEY_UNUSED, {"items": "Q9"})
    assert cells(read_responses(written("person,Q1,Q2\na,A,\nb,D,C\n"), key=key).data) == SAME
    assert (
        cells(read_responses(written("person,item,response,score\nb,Q2,C,0\na,Q1,A,0\nb,Q1,D,0\n"), key=key).data)
        == SAME
    )


def test_a_key_with_scores_knows_the_responses_it_lists(written: Write) -> None:
    key = read_key(written("item,response,score\nQ1,A,2\nQ1,B,1\nQ1,*,0\nQ2,C,1\n", "key.csv"))
    assert key.categories() == {"Q1": 3, "Q2": 2}
    assert cells(read_responses(written(KEYED), key=key).data) == [(0, "Q1", 2), (1, "Q1", 0), (1, "Q2", 1)]
    error = refused(written(KEYED + "c,Q2,E\nd,Q2,F\n"), key=key)
    assert str(error) == (
        "data.csv: line 5, item Q2: expected a response that the key knows, got 'E' (such responses in all: 2; for the"
        " score of any other response give the key a line with the response *)"
    )
    error = refused(written("person,Q1,Q2\na,A,C\nb,B,E\n"), key=key)
    assert str(error).startswith("data.csv: line 3, item Q2: expected a response that the key knows, got 'E'")
    error = refused(written(KEYED + "c,Q3,E\nd,Q4,F\n"), key=key)
    assert str(error) == (
        "data.csv: line 5, item Q3: expected an item of the key, got one that it lacks (such items in all: 2)"
    )


def test_omitted_responses_are_not_asked_of_the_key(written: Write) -> None:
    key = ScoringKey.from_correct_responses({"Q1": "A", "Q2": "C"})
    text = "person,item,response,status\nb,Q2,C,answered\na,Q1,A,answered\nb,Q1,,omitted\na,Q2,,not reached\n"
    read = read_responses(written(text), key=key)
    assert cells(read.data) == SAME
    assert dict(read.statuses) == {"answered": 2, "omitted": 1, "not reached": 1}
    assert [each.kind for each in read.findings] == [FindingKind.OMITTED_WRONG, FindingKind.NOT_REACHED_MISSING]
    read = read_responses(written(text), key=key, omitted="missing", not_reached="wrong")
    assert [each.kind for each in read.findings] == [FindingKind.OMITTED_MISSING, FindingKind.NOT_REACHED_WRONG]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("item,colour\nQ1,A\n", "key: expected item,response (the right ones) or item,response,score as its header"),
        ("item,response,score\nQ1,A,1\nQ1,A,0\n", "key, line 3, item Q1: expected each response once, got 'A' again"),
        ("item,response,score\nQ1,A,x\n", "key, line 2, item Q1: expected a score of 0, 1, …, got 'x'"),
        ("item,response,score\nQ1,A\n", "line 2: expected 3 cells, as in the header, got 2"),
    ],
)
def test_a_faulty_key_is_refused_by_line_and_item(written: Write, text: str, said: str) -> None:
    with pytest.raises(CalibrationError) as caught:
        read_key(written(text, "key.csv"))
    assert str(caught.value).startswith(f"key.csv: {said}")


FAULTY: dict[str, tuple[str, str]] = {
    "no key": (KEYED, "data: expected scores, or a key that turns responses into scores; got responses alone"),
    "no item": ("person,item,score\na,,1\n", "line 2: expected a person and an item, got an empty cell"),
    "no person": ("person,Q1,Q2\n ,1,1\n", "line 2: expected a person and an item, got an empty cell"),
    "a person twice": (
        "person,Q1\na,1\nb,1\na,0\n",
        "line 4: expected one row for each person, got the person of line 2",
    ),
    "a weight of 0": ("person,item,score,weight\na,Q1,1,0\n", "line 2: expected a weight above 0, got '0'"),
    "a wide weight": ("person,weight,Q1\na,1,1\nb,x,1\n", "line 3: expected a weight above 0, got 'x'"),
    "a position": (
        "person,item,score,position\na,Q1,1,first\n",
        "line 2, item Q1: expected a position of 0, 1, 2, … or none, got 'first'",
    ),
    "a score for what was omitted": (
        "person,item,score,status\na,Q1,1,omitted\n",
        "line 2, item Q1: expected a score of 0 or none where the status is omitted, got 1",
    ),
    "a score that Python would read": ("person,item,score\na,Q1,1_0\n", "line 2, item Q1: expected a score"),
    "a score too high to be one": ("person,item,score\na,Q1,40000\n", "line 2, item Q1: expected a score"),
    "three responses": (
        "person,item,score\na,Q1,1\na,Q1,1\nb,Q1,1\na,Q1,1\n",
        "line 3, item Q1: expected one response of a person to an item, got a second one"
        " (the first is in line 2; such in all: 2)",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_named_by_line_and_item(written: Write, name: str) -> None:
    text, said = FAULTY[name]
    assert str(refused(written(text))).startswith(f"data.csv: {said}")


def test_a_trials_extract_is_read_as_it_is_written(written: Write) -> None:
    told = ("person", "item", "score", "status", "language", "year", "position", "seconds", "hints", "rapid", "idle")
    columns = columns_with(responses=True)
    rows = [
        "1,n1,1,answered,cy,Years 3-4,1,12,0,0,0,3 4",
        "1,n2,0,omitted,cy,Years 3-4,2,2,1,1,0,",
        '2,n1,0,answered,en,Years 3-4,1,7,0,0,0,"4,5"',
        "2,n3,,not reached,en,Years 3-4,2,,0,,,",
    ]
    cells_of = [dict(zip((*told, RESPONSE), row.split(",", 11), strict=True)) for row in rows]
    lines = [",".join(each.get(name, "") for name in columns) for each in cells_of]
    path = written("\r\n".join([",".join(columns), *lines, ""]))
    read = read_responses(path, groups=["language"])
    assert cells(read.data) == [(0, "n1", 1), (0, "n2", 0), (1, "n1", 0)]
    assert read.data.items == ("n1", "n2", "n3")
    assert dict(read.statuses) == {"answered": 2, "omitted": 1, "not reached": 1}
    assert np.asarray(read.groups["language"]).tolist() == ["cy", "en"]
    assert np.asarray(read.data.language).tolist() == ["cy", "cy", "en"]
    left = [each.numbers for each in read.findings if each.kind is FindingKind.COLUMNS_UNREAD]
    unread = [name for name in columns if name not in READ]
    assert left == [{"columns": ", ".join(unread)}]
    assert cells(read_responses(path, omitted="missing").data) == [(0, "n1", 1), (1, "n1", 0)]
    key = ScoringKey({"n1": {"3 4": 2, "4,5": 1}, "n2": {}})
    assert cells(read_responses(path, key=key).data) == [(0, "n1", 2), (0, "n2", 0), (1, "n1", 1)]


def test_what_is_no_parquet_file_is_refused(written: Write, tmp_path: Path) -> None:
    assert refused(written(LONG, "data.parquet")).code is ErrorCode.NOT_PARQUET
    (tmp_path / "empty").mkdir()
    assert refused(tmp_path / "empty").code is ErrorCode.NO_PARTS
    assert refused(tmp_path / "gone.parquet").code is ErrorCode.NOT_FOUND
    folder = tmp_path / "parts"
    folder.mkdir()
    as_parquet(folder, "1.parquet", person=["a"], item=["Q1"], score=[1])
    as_parquet(folder, "2.parquet", person=["a"], item=["Q1"], mark=[1])
    assert refused(folder).code is ErrorCode.COLUMN


def test_scores_are_kept_in_8_bits_where_they_fit_and_in_16_elsewhere(written: Write) -> None:
    data = read_responses(written(LONG)).data
    assert (data.person.dtype, data.item.dtype, data.score.dtype) == (np.int32, np.int32, np.int8)
    data = read_responses(written(LONG.replace("Q2,1", "Q2,200"))).data
    assert (data.score.dtype, data.score.max()) == (np.int16, 200)


def test_the_content_has_one_name_in_every_shape(written: Write) -> None:
    def name(text: str, **options: Any) -> str:
        read: ResponseFile = read_responses(written(text), **options)
        return read.sha256

    told = name(LONG)
    assert told == name(WIDE) == name("person,Q2,Q1\nzoe,1,0\nyan,,1\n") == name(WIDE + "nobody,,\n")
    others = [
        name(LONG.replace("b,Q1,0", "b,Q1,1")),
        name(LONG.replace("Q1", "Q3")),
        name(LONG.replace("b,Q1", "c,Q1")),
        name(WIDE + "c,1,\n"),
        name("person,item,score,weight\nb,Q2,1,2\na,Q1,1,1\nb,Q1,0,2\n"),
        name("person,item,score,language\nb,Q2,1,cy\na,Q1,1,cy\nb,Q1,0,en\n"),
        name("person,item,score,sex\nb,Q2,1,f\na,Q1,1,m\nb,Q1,0,f\n", groups=["sex"]),
        name("person,item,score,sex\nb,Q2,1,m\na,Q1,1,m\nb,Q1,0,m\n", groups=["sex"]),
    ]
    assert len({told, *others}) == 1 + len(others)


def test_a_replicate_weight_that_is_none_is_told_by_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("person,r1,r2,a,b\np,1,0,1,0\nq,1,5%,0,1\nr,1,-1,1,1\n", encoding="utf-8")
    read = read_responses(tmp_path / "survey.csv", groups=["r1", "r2"])
    assert replicate_table(read, ["r1", "r2"], np.array([0])).tolist() == [[1.0, 0.0]]
    said = r"line 3, column r2: expected a weight of 0 or more for each person, got '5%' \(such persons in all: 2\)"
    with pytest.raises(CalibrationError, match=said):
        replicate_table(read, ["r1", "r2"], np.arange(3))


def test_rows_of_empty_cells_behind_a_table_are_left_out_and_lines_stay(tmp_path: Path) -> None:
    text = "\ufeffperson;sex;Q1;Q2\r\nb;f;1;0\r\n;;;\r\na;m;0;1\r\n;;;\r\n;;;\r\n"
    (tmp_path / "wide.csv").write_text(text, encoding="utf-8")
    read = read_responses(tmp_path / "wide.csv", groups=["sex"])
    assert read.data.persons == 2
    assert np.asarray(read.groups["sex"]).tolist() == ["m", "f"]
    assert {read.data.row_number(at) for at in range(4)} == {2, 4}
    (tmp_path / "wide.csv").write_text("person,sex,Q1,Q2\nb,f,1,0\n,m,,\n", encoding="utf-8")
    with pytest.raises(CalibrationError, match="line 3: expected a person"):
        read_responses(tmp_path / "wide.csv", groups=["sex"])
