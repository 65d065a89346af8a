"""The reports of a calibration, a link and a DIF analysis: every item, every chart with its words, no person."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner

from calibration import ResponseMatrix, calibrate
from calibration.invariance.dif import detect_dif
from calibration.linking.anchor_stability import LinkVerdict
from delivery_api.cli import app
from itembank.language import Text
from reports.technical import dif_messages, technical_messages
from reports.technical.dif_messages import HEADS
from reports.technical.dif_section import dif_part

RUN = CliRunner(env={"MESUR_LANG": "en", "COLUMNS": "200", "NO_COLOR": "1"})
ITEMS = 14
BACKWARDS, UNFAIR, POLYTOMOUS, LONELY = "Q1<b>", "Q4", "Q14", "Q13"
SVG = re.compile(r"<svg.*?</svg>", re.DOTALL)
VOID = {"meta", "br"}


def write_trial(path: Path, seed: int, *, shift: float = 0.0, persons: int = 900) -> None:
    """A long file with a reversed, an unfair, a three-score and a rarely met item."""
    rng = np.random.default_rng(seed)
    names = [BACKWARDS, *(f"Q{n}" for n in range(2, ITEMS + 1))]
    rows = ["person,item,score,sex,language"]
    for person in range(persons):
        theta = rng.normal() + shift
        sex = "mf"[person % 2]
        for at, name in enumerate(names):
            if name == LONELY and person >= 7:
                continue
            if rng.random() < 0.2 and name != LONELY:
                continue
            logit = theta - np.linspace(-1.5, 1.5, ITEMS)[at] - (1.4 if name == UNFAIR and sex == "f" else 0)
            score = int(rng.random() < 1 / (1 + np.exp(-logit)))
            score = 1 - score if name == BACKWARDS else score
            score += int(name == POLYTOMOUS and score == 1 and rng.random() < 0.4)
            score = person % 2 if name == LONELY else score
            rows.append(f"SECRET-{person},{name},{score},{sex},{'cy' if person % 3 else 'en'}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("reports")
    write_trial(place / "trial.csv", 1)
    write_trial(place / "later.csv", 2, shift=0.5)
    for name in ("trial", "later"):
        for language in ("en", "cy"):
            done = mesur(
                place, "calibrate", f"{name}.csv", "--item-model", f"{POLYTOMOUS}=gpcm", "--out", f"{name}.json",
                "--report", f"{name}-{language}.html", "--dif", "sex", "--dif", "language", "--lang", language,
                "--replicate", "girth", *(["--no-fit"] if name == "later" else []),
            )  # fmt: skip
            assert done.exit_code == 0, done.output
    grouped = ("calibrate", "trial.csv", "--item-model", f"{POLYTOMOUS}=gpcm", "--groups", "sex", "--out", "sexes.json")
    assert mesur(place, *grouped, "--standard-errors", "none").exit_code == 0
    return place


def mesur(place: Path, *arguments: str) -> Any:
    return RUN.invoke(app, [_in(place, each) for each in arguments], catch_exceptions=False)


def _in(place: Path, argument: str) -> str:
    return str(place / argument) if re.fullmatch(r"[\w-]+\.(csv|json|html)", argument) else argument


class Balanced(HTMLParser):
    """Complains of tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.ids += [told["id"] or ""] if "id" in told else []
        self.links += [told["href"] or ""] if tag == "a" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(page: str) -> Balanced:
    parser = Balanced()
    parser.feed(page)
    parser.close()
    return parser


def page_of(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8")


PAGES = [f"{name}-{language}.html" for name in ("trial", "later") for language in ("en", "cy")]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_needs_nothing_beside_it(folder: Path, name: str) -> None:
    page = page_of(folder, name)
    found = parsed(page)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert [link for link in found.links if link[1:] not in found.ids] == []
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert f'<html lang="{name[-7:-5]}">' in page
    assert found.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))


