import json
import re
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from delivery_api.web.bundles.bundled_files import AssetsMissing, bundled_file
from delivery_api.web.page_rendering import CONTENT_SECURITY_POLICY, Pages, with_query
from delivery_api.web.static_assets import asset_routes
from itembank import PRACTICE, present
from reports.feedback.class_feedback import ClassMember, class_feedback
from reports.feedback.item_map import AskedQuestion, Outcome
from reports.feedback.learner_feedback import learner_feedback
from reports.feedback.sitting_results import AnsweredItem, SittingResult

NODE_MODULES = Path(__file__).parents[4] / "node_modules"
INERT_SCRIPT = {"application/json"}


@dataclass(frozen=True)
class Topic:
    id: str
    strand: str
    introduced_year: int
    label: dict[str, str]
    can: dict[str, str]
    practise: dict[str, str]


ADDING = Topic(
    "add",
    "number",
    3,
    label={"cy": "Adio", "en": "Adding"},
    can={"cy": "Rwyt ti’n gallu adio.", "en": "You can add."},
    practise={"cy": "Gweithia ar adio.", "en": "Work on adding."},
)
TOPICS = {"add": ADDING}
AMIRA, MALI, OWAIN, ZOFIA = "Amira Khan", "Mali Davies", "Owain ap Rhys", "Zofia &lt;b&gt;Nowak&lt;/b&gt;"


def result(theta: float = 0.0) -> SittingResult:
    items = tuple(AnsweredItem(n, "add", "number", 3, 0.1 * n, n % 2, omitted=n == 4) for n in range(1, 7))
    return SittingResult("numeracy-procedural", 4, theta, 0.4, "converged", date(2026, 11, 24), items, True)


def class_context(**changes: object) -> dict[str, object]:
    members = [
        ClassMember("1", "Mali Davies", "completed", result(1.0)),
        ClassMember("2", "Owain ap Rhys", "started"),
        ClassMember("3", "Zofia <b>Nowak</b>", "completed", result(-1.0)),
    ]
    feedback = class_feedback(members, TOPICS)
    rows = [
        {"learner_id": row.key, "name": row.name, "year": 4, "state": row.state, "report": row if row.scale else None}
        for row in feedback.rows
    ]
    rows.append({"learner_id": "4", "name": "Amira Khan", "year": 3, "state": "unassigned", "report": None})
    named = {
        "class_name": "4E",
        "school_name": "Ysgol Cwm",
        "class_id": "7",
        "subject": "reading-cy",
        "can_assign": True,
    }
    return {**named, "rows": rows, "feedback": feedback, **changes}


ASKED = tuple(
    AskedQuestion(position, "add", 3, outcome)
    for position, outcome in enumerate((*[Outcome.RIGHT] * 3, *[Outcome.WRONG] * 2, Outcome.OMITTED), 1)
)


def feedback_context(audience: str) -> dict[str, object]:
    return {
        "name": "Joe B",
        "feedback": learner_feedback(replace(result(), item_map=ASKED), TOPICS),
        "topics": TOPICS,
        "result": replace(result(), item_map=ASKED) if audience == "teacher" else None,
        "audience": audience,
        "pdf_href": "/f.pdf",
        "csv_href": "/f.csv" if audience == "teacher" else None,
    }


SITTINGS = [
    {"id": "a", "subject": "numeracy-procedural", "subject_label": "Numeracy", "state": "assigned", "started": None},
    {"id": "b", "subject": "numeracy-procedural", "subject_label": "Numeracy", "state": "started", "started": "x"},
    {"id": "c", "subject": "numeracy-procedural", "subject_label": "Numeracy", "state": "completed", "started": "x"}
    | {"school_year": "2026-27"},
]
TRIALS = [sitting | {"trial": True} for sitting in SITTINGS]
PAGES: dict[str, tuple[str, dict[str, object]]] = {
    "home": ("home.html", {}),
    "learner": ("learner_home.html", {"sittings": SITTINGS}),
    "trials": ("learner_home.html", {"sittings": TRIALS}),
    "nothing to do": ("learner_home.html", {"sittings": []}),
    "player": (
        "player.html",
        {
            "sitting_id": "a",
            "subject": "reading-cy",
            "display_name": "Joe </script><b>",
            "young": True,
            "trial": True,
            "practice": False,
        },
    ),
    "practice": ("practice.html", {"kinds": list(PRACTICE)}),
    "a practice question": (
        "practice_question.html",
        {
            "kinds": list(PRACTICE),
            "kind": "chart",
            "place": 10,
            "following": None,
            "item": present(PRACTICE["chart"], "cy"),
        },
    ),
    "teacher": ("teacher_home.html", {"classes": [{"id": 1, "name": "4E", "school": "Ysgol Cwm"}]}),
    "class": ("class.html", class_context()),
    "own feedback": ("learner_feedback.html", feedback_context("learner")),
    "a learner's feedback": ("learner_feedback.html", feedback_context("teacher")),
    "error": (
        "error.html",
        {"title": "T", "detail": "D", "what_to_do": "W", "by_itself": False, "correlation_id": "ab12"},
    ),
    "not known": ("not_known.html", {}),
    "not you": ("not_you.html", {"kind": "learner", "name": "Joe B", "classes": ["4E"], "where": "/?lang=en"}),
    "not you, staff": ("not_you.html", {"kind": "staff", "name": "J <b>", "classes": [], "where": "/?lang=en"}),
    "signed out": ("signed_out.html", {"there": None}),
    "sign in again": ("sign_in_again.html", {"back": "/player/1"}),
}


