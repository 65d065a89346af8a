"""Feedback over HTTP: one learner's and a class's, as page, PDF and CSV, in both languages."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote
from uuid import UUID

import httpx2
import pytest
from fastapi.testclient import TestClient

from delivery_api.feedback.service import result_of
from delivery_api.http.problem_sentences import PROBLEMS
from delivery_api.sittings.record.event_types import finished, replies
from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import Language
from reports import SCALES, learner_feedback, learner_messages, scale_score, subject_name
from reports.claims.topic_posterior import ClaimStatus
from reports.feedback.learner_messages import provisional_sentence
from reports.formats.class_export import COLUMNS
from tests.support.page_words import page_numbers, page_words
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting, put_response, response_body
from tests.support.tagged_pdf import TaggedPdf

LANGUAGES: tuple[Language, ...] = ("cy", "en")
OTHERS = ("Joe", "Bennett", "Mali", "Jenkins")


@dataclass
class Scene:
    """cadi and joe of class Derwen have finished, joe with hardly an answer right; mali of 9C has begun."""

    harness: ServiceHarness
    browsers: dict[str, TestClient]
    sittings: dict[str, UUID]

    def page(self, name: str, path: str, language: Language) -> httpx2.Response:
        answer = self.browsers[name].get(f"{path}?lang={language}", headers={"accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer

    @property
    def cadi(self) -> str:
        return f"/feedback/learners/{self.harness.people['cadi']}"

    @property
    def derwen(self) -> str:
        return f"/feedback/classes/{self.harness.classes['Derwen']}"


@pytest.fixture(scope="module")
def scene(module_harness: ServiceHarness) -> Scene:
    harness = module_harness
    browsers = {name: harness.signed_in(name) for name in ("cadi", "joe", "mali", "evans", "khan")}
    sittings = {name: harness.assign(name, year) for name, year in (("cadi", 4), ("joe", 4), ("mali", 9))}
    complete_sitting(harness, browsers["cadi"], sittings["cadi"], correct=2, out_of=3)
    complete_sitting(harness, browsers["joe"], sittings["joe"], correct=2, out_of=6)
    browsers["mali"].post(f"/api/sittings/{sittings['mali']}/start")
    return Scene(harness, browsers, sittings)


def says(html: str, sentence: str) -> bool:
    return re.sub(r"\s+", " ", sentence) in page_words(html)


def rows(answer: httpx2.Response) -> list[dict[str, str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def named(answer: httpx2.Response) -> str:
    """The name of a file, from the form in UTF-8."""
    return unquote(answer.headers["content-disposition"].partition("filename*=UTF-8''")[2])


def subject_in(language: Language) -> str:
    return subject_name(SUBJECT, translations(language))


def finished_on(scene: Scene) -> str:
    end = finished(scene.harness.log(scene.sittings["cadi"]))
    assert end is not None
    return end.at.date().isoformat()


def assert_kept_nowhere(answer: httpx2.Response) -> None:
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


# One learner


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["cadi", "evans"])
def test_a_learners_page_says_what_the_report_says(scene: Scene, reader: str, language: Language) -> None:
    say = translations(language)
    with scene.harness.service.engine.begin() as connection:
        person = scene.harness.people["cadi"]
        result, topics = result_of(scene.harness.context(connection), person, SUBJECT)
    words = learner_messages(learner_feedback(result, topics), language, say)
    answer = scene.page(reader, scene.cadi, language)
    html = answer.text
    assert f'lang="{language}"' in html
    sections = [words.strengths, words.next_steps, words.precision, *filter(None, [words.strands])]
    for section in sections:
        for sentence in (section.heading, section.lead, *section.lines):
            assert says(html, sentence), sentence
    assert says(html, words.basis)
    assert result.provisional
    assert says(html, provisional_sentence(say))
    assert not any(name in html for name in OTHERS)
    assert_kept_nowhere(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_parents_get_one_page_that_staff_open_and_its_pdf(scene: Scene, language: Language) -> None:
    page, say = scene.page("evans", f"{scene.cadi}/parents", language), translations(language)
    told = unescape(page.text)
    with scene.harness.service.engine.begin() as connection:
        result, _ = result_of(scene.harness.context(connection), scene.harness.people["cadi"], SUBJECT)
    shown = scale_score(result.theta, result.se, SCALES[SUBJECT])
    assert f"{shown.low}" in told
    assert say.gettext("Three things to do at home") in told
    assert provisional_sentence(say) in told
    assert told.count("<svg") >= 1
    assert f"{scene.cadi}/parents?lang={language}" in unescape(scene.page("evans", scene.cadi, language).text)
    document = scene.browsers["evans"].get(f"{scene.cadi}/parents.pdf?lang={language}")
    assert document.content.startswith(b"%PDF")
    assert named(document).startswith("Cadi Morgan – ")
    other = "cy" if language == "en" else "en"
    for address in (
        f"/parents.pdf?lang={language}&year=&written_in=cy",
        f"/parents.pdf?lang={language}&year=&written_in=en",
    ):
        assert f"{scene.cadi}{address}" in told
    written = scene.browsers["evans"].get(f"{scene.cadi}/parents.pdf?lang={language}&written_in={other}")
    assert (b"/Lang(cy-GB)" in written.content) == (other == "cy")
    assert scene.browsers["evans"].get("/api/me").json()["language"] == language  # the reader's stays as it is
    for refused in (scene.browsers["cadi"], scene.browsers["khan"]):
        assert refused.get(f"{scene.cadi}/parents?lang={language}").status_code in (403, 404)


def test_the_result_on_the_page_is_the_one_in_the_log(scene: Scene) -> None:
    log = scene.harness.log(scene.sittings["cadi"])
    end = finished(log)
    assert end is not None
    score = scale_score(end.theta, end.se, SCALES["numeracy-procedural"])
    with scene.harness.service.engine.begin() as connection:
        person = scene.harness.people["cadi"]
        result, _ = result_of(scene.harness.context(connection), person, SUBJECT)
    assert (result.theta, result.se, result.status, result.year) == (end.theta, end.se, end.status, 4)
    assert [item.score for item in result.items] == [reply.score for reply in replies(log)]
    for language in LANGUAGES:
        page = page_words(scene.page("evans", scene.cadi, language).text)
        assert f"{score.low}–{score.high}" in page
        assert str(score.score) in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_learner_is_greeted_in_short_and_sees_no_teachers_table(scene: Scene, language: Language) -> None:
    say = translations(language).gettext
    learners, teachers = (page_words(scene.page(reader, scene.cadi, language).text) for reader in ("cadi", "evans"))
    assert "Cadi M" in learners
    assert "Morgan" not in learners
    assert "Cadi Morgan" in teachers
    expected = say("The score beside Year %(year)d") % {"year": 4}
    rapid = say("Answered or left in less than %(seconds)d seconds") % {"seconds": 3}
    for heading in (say("For the teacher"), say("The numbers behind this feedback"), expected, rapid):
        assert heading in teachers
        assert heading not in learners


def test_me_and_the_own_id_are_the_same_page(scene: Scene) -> None:
    mine = scene.page("cadi", "/feedback/learners/me", "cy").text
    assert page_words(mine) == page_words(scene.page("cadi", scene.cadi, "cy").text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["cadi", "evans"])
def test_a_learners_pdf_is_one_in_the_language_to_keep(scene: Scene, reader: str, language: Language) -> None:
    answer = scene.page(reader, f"{scene.cadi}.pdf", language)
    assert answer.headers["content-type"] == "application/pdf"
    name = {"cadi": "Cadi M", "evans": "Cadi Morgan"}[reader]
    assert named(answer) == f"{name} – {subject_in(language)} – {finished_on(scene)}.pdf"
    assert answer.content.startswith(b"%PDF-")
    assert f"/Lang ({language}".encode() in answer.content.replace(b"/Lang(", b"/Lang (")
    assert_kept_nowhere(answer)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["cadi", "evans"])
def test_a_learners_csv_has_a_row_for_each_question_and_neither_key_nor_parameter(
    scene: Scene, reader: str, language: Language
) -> None:
    say = translations(language).gettext
    answer = scene.page(reader, f"{scene.cadi}.csv", language)
    assert named(answer).endswith(f" – {subject_in(language)} – {finished_on(scene)}.csv")
    heads = ["Subject", "Question", "Area", "Topic", "First taught in Year", "Answer", "Finished on", "Note"]
    table = rows(answer)
    assert list(table[0]) == [say(head) for head in heads]
    given = {1: say("Correct"), 0: say("Incorrect"), None: say("Left as “I can’t do this”")}
    log = replies(scene.harness.log(scene.sittings["cadi"]))
    assert [row[say("Answer")] for row in table] == [given[None if r.response is None else r.score] for r in log]
    assert [row[say("Question")] for row in table] == [str(r.position) for r in log]
    assert not any(name in answer.text for name in ("Cadi", "Morgan", *OTHERS))
    assert not any(reply.item in answer.text for reply in log)
    assert_kept_nowhere(answer)


# A class


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_page_has_its_learners_with_their_scores_and_nobody_elses(scene: Scene, language: Language) -> None:
    say = translations(language)
    answer = scene.page("evans", scene.derwen, language)
    page = page_words(answer.text)
    for name in ("cadi", "joe"):
        end = finished(scene.harness.log(scene.sittings[name]))
        assert end is not None
        score = scale_score(end.theta, end.se, SCALES["numeracy-procedural"])
        assert f"{score.low}–{score.high}" in page
        assert f"/feedback/learners/{scene.harness.people[name]}?lang={language}" in answer.text
    assert "Cadi Morgan" in page
    assert "Joe Bennett" in page
    assert "Mali" not in page
    assert str(scene.harness.people["mali"]) not in answer.text
    assert says(answer.text, provisional_sentence(say))
    assert say.gettext("Finished") in page
    assert_kept_nowhere(answer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_where_nobody_has_finished_shows_no_score_and_no_mark(scene: Scene, language: Language) -> None:
    say = translations(language)
    html = scene.page("khan", f"/feedback/classes/{scene.harness.classes['9C']}", language).text
    assert says(html, "Mali Jenkins")
    assert says(html, say.gettext("In progress"))
    assert not says(html, provisional_sentence(say))
    assert "Cadi" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_csv_is_the_pages_table(scene: Scene, language: Language) -> None:
    say = translations(language).gettext
    answer = scene.page("evans", f"{scene.derwen}.csv", language)
    assert named(answer) == f"Derwen – {subject_in(language)} – 2026-27.csv"
    table = rows(answer)
    assert list(table[0]) == [say(head) for head in (
        "Name", "Year", "State", "Finished on", "Score", "Low end of the band", "High end of the band", "Note",
    )]  # fmt: skip
    found = {}
    for name in ("cadi", "joe"):
        end = finished(scene.harness.log(scene.sittings[name]))
        assert end is not None
        score = scale_score(end.theta, end.se, SCALES["numeracy-procedural"])
        found[name] = ("4", say("Finished"), str(score.score), str(score.low), str(score.high))
    heads = ("Year", "State", "Score", "Low end of the band", "High end of the band")
    columns = [say(head) for head in heads]
    read = {row[say("Name")]: tuple(row[column] for column in columns) for row in table}
    assert read == {"Joe Bennett": found["joe"], "Cadi Morgan": found["cadi"]}
    assert_kept_nowhere(answer)


def test_a_learners_page_leads_to_the_learners_before_and_after_in_the_class_list(scene: Scene) -> None:
    joe = f"/feedback/learners/{scene.harness.people['joe']}"

    def linked(page: str) -> dict[str, str]:
        html = scene.page("evans", page, "en").text
        assert f'href="{scene.derwen}?' in html
        return dict(re.findall(r'rel="(prev|next)" href="([^?"]*)', html))

    assert (linked(joe), linked(scene.cadi)) == ({"next": scene.cadi}, {"prev": joe})
    assert 'rel="prev"' not in scene.page("cadi", scene.cadi, "en").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_groups_by_topic_put_each_learner_where_their_own_report_does(scene: Scene, language: Language) -> None:
    html = scene.page("evans", f"{scene.derwen}/groups", language).text
    say = translations(language).gettext
    assert says(html, say("Groups by topic"))
    assert says(html, provisional_sentence(translations(language)))
    with scene.harness.service.engine.begin() as connection:
        result, topics = result_of(scene.harness.context(connection), scene.harness.people["cadi"], SUBJECT)
    heads = {"next step": say("Next step"), "can": say("Can do it"), "too little to tell": say("Not clear yet")}
    rows = dict(re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', html, re.DOTALL))
    for claim in result.claims:
        row = rows[topics[claim.topic].label[language]]
        (held,) = [cell for cell in re.findall(r"<td.*?</td>", row, re.DOTALL) if "Cadi Morgan" in cell]
        assert re.match(rf'<td data-label="{heads[claim.status]}(?: \(\d+\))?"', held)
    assert "Mali" not in html
    assert scene.browsers["khan"].get(f"{scene.derwen}/groups").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grid_shows_each_learner_in_each_topic_and_makes_a_group_of_those_chosen(
    scene: Scene, language: Language
) -> None:
    say = translations(language).gettext
    with scene.harness.service.engine.begin() as connection:
        result, topics = result_of(scene.harness.context(connection), scene.harness.people["cadi"], SUBJECT)
    html = scene.page("evans", f"{scene.derwen}/grid", language).text
    assert says(html, say("All learners and topics"))
    assert says(html, provisional_sentence(translations(language)))
    place = re.findall(r"mesur-class-grid__name[^>]*>([^<]+)<", html).index("Cadi Morgan")
    heads = {"next step": say("Next step"), "can": say("Can do it"), "too little to tell": say("Not clear yet")}
    for claim in result.claims:
        (row,) = re.findall(rf'name="topic" value="{re.escape(claim.topic)}".*?</tr>', html, re.DOTALL)
        assert f">{heads[claim.status]}: " in re.findall(r"<td.*?</td>", row, re.DOTALL)[place]
    # which questions came decides whether there is a next step; where there is none, nobody is in the group
    steps = [each.topic for each in result.claims if each.status is ClaimStatus.NEXT_STEP]
    asked = {"lang": language, "topic": steps or [each.topic for each in result.claims]}
    chosen = scene.browsers["evans"].get(f"{scene.derwen}/grid", params=asked).text
    group = chosen.partition('id="group"')[2].partition("</section>")[0]
    assert ("Cadi Morgan" in group) is bool(steps)
    assert all(topics[each].label[language] in unescape(group) for each in steps)
    assert scene.browsers["khan"].get(f"{scene.derwen}/grid").status_code == 404


def test_the_export_for_other_systems_is_the_same_in_both_languages_and_has_every_subject(scene: Scene) -> None:
    files = [scene.page("evans", f"{scene.derwen}/export.csv", language) for language in LANGUAGES]
    assert files[0].text == files[1].text
    table = rows(files[0])
    assert tuple(table[0]) == COLUMNS
    assert len(table) == 2 * len({row["subject"] for row in table})
    (cadi,) = [row for row in table if row["learner_name"] == "Cadi Morgan" and row["subject"] == SUBJECT]
    end = finished(scene.harness.log(scene.sittings["cadi"]))
    assert end is not None
    score = scale_score(end.theta, end.se, SCALES[SUBJECT])
    told = (cadi["score"], cadi["band_low"], cadi["band_high"], cadi["finished_on"], cadi["provisional"], cadi["state"])
    assert told == (str(score.score), str(score.low), str(score.high), finished_on(scene), "true", "completed")
    assert (cadi["school_year"], cadi["class_name"], cadi["year_group"]) == ("2026-27", "Derwen", "4")
    assert named(files[0]) == "Derwen – 2026-27.csv"
    assert_kept_nowhere(files[0])
    refused = scene.browsers["khan"].get(f"{scene.derwen}/export.csv")
    assert refused.status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_pdf_is_one_in_the_language_to_keep(scene: Scene, language: Language) -> None:
    answer = scene.page("evans", f"{scene.derwen}.pdf", language)
    assert answer.headers["content-type"] == "application/pdf"
    assert named(answer) == f"Derwen – {subject_in(language)} – 2026-27.pdf"
    assert 'filename="Derwen - ' in answer.headers["content-disposition"]  # in ASCII
    assert answer.content.startswith(b"%PDF-")
    assert f"/Lang ({language}".encode() in answer.content.replace(b"/Lang(", b"/Lang (")
    assert_kept_nowhere(answer)


def test_a_class_can_be_looked_at_in_another_order_and_by_state(scene: Scene) -> None:
    def names(query: str) -> list[str]:
        html = scene.browsers["evans"].get(f"{scene.derwen}?lang=en&{query}", headers={"accept": "text/html"}).text
        return re.findall(r'<th scope="row">([^<]+)</th>', html)

    by_name = names("sort=name")
    assert by_name == names("") == ["Joe Bennett", "Cadi Morgan"]
    assert names("sort=name&down=1") == by_name[::-1]
    assert names("sort=score&down=1") == ["Cadi Morgan", "Joe Bennett"]
    assert names("state=started") == []
    assert names("sort=<script>&state=x") == by_name


# When there is none


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["", ".pdf", ".csv"])
def test_before_the_end_there_is_no_feedback_and_that_is_said(scene: Scene, form: str, language: Language) -> None:
    problem = PROBLEMS["no_feedback"](translations(language))
    for reader in ("mali", "khan"):
        path = f"/feedback/learners/{scene.harness.people['mali']}{form}?lang={language}"
        document = scene.browsers[reader].get(path)
        assert (document.status_code, document.json()["code"]) == (404, "no_feedback")
        assert document.json()["title"] == problem.title
        page = scene.browsers[reader].get(path, headers={"accept": "text/html"})
        assert page.status_code == 404
        assert problem.title in unescape(page.text)


def test_a_new_sitting_leaves_the_last_result_until_it_is_finished_too(harness: ServiceHarness) -> None:
    cadi, evans = harness.signed_in("cadi"), harness.signed_in("evans")
    complete_sitting(harness, cadi, harness.assign("cadi"), correct=1, out_of=6)
    mine = f"/feedback/learners/{harness.people['cadi']}.csv"
    first = evans.get(mine).text
    again = evans.post(f"/api/classes/{harness.classes['Derwen']}/sittings").json()
    assert again["assigned"] == 2
    (waiting,) = [s["id"] for s in cadi.get("/api/sittings").json()["sittings"] if s["state"] == "assigned"]
    item = cadi.post(f"/api/sittings/{waiting}/start").json()["item"]
    put_response(cadi, UUID(waiting), 1, response_body(item, None))
    assert evans.get(mine).text == first
    say = translations("en").gettext
    table = rows(evans.get(f"/feedback/classes/{harness.classes['Derwen']}.csv?lang=en"))
    (row,) = [row for row in table if row["Name"] == "Cadi Morgan"]
    assert row["State"] == say("Finished; a new one is in progress")
    assert row["Score"] != ""


def test_after_assigning_the_page_says_to_how_many_and_every_form_tells_the_same_state(harness: ServiceHarness) -> None:
    cadi, evans = harness.signed_in("cadi"), harness.signed_in("evans")
    complete_sitting(harness, cadi, harness.assign("cadi"), correct=1, out_of=6)
    address = f"/feedback/classes/{harness.classes['Derwen']}"
    asked = f"lang=en&subject={SUBJECT}"
    for given, said in ((2, "Given to 2 learners."), (0, "Every learner already has one to do.")):
        answer = evans.post(f"/classes/{harness.classes['Derwen']}/sittings?lang=en", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{address}?{asked}&given={given}")
        page = evans.get(answer.headers["location"], headers={"accept": "text/html"}).text
        assert says(page, said)
        assert says(page, "Finished; a new one is ready")
        assert "given=" not in page
    assert not says(evans.get(f"{address}?lang=en&given=99", headers={"accept": "text/html"}).text, "Given to")
    states = {row["Name"]: row["State"] for row in rows(evans.get(f"{address}.csv?lang=en"))}
    assert states == {"Joe Bennett": "Not started", "Cadi Morgan": "Finished; a new one is ready"}
    home = page_words(cadi.get("/?lang=en", headers={"accept": "text/html"}).text)
    assert home.index("This one is ready for you.") < home.index("You finished this one on ")


@pytest.mark.parametrize(
    ("reader", "where"),
    [("cadi", "learner"), ("evans", "learner"), ("evans", "parents"), ("evans", "class")],
)
def test_both_languages_have_the_same_numbers_on_the_page_and_in_its_pdf(scene: Scene, reader: str, where: str) -> None:
    path = {"learner": scene.cadi, "parents": f"{scene.cadi}/parents", "class": scene.derwen}[where]
    welsh, english = (page_numbers(main_of(scene.page(reader, path, language).text)) for language in LANGUAGES)
    assert welsh == english
    assert len(welsh) > 3
    documents = [TaggedPdf(scene.page(reader, f"{path}.pdf", language).content) for language in LANGUAGES]
    printed = [sorted(re.findall(r"\d+(?:[.,]\d+)*", each.text)) for each in documents]
    assert printed[0] == printed[1]
    assert len(printed[0]) > 3


def main_of(html: str) -> str:
    """A page without what stands around it, which has the id of no person and links in the other language."""
    return html[html.index("<main") : html.index("</main>")]