@pytest.mark.parametrize("name", PAGES)
def test_no_person_is_in_a_page_and_no_small_count(folder: Path, name: str) -> None:
    page = page_of(folder, name)
    assert "SECRET" not in page
    lonely = page[page.index(f">{LONELY}</h3>") :].split("</details>")[0]
    assert "&lt; 10" in lonely
    assert "42.9" not in lonely  # 3 of 7
    assert "SECRET" not in page_of(folder, "trial.json")


@pytest.mark.parametrize("name", PAGES)
def test_every_item_is_in_the_table_and_has_a_part(folder: Path, name: str) -> None:
    page = page_of(folder, name)
    for item in (*(f"Q{n}" for n in range(2, ITEMS + 1)), "Q1&lt;b&gt;"):
        assert re.search(rf'<a href="#item-\d+">{re.escape(item)}</a></th>', page)
        assert f"<h3>{item}</h3>" in page
    assert "Q1<b>" not in page


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_is_drawn_and_has_a_title_and_a_description(folder: Path, name: str) -> None:
    drawn = [ElementTree.fromstring(chart) for chart in SVG.findall(page_of(folder, name))]
    tags = [{child.tag: (child.text or "") for child in chart} for chart in drawn]
    assert all(each["title"].strip() and each["desc"].strip() for each in tags)
    # a curve for each item, information for those with a slope above 0, scores of the one with three
    assert sum('id="curve-' in chart for chart in SVG.findall(page_of(folder, name))) == ITEMS
    names = re.findall(r'aria-labelledby="([a-z-]+?)-?\d*-title', page_of(folder, name))
    assert {"information", "error", "wright", "dif-chart", "curve", "scores"} <= set(names)
    numbers = re.findall(r' (?:points|x|y|cx|cy|x1|y2)="([^"]*)"', "".join(SVG.findall(page_of(folder, name))))
    assert not [each for each in numbers if "nan" in each or "inf" in each]


def test_what_the_numbers_suggest_stands_beside_them_in_both_languages(folder: Path) -> None:
    english, welsh = page_of(folder, "trial-en.html"), page_of(folder, "trial-cy.html")
    first = english.index(">look first<")
    assert "The abler do worse on it; mend its key" in english[first:].replace("Slope below 0: the", "The")
    assert "The slopes of these items are below 0" in english
    assert 'class="verdict"' not in english
    order = re.findall(r"<summary><h3>([^<]*)</h3>", english)
    assert "Q1&lt;b&gt;" in order[:3]
    assert UNFAIR in order[:4]
    assert "cywirwch ei hallwedd" in welsh
    assert re.search("much (harder|easier) for the focal group", english)
    assert re.search("llawer (anoddach|haws) i’r grŵp ffocws", welsh)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_what_looking_over_the_data_found_is_told_with_a_minus_sign_that_is_one(folder: Path, language: str) -> None:
    page = page_of(folder, f"trial-{language}.html")
    data = page[page.index('<section id="data">') :].split("</section>")[0]
    assert technical_messages.NOTHING_FOUND[language] not in page
    assert ">Q1&lt;b&gt;</a>" in data
    assert f">{LONELY}</a>" in data
    correlation = {"en": "item–rest correlation −0.", "cy": "cydberthyniad â’r gweddill: −0."}[language]
    assert correlation in page
    assert not re.search(
        r">[^<]*(?<![\w-])-\d[^<]*<", re.sub("<(style|script).*?</(style|script)>", "", page, flags=re.S)
    )