@pytest.mark.parametrize(("language", "short"), [("en", "Not verified"), ("cy", "Heb ei ddilysu")])
def test_a_result_that_does_not_verify_has_a_short_state_and_a_note(pages: Pages, language: str, short: str) -> None:
    feedback = class_feedback([ClassMember("4", "Amira Khan", "unverified")], TOPICS)
    row = {"learner_id": "4", "name": "Amira Khan", "year": 3, "state": "unverified", "report": None}
    context = class_context(rows=[row], feedback=feedback)
    page = pages.render("class.html", language=language, url="/", signed_in="J", **context)  # type: ignore[arg-type]
    assert (page.count(short), len(re.findall("does not verify|dilysu ei gofnod", page))) == (2, 1)


class Elements(HTMLParser):
    """Every element of a page as (tag, attributes), and the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def pages() -> Pages:
    return Pages(NODE_MODULES)


@pytest.fixture(params=["cy", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=list(PAGES))
def page(request: pytest.FixtureRequest, pages: Pages, language: str) -> str:
    template, context = PAGES[request.param]
    return pages.render(template, language=language, url="/here?a=1", signed_in="Joe <B>", **context)


def shown(pages: Pages, template: str, *, url: str = "/", language: str = "en", **context: object) -> str:
    return pages.render(template, language=language, url=url, signed_in="Siân Evans", **context)


def test_figures_are_whole_on_a_page_that_only_names_the_class_of_childrens_pages(pages):
    """Fault: the whole page was searched for the name of the class."""
    page = pages.render("class.html", language="en", url="/?q=mesur-child", signed_in="mesur-child", **class_context())
    assert 'class="mesur-whole"' in page


def test_a_page_says_its_language_and_offers_the_other(page, language):
    elements = Elements(page).found
    other = {"cy": "en", "en": "cy"}[language]
    assert next(attrs for tag, attrs in elements if tag == "html")["lang"] == language
    switch = next(attrs for tag, attrs in elements if "data-language-switch" in attrs)
    assert (switch["href"], switch["lang"]) == (f"/here?a=1&lang={other}", other)


def test_a_page_keeps_to_its_content_security_policy(page):
    for tag, attrs in Elements(page).found:
        assert "style" not in attrs, tag
        assert tag != "style"
        assert not [name for name in attrs if name.startswith("on")], tag
        if tag == "script":
            assert attrs.get("src", "").startswith("/assets/") or attrs.get("type") in INERT_SCRIPT
        for name in ("src", "href", "action"):
            assert (attrs.get(name) or "/").startswith(("/", "#")), "nothing comes from or goes elsewhere"


def test_a_page_has_every_rule_of_govuk_frontend_that_applies_to_its_elements(page):
    used = {name for _, attrs in Elements(page).found for name in attrs.get("class", "").split()}
    whole = (NODE_MODULES / "govuk-frontend/dist/govuk/govuk-frontend.min.css").read_text("utf-8")
    selectors = {one for head in re.findall(r"[{};]([^{};@]+)\{", whole) for one in re.split(r",(?![^(]*\))", head)}
    applying = {one for one in selectors if {*re.findall(r"\.([\w-]+)", one)} <= {*used, "js-enabled"} and "." in one}
    bundled = bundled_file("mesur.css", NODE_MODULES).content.decode()
    assert applying
    assert [one for one in applying if not re.search(rf"(?m)(^|[,{{}}]){re.escape(one.strip())}[,{{]", bundled)] == []


def test_a_page_has_one_heading_one_main_and_a_way_past_the_top(page):
    tags = [tag for tag, _ in Elements(page).found]
    ids = [attrs["id"] for _, attrs in Elements(page).found if "id" in attrs]
    assert tags.count("main") == 1
    assert tags.count("h1") <= 1
    assert len(ids) == len(set(ids))
    assert 'href="#main-content"' in page


def test_names_are_text_never_markup(page):
    assert "Joe <B>" not in page
    assert "</script><b>" not in page
    assert "<b>Nowak" not in page


def test_every_field_has_a_label(page):
    """Each input of a server-made page stands inside a label, or is named by one."""
    inside = re.findall(r"<label[^>]*>\s*<input", page)
    named = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    outside = [name for name in re.findall(r'<input[^>]* id="([^"]+)"', page) if name in named]
    assert len(inside) + len(outside) == page.count("<input")


def test_the_player_starts_from_inert_data(pages, language):
    template, context = PAGES["player"]
    page = pages.render(template, language=language, url="/player/a", signed_in="Joe B", **context)
    boot = json.loads(re.search(r'id="mesur-boot">(.*?)</script>', page, re.S)[1])
    assert (boot["sitting"], boot["language"], boot["name"]) == ("a", language, "Joe </script><b>")
    assert boot["trial"] is True
    assert boot["links"]["feedback"] == f"/feedback/learners/me?lang={language}&subject=reading-cy"
    assert "{number}" in boot["say"]["question"]
    assert {"light", "cream", "dark", "contrast"} <= set(re.findall(r'name="comfort-theme" value="(\w+)"', page))


def test_the_scripts_use_only_words_that_the_page_gives(pages):
    template, context = PAGES["player"]
    page = shown(pages, template, **context)
    static = Path(__file__).parents[4] / "delivery_api/web/static"
    say = json.loads(re.search(r'id="mesur-boot">(.*?)</script>', page, re.S)[1])["say"]
    replying = json.loads(re.search(r'id="mesur-reply-words">(.*?)</script>', page, re.S)[1])
    player = "".join((static / name).read_text() for name in ("player.js", "waiting.js"))
    parts = [*static.glob("replies/*.js"), *(static / name for name in ("hints.js", "more-below.js", "stimulus.js"))]
    assert set(re.findall(r"\bwords\.(\w+)", player)) == set(say)
    [stones] = re.findall(r"^const WORDS = (\[.*\]);$", (static / "way.js").read_text(), re.M)
    assert set(json.loads(stones)) == set(say["progress"])
    time = (static / "time-left.js").read_text()
    assert set(re.findall(r"\bwords\.(\w+)", time)) == set(say["time"])
    assert {word for part in parts for word in re.findall(r"\bwords\.(\w+)", part.read_text())} == set(replying)


def test_a_learner_is_told_what_to_do_with_each_sitting(pages):
    page = shown(pages, "learner_home.html", sittings=SITTINGS)
    assert 'href="/player/a?lang=en"' in page
    assert 'href="/player/b?lang=en"' in page
    assert "/player/c" not in page
    assert 'href="/feedback/learners/me?lang=en&amp;subject=numeracy-procedural&amp;year=2026-27"' in page


def test_a_finished_sitting_has_its_day(pages):
    done = SITTINGS[2] | {"finished_on": "25 November 2026"}
    assert "You finished this one on 25 November 2026." in shown(pages, "learner_home.html", sittings=[done])


def test_a_trial_is_called_one_and_promises_no_feedback(pages):
    page = shown(pages, "learner_home.html", sittings=TRIALS)
    assert page.count("This is a trial: your answers help to make the questions better.") == len(TRIALS)
    assert page.count("There is no feedback for a trial.") == 1
    assert ("Open the trial" in page, "Open the assessment" in page) == (True, False)
    sitting = PAGES["player"][1]
    starts = [shown(pages, "player.html", **sitting | {"trial": each}) for each in (True, False)]
    assert ["Start the trial" in each for each in starts] == [True, False]
    assert ["Start the assessment" in each for each in starts] == [False, True]
    assert "/feedback" not in page
    assert "trial" not in shown(pages, "learner_home.html", sittings=SITTINGS)


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row">([^<]*)', page)


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("", [ZOFIA, MALI, AMIRA, OWAIN]),  # by surname; Zofia's begins with "<"
        ("?down=1", [OWAIN, AMIRA, MALI, ZOFIA]),
        ("?sort=score", [ZOFIA, MALI, AMIRA, OWAIN]),
        ("?sort=score&down=1", [MALI, ZOFIA, AMIRA, OWAIN]),
        ("?sort=state", [AMIRA, OWAIN, ZOFIA, MALI]),
        ("?sort=year", [AMIRA, ZOFIA, MALI, OWAIN]),
        ("?state=started", [OWAIN]),
        (
            "?sort=nonsense&state=nonsense",
            [ZOFIA, MALI, AMIRA, OWAIN],
        ),
    ],
)
def test_a_class_is_sorted_and_filtered_by_its_address(pages, query, order):
    assert names(shown(pages, "class.html", url=f"/c{query}", **class_context())) == order


def test_a_sorted_column_says_so_and_turns_round(pages):
    page = shown(pages, "class.html", url="/c?sort=score&state=completed", **class_context())
    assert page.count("aria-sort") == 1
    assert 'aria-sort="ascending"><a class="mesur-sort" href="/c?sort=score&amp;state=completed&amp;down=1">' in page


def test_only_who_may_assign_is_offered_it(pages):
    assert 'action="/classes/7/sittings?lang=en&amp;subject=reading-cy"' in shown(
        pages, "class.html", **class_context()
    )
    assert "/sittings" not in shown(pages, "class.html", **class_context(can_assign=False))


ASKS = "would get a new assessment"
OFFERS = 'action="/classes/7/sittings?lang=en&amp;subject=reading-cy"'


def states_context(*states: str) -> dict[str, object]:
    rows = [{"learner_id": s, "name": s, "year": 4, "state": s, "report": None} for s in states]
    return class_context(rows=rows)


@pytest.mark.parametrize(
    ("states", "offered", "asked"),
    [
        (["unassigned", "assigned"], 1, False),
        (["unassigned", "completed"], 1, True),
        (["completed"], 1, True),
        (["assigned", "reassigned", "started", "restarted"], 0, False),
    ],
)
def test_assigning_is_offered_where_it_does_something_and_asks_first_where_some_have_finished(
    pages, states, offered, asked
):
    page = shown(pages, "class.html", **states_context(*states)).partition("<main")[2]
    assert page.count(OFFERS) == 2 * offered  # at once, or booked for some days
    assert (ASKS in page) is asked
    assert ("has an assessment to do, so none can be assigned" in page) is not offered


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (0, "Every learner already has one to do."),
        (1, "Given to 1 learner."),
        (3, "Given to 3 learners."),
    ],
)
def test_after_assigning_it_is_said_to_how_many(pages, given, said):
    page = shown(pages, "class.html", **states_context("assigned"), given=given)
    assert f'role="status">{said}<' in page
    assert 'role="status"' not in shown(pages, "class.html", **states_context("assigned"), given=None)


def test_a_class_without_learners_or_results_has_a_page(pages):
    empty = class_context(rows=[], feedback=class_feedback([], TOPICS))
    assert "There are no learners in this class yet." in shown(pages, "class.html", **empty)


def test_feedback_comes_in_its_order(pages):
    page = shown(pages, "learner_feedback.html", **feedback_context("teacher"))
    parts = [
        "It shows some of what",
        "What went well",
        "What comes next",
        "How sure we are",
        'class="mesur-band"',
        "For the teacher",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)


def test_the_learner_sees_no_item_map(pages):
    page = shown(pages, "learner_feedback.html", **feedback_context("learner"))
    assert "For the teacher" not in page
    assert "Incorrect" not in page
    teachers = shown(pages, "learner_feedback.html", **feedback_context("teacher"))
    left = teachers.count('mesur-mark--none">Left as “I can’t do this”<')
    assert (teachers.count(">Correct<"), teachers.count(">Incorrect<"), left) == (3, 2, 1)


def test_the_other_parameters_of_an_address_stay():
    assert with_query("/c?sort=name&lang=en", lang="cy") == "/c?sort=name&lang=cy"
    assert with_query("/c") == "/c"
    assert with_query("/c?q=a%26b", lang="cy") == "/c?q=a%26b&lang=cy"


def test_missing_npm_packages_are_named_before_the_first_page(tmp_path):
    with pytest.raises(AssetsMissing, match="make install"):
        Pages(tmp_path)


@pytest.fixture(scope="module")
def served() -> TestClient:
    return TestClient(Starlette(routes=asset_routes(NODE_MODULES)))


def test_assets_are_served_and_asked_about_each_time(served):
    for path in ("mesur/player.js", "mesur/mesur.css", "govuk/govuk-frontend.min.css", "items/item.css"):
        answer = served.get(f"/assets/{path}")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache"), path


def test_nothing_of_the_item_bank_but_its_style_is_served(served):
    assert served.get("/assets/items/__init__.py").status_code == 404
    assert served.get("/assets/items/../bank.py").status_code == 404


def test_the_style_sheet_has_no_address_outside():
    css = (Path(__file__).parents[4] / "delivery_api/web/static/mesur.css").read_text()
    assert re.findall(r"url\(([^)]*)\)", css) == ['"/assets/govuk/govuk-frontend.min.css"']
    assert {"default-src 'none'", "style-src 'self'"} <= set(CONTENT_SECURITY_POLICY.split("; "))