def test_a_second_program_is_reported_or_why_it_was_not_asked(folder: Path) -> None:
    assert "girth fits one model to all items; these have several" in page_of(folder, "trial-en.html")
    assert json.loads(page_of(folder, "trial.json"))["replication"]["not_attempted"] == "mixed"


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_link_is_shown_written_and_reported(folder: Path, language: str) -> None:
    done = mesur(
        folder, "link", "later.json", "trial.json", "--robust", "3", "--out", "link.json", "--report", "link.html",
        "--lang", language,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    told = json.loads(page_of(folder, "link.json"))
    assert told["format"] == "mesur-link/1"
    assert abs(told["B"] - 0.5) < 4 * told["se_B"]
    assert {"new", "old"} <= set(told)
    assert BACKWARDS not in [item["id"] for item in told["items"]]
    assert all(item["standard_errors"]["b"][0] > 0 for item in told["items"])
    found = parsed(page_of(folder, "link.html"))
    assert found.open == []
    assert technical_messages.LINK_MANY_LEFT_OUT[language] in done.output  # --robust 3 leaves out more than a fifth


def test_what_a_report_takes_as_known_or_counts_once_is_said_in_it(tmp_path: Path) -> None:
    write_trial(tmp_path / "plain.csv", 4, persons=300)
    head, *rows = page_of(tmp_path, "plain.csv").splitlines()
    heavy = [f"{row},{1 + int(row.split(',')[0][7:]) % 2}" for row in rows if f",{LONELY}," not in row]
    (tmp_path / "heavy.csv").write_text("\n".join([f"{head},weight", *heavy]), "utf-8")
    done = mesur(
        tmp_path, "calibrate", "heavy.csv", "--item-model", f"{POLYTOMOUS}=gpcm", "--population", "histogram",
        "--out", "heavy.json", "--report", "heavy.html", "--lang", "cy",
        *(each for name in ("sex", "language") for each in ("--ignore", name)),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    page = page_of(tmp_path, "heavy.html")
    assert technical_messages.WEIGHTED["cy"] in page
    assert technical_messages.MASSES_KNOWN["cy"] in page
    assert technical_messages.MASSES_KNOWN["cy"] in done.output


def test_an_item_far_from_all_others_does_not_squeeze_the_chart_of_dif() -> None:
    rng = np.random.default_rng(6)
    data = ResponseMatrix.from_dense((rng.normal(size=(600, 1)) > rng.normal(size=(600, 8))).astype(int))
    found = detect_dif(data, np.tile(["f", "m"], 300))[0]
    fit = calibrate(data, "2pl")
    near, far = (dif_part(found, each, 0, "en") for each in (fit, replace(fit, b=np.append(fit.b[:-1], 451.0))))
    assert technical_messages.AT_EDGE["en"] % 8 in far
    assert technical_messages.AT_EDGE["en"] % 8 not in near
    assert ">400<" not in far
    assert technical_messages.AT_EDGE["en"] % 8 not in dif_part(found, None, 0, "en")


def test_where_nothing_could_be_compared_no_one_reads_that_there_is_no_dif() -> None:
    scores = np.random.default_rng(6).integers(0, 2, (150, 5))
    found = detect_dif(ResponseMatrix.from_dense(scores), np.repeat(["f", "m"], 75))[0]
    for language in ("en", "cy"):
        told = dif_part(found, None, 0, language)
        assert technical_messages.DIF_NOT_COMPARED[language] in told
        assert technical_messages.DIF_NONE[language] not in told


def test_the_fit_is_not_tested_where_that_is_asked_for(folder: Path) -> None:
    done = mesur(
        folder,
        "calibrate",
        "later.csv",
        "--model",
        "gpcm",
        "--no-fit",
        "--report",
        "untested.html",
        "--out",
        "untested.json",
    )
    assert done.exit_code == 0, done.output
    assert "evidence" not in json.loads(page_of(folder, "untested.json"))
    assert "was not tested" in page_of(folder, "untested.html")


def test_a_document_may_be_written_without_its_covariance_and_says_so(folder: Path) -> None:
    done = mesur(folder, "calibrate", "later.csv", "--model", "gpcm", "--no-covariance", "--out", "small.json")
    assert done.exit_code == 0, done.output
    assert "Its covariance was left out" in done.output
    told = json.loads(page_of(folder, "small.json"))
    assert (told["covariance"]["lower_triangle"], told["covariance"]["left_out"]) == (None, True)
    assert told["items"][1]["se_b"] > 0
    linked = mesur(folder, "link", "small.json", "trial.json", "--out", "link.json", "--report", "link.html")
    assert linked.exit_code == 1, linked.output  # by size alone some anchors moved, which their errors would explain
    verdict = json.loads(page_of(folder, "link.json"))
    assert verdict["verdict"] == LinkVerdict.CONSTANTS_MOVE
    assert verdict["se_B"] is None
    assert "judged by size alone, without a test" in linked.output
    assert technical_messages.LINK_NO_ERRORS["en"] in linked.output
    assert technical_messages.LINK_NO_ERRORS["en"] in page_of(folder, "link.html")


@pytest.mark.parametrize(
    "options",
    [("--method", "haebara", "--grid", "gauss-hermite(30)", "--symmetric"), ("--method", "mean-sigma")],
)
def test_a_link_takes_its_options(folder: Path, options: tuple[str, ...]) -> None:
    done = mesur(folder, "link", "later.json", "trial.json", "--out", "link.json", *options)
    assert done.exit_code == 0, done.output
    assert json.loads(page_of(folder, "link.json"))["method"] == options[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("link", "later.json", "trial.json", "--grid", "wide"), "grid: expected even(-4,4,40)"),
        (("link", "later.json", "trial.json", "--method", "mean-mean", "--symmetric"), "symmetric: expected"),
        (("link", "trial.csv", "trial.json"), "trial.csv, line 1, column 1: expected JSON"),
        (("link", "later.json", "trial.json", "--provisional", "Q2", "--anchor", "Q2"), "expected no provisional"),
        (("dif", "trial.csv", "--group", "sex", "--reference", "x"), "reference: expected f, m, got x"),
        (("dif", "trial.csv", "--group", "gender"), "expected a column 'gender'"),
        (("dif", "trial.csv", "--group", "sex", "--population", "language"), "population: expected --fit as well"),
        (
            ("dif", "trial.csv", "--group", "sex", "--fit", "sexes.json"),
            "population: expected the column of the groups",
        ),
        (("calibrate", "trial.csv", "--priors", "a=beta(2,5)"), "priors: expected none, default"),
        (("calibrate", "trial.csv", "--item-model", "Q99=3pl"), "got Q99"),
        (("calibrate", "trial.csv", "--replicate", "winsteps"), "replicate: expected girth"),
        (("calibrate", "trial.csv", "--scheduler", "tcp://x:1"), "scheduler: expected DATA as a folder"),
        (("calibrate", "x/", "--scheduler", "tcp://x:1", "--dif", "sex"), "dif: expected none with --scheduler"),
    ],
)
def test_a_wrong_word_is_refused_and_nothing_written(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    before = sorted(path.name for path in folder.iterdir())
    done = mesur(folder, *arguments, "--out", "never.json")
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Nothing was written." in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


def heads_of(page: str) -> list[str]:
    """The heads of the first table of a page or of a part of it."""
    return re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page.split("</thead>")[0])


@pytest.mark.parametrize(("group", "language"), [("sex", "en"), ("language", "cy")])
def test_dif_is_shown_written_and_reported(folder: Path, group: str, language: str) -> None:
    done = mesur(
        folder, "dif", "trial.csv", "--group", group, "--fit", "trial.json", "--out", "dif.json", "--report",
        "dif.html", "--ignore", "language" if group == "sex" else "sex", "--lang", language,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    (told,) = json.loads(page_of(folder, "dif.json"))["comparisons"]
    classes = {item["id"]: item["class"] for item in told["items"]}
    assert classes[UNFAIR] == ("C" if group == "sex" else "A")
    page = page_of(folder, "dif.html")
    assert heads_of(page)[:6] == [head[language] for head in technical_messages.DIF_HEADS[:6]]
    assert heads_of(page)[5] == HEADS["power"][language]  # the size and its power stand beside p
    assert parsed(page).open == []
    assert "SECRET" not in page + page_of(folder, "dif.json") + done.output


@pytest.mark.parametrize(("method", "language"), [("logistic", "en"), ("lr", "cy"), ("wald", "en"), ("rmsd", "cy")])
def test_dif_by_another_method_is_shown_written_and_reported(folder: Path, method: str, language: str) -> None:
    done = mesur(
        folder, "dif", "trial.csv", "--group", "sex", "--method", method, "--fit", "trial.json", "--out", "dif.json",
        "--report", "dif.html", "--ignore", "language", "--lang", language,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    (told,) = json.loads(page_of(folder, "dif.json"))["comparisons"]
    of_unfair = [item for item in told["items"] if item["id"] == UNFAIR]
    assert max(item["p"] for item in of_unfair) < 1e-4
    assert all(item["class"] in "BC" for item in of_unfair)
    assert UNFAIR in done.output
    page = page_of(folder, "dif.html")
    first = heads_of(page)[: (9 if method == "rmsd" else 8)]
    assert {HEADS[name][language] for name in ("p", "p_adjusted", "power")} < set(first)
    assert {HEADS[name][language] for name in ("r2", "unsigned", "rmsd")} & set(first)
    below = rf'>{UNFAIR}</th>(<td[^>]*>[^<]*</td>)+</tr><tr class="told"><td colspan'
    assert len(re.findall(below, page)) >= 2  # what it suggests
    assert parsed(page).open == []
    assert page.count(f">{UNFAIR}<") >= 2  # among those flagged, and among all
    assert "SECRET" not in page + page_of(folder, "dif.json") + done.output


@pytest.mark.parametrize("language", ["en", "cy"])
def test_drift_is_shown_written_and_reported(folder: Path, language: str) -> None:
    rng = np.random.default_rng(4)
    rows = ["item,window,bin,responses,score"]
    for item, window, place in np.ndindex(20, 6, 5):
        easier = 1.0 if item == 7 and window >= 3 else 0.0
        right = rng.binomial(80, 1 / (1 + np.exp(-(place - 2 + easier))))
        rows.append(f"q{item},{2027 + window},{place - 2},80,{right}")
    (folder / "counts.csv").write_text("\n".join(rows))
    done = mesur(folder, "drift", "counts.csv", "--out", "drift.json", "--report", "drift.html", "--lang", language)
    assert done.exit_code == 0, done.output
    told = {item["id"]: item for item in json.loads(page_of(folder, "drift.json"))["items"]}
    assert (told["q7"]["class"], told["q7"]["alarm"]) == ("drifted", "2030")
    assert "q7" in done.output
    assert parsed(page_of(folder, "drift.html")).open == []


def test_the_page_and_the_command_say_what_mantel_haenszel_cannot_see(folder: Path) -> None:
    done = mesur(
        folder, "dif", "trial.csv", "--group", "sex", "--fit", "trial.json", "--out", "dif.json", "--report",
        "dif.html", "--ignore", "language",
    )  # fmt: skip
    page = page_of(folder, "dif.html")
    assert "--method logistic" in done.output
    assert dif_messages.BLIND["en"] in page
    assert dif_messages.ALL_ITEMS["en"] in page
    assert ">Q9<" in page  # an item of class A stands in the table of all


def test_abilities_are_written_only_where_asked_for_and_draws_follow_the_seed(folder: Path) -> None:
    def values(seed: str) -> list[str]:
        done = mesur(folder, "calibrate", "trial.csv", "--item-model", f"{POLYTOMOUS}=gpcm", "--out", "again.json",
                     "--abilities", "people.csv", "--seed", seed, "--no-fit", "--standard-errors", "none")  # fmt: skip
        assert done.exit_code == 0, done.output
        return page_of(folder, "people.csv").splitlines()

    one, other = values("1"), values("2")
    assert one[0] == "line,responses,theta,se,pv1,pv2,pv3,pv4,pv5"
    assert len(one) == 901
    assert one == values("1")
    assert one != other
    drawn = np.array([[float(cell) for cell in line.split(",")] for line in one[1:]])
    away = (drawn[:, 4:] - drawn[:, 2:3]) / drawn[:, 3:4]
    # 4,500 draws about their posteriors' means, in posterior standard deviations
    assert abs(away.mean()) < 4 / np.sqrt(away.size)
    assert abs(away.std() - 1) < 4 / np.sqrt(2 * away.size)


def test_held_items_keep_their_parameters_and_the_scale_is_named(folder: Path) -> None:
    done = mesur(
        folder, "calibrate", "later.csv", "--item-model", f"{POLYTOMOUS}=gpcm", "--fixed", "trial-clean.json",
        "--out", "held.json",
    )  # fmt: skip
    assert done.exit_code == 2  # there is no such file
    clean = ["--column", "item=item", "--ignore", "sex", "--ignore", "language"]
    for name in ("trial", "later"):
        rows = [row for row in page_of(folder, f"{name}.csv").splitlines() if f",{BACKWARDS}," not in row]
        (folder / f"{name}-clean.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    model = ["--item-model", f"{POLYTOMOUS}=gpcm"]
    assert mesur(folder, "calibrate", "trial-clean.csv", "--out", "base.json", *model, *clean).exit_code == 0
    done = mesur(folder, "calibrate", "later-clean.csv", "--out", "held.json", "--fixed", "base.json", *clean)
    assert done.exit_code == 0, done.output
    base, held = (json.loads(page_of(folder, name)) for name in ("base.json", "held.json"))
    assert [item["b"] for item in held["items"]] == [item["b"] for item in base["items"]]
    assert abs(held["population"]["all"]["mean"] - 0.5) < 4 * held["population"]["all"]["se_mean"]
    assert len(held["scale"]["set_by"]) == 64


def choices_of(persons: int = 600) -> list[list[str]]:
    """Raw choices among A to D: A is right; those who do not know take one of the others."""
    rng = np.random.default_rng(6)
    rows = []
    for _ in range(persons):
        theta = rng.normal()
        knows = rng.random(6) < 1 / (1 + np.exp(np.linspace(-1, 1, 6) - theta))
        rows.append([("A" if known else "BCD"[rng.integers(3)]) for known in knows])
    return rows


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_a_wrong_key_is_seen_in_the_options(tmp_path: Path, shape: str) -> None:
    items, rows = [f"R{n}" for n in range(1, 7)], choices_of()
    wide = [",".join(items), *(",".join(row) for row in rows)]
    long = [
        "person,item,response",
        *(f"P{p},{i},{x}" for p, r in enumerate(rows) for i, x in zip(items, r, strict=True)),
    ]
    (tmp_path / "raw.csv").write_text("\n".join(wide if shape == "wide" else long) + "\n", "utf-8")
    key = ["item,response", *(f"{item},{'B' if item == 'R3' else 'A'}" for item in items)]
    (tmp_path / "key.csv").write_text("\n".join(key) + "\n", "utf-8")
    done = mesur(tmp_path, "calibrate", "raw.csv", "--key", "key.csv", "--out", "fit.json", "--report", "page.html")
    assert done.exit_code == 0, done.output
    page = page_of(tmp_path, "page.html")
    part = page[page.index("<h3>R3</h3>") :].split("</details>")[0]
    assert "A: chosen by abler persons than the key: check the key." in part
    assert "The options: R3" in part
    told = re.search(r'<th scope="row">A</th><td></td><td class="figure">(\d+)</td>', part)
    assert told is not None
    assert int(told[1]) == sum(row[2] == "A" for row in rows)
    other = page[page.index("<h3>R2</h3>") :].split("</details>")[0]
    assert "check the key" not in other


@pytest.mark.parametrize("command", ["calibrate", "link", "dif"])
def test_help_teaches_with_an_example(command: str) -> None:
    shown = RUN.invoke(app, [command, "--help"]).output
    assert len(re.findall(rf"mesur {command} \w+\.", shown)) >= 2


def sentences() -> list[Text]:
    found: list[Text] = []
    for value in vars(technical_messages).values():
        if isinstance(value, Text):
            found.append(value)
        elif isinstance(value, dict):
            found += value.values()
        elif isinstance(value, tuple):
            found += [each for entry in value for each in (entry if isinstance(entry, tuple) else (entry,))]
    return [each for each in found if isinstance(each, Text)]


def test_both_languages_take_the_same_values_and_welsh_has_its_apostrophe() -> None:
    assert len(sentences()) > 100
    for each in sentences():
        assert re.findall(r"%[sd]", each.cy) == re.findall(r"%[sd]", each.en), each.en
        assert "'" not in each.cy
        assert "'" not in each.en
