"""The files of a whole class and school: what is in them, who is recorded, who may have them, and for how long."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import unquote
from uuid import UUID

import pytest
from sqlalchemy import Connection, select

from delivery_api.access.refusals import NotFound
from delivery_api.access.request_context import SignedIn
from delivery_api.access_profiles import service
from delivery_api.audit.tables import audit_table
from delivery_api.feedback.learner_files import LearnerFiles, WantedFiles
from delivery_api.identity import store as identity
from delivery_api.identity.values import SchoolClass
from tests.support.pdf_text import pdf_text
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import SUBJECT, ServiceHarness, complete_sitting, sign_in

YEAR = "2026-27"


@dataclass
class Scene:
    """cadi and joe of class Derwen have finished; mali of 9C has not begun."""

    harness: ServiceHarness

    @property
    def derwen(self) -> str:
        return f"/feedback/classes/{self.harness.classes['Derwen']}"

    @property
    def school(self) -> str:
        return f"/feedback/schools/{self.harness.school}"

    def zip(self, who: str, path: str, query: str = "") -> dict[str, bytes]:
        answer = self.harness.signed_in(who).get(f"{path}/files.zip?lang=en&{query}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert archive.testzip() is None
            files = {each: archive.read(each) for each in archive.namelist()}
        assert int(answer.headers["mesur-files"]) == len(files)
        assert all(each.startswith(b"%PDF") for each in files.values())
        return files

    def rows(self) -> list[tuple[UUID | None, UUID | None]]:
        """Who had whose results in a file, from the audit."""
        query = select(audit_table).where(audit_table.c.action == "saw feedback (class file)")
        with self.harness.service.engine.begin() as connection:
            return [(row.actor, row.learner) for row in connection.execute(query.order_by(audit_table.c.sequence))]


@pytest.fixture(scope="module")
def scene(module_harness: ServiceHarness) -> Scene:
    add_people_of_all_roles(module_harness)
    for name in ("cadi", "joe"):
        complete_sitting(module_harness, module_harness.signed_in(name), module_harness.assign(name))
    return Scene(module_harness)


def test_a_class_is_a_zip_of_files_named_after_learner_subject_and_day(scene: Scene) -> None:
    before = len(scene.rows())
    files = scene.zip("evans", scene.derwen)
    assert [re.sub(r"\d{4}-\d\d-\d\d", "DAY", each) for each in files] == [
        "Joe Bennett – Numeracy (procedural) – DAY.pdf",
        "Cadi Morgan – Numeracy (procedural) – DAY.pdf",
    ]
    people = scene.harness.people
    assert scene.rows()[before:] == [(people["evans"], people["joe"]), (people["evans"], people["cadi"])]


def test_both_languages_have_a_folder_each_and_the_page_for_staff_makes_a_file_longer(scene: Scene) -> None:
    both = scene.zip("evans", scene.derwen, "both=true")
    assert {each.split("/")[0] for each in both} == {"Cymraeg", "English"}
    assert [b"/Lang(cy-GB)" in pdf for pdf in both.values()] == [True, False] * 2
    for name, pdf in scene.zip("evans", scene.derwen, "written_for=staff").items():
        assert len(pdf) > len(both[f"English/{name}"])


def test_parents_letters_are_one_a_learner_over_all_their_subjects_and_named_so(scene: Scene) -> None:
    before = len(scene.rows())
    letters = scene.zip("evans", scene.derwen, "written_for=parents")
    assert [re.sub(r"\d{4}-\d\d-\d\d", "DAY", each) for each in letters] == [
        "Joe Bennett – for parents – DAY.pdf",
        "Cadi Morgan – for parents – DAY.pdf",
    ]
    assert "You can" not in (told := pdf_text(letters[next(iter(letters))]))
    assert "Joe Bennett’s personalised assessments" in told
    people = scene.harness.people
    assert scene.rows()[before:] == [(people["evans"], people["joe"]), (people["evans"], people["cadi"])]
    answer = scene.harness.signed_in("evans").get(f"{scene.derwen}/files.pdf?lang=en&written_for=parents")
    assert [each.partition("’")[0] for each in bookmarks(answer.content)] == ["Joe Bennett", "Cadi Morgan"]


def test_a_letter_for_parents_is_in_the_language_of_their_learner_where_one_is_set(scene: Scene) -> None:
    harness, joe = scene.harness, scene.harness.people["joe"]
    with harness.service.engine.begin() as connection:
        service.give_settings(connection, joe, {"language": "cy"}, harness.people["evans"], harness.clock())
    evans = harness.signed_in("evans")
    page = evans.get(f"/feedback/learners/{joe}/parents?lang=en").text
    assert "This learner’s language is Welsh" in page
    assert page.index("written_in=cy") < page.index("written_in=en")
    letters = scene.zip("evans", scene.derwen, "written_for=parents&own=true")
    assert [b"/Lang(cy-GB)" in pdf for pdf in letters.values()] == [True, False]
    for query in ("written_for=parents", "written_for=learners&own=true"):
        assert not any(b"/Lang(cy-GB)" in pdf for pdf in scene.zip("evans", scene.derwen, query).values())
    assert len(scene.zip("evans", scene.derwen, "written_for=parents&own=true&both=true")) == 4
    with harness.service.engine.begin() as connection:
        service.give_settings(connection, joe, {}, harness.people["evans"], harness.clock())


def bookmarks(pdf: bytes) -> list[str]:
    """The names of people among the bookmarks of a PDF, whose outline Typst leaves uncompressed."""
    texts = re.findall(rb"/Title ?<([0-9A-Fa-f]+)>|/Title ?\(((?:[^()\\]|\\.)*)\)", pdf)
    read = [bytes.fromhex(each.decode()).decode("utf-16") if each else plain.decode("latin-1") for each, plain in texts]
    return [each for each in read if each.startswith(("Joe", "Cadi"))]


def test_a_class_is_one_pdf_with_a_bookmark_for_each_learner(scene: Scene) -> None:
    answer = scene.harness.signed_in("evans").get(f"{scene.derwen}/files.pdf?lang=en")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    name = unquote(answer.headers["content-disposition"].partition("UTF-8''")[2])
    assert name == "Derwen – Numeracy (procedural) – 2026-27.pdf"
    assert bookmarks(answer.content) == ["Joe Bennett · Numeracy (procedural)", "Cadi Morgan · Numeracy (procedural)"]
    assert b"/StructTreeRoot" in answer.content


def test_a_school_is_a_zip_with_a_folder_or_a_pdf_for_each_class(scene: Scene) -> None:
    assert {each.split("/")[0] for each in scene.zip("head", scene.school)} == {"Derwen"}
    assert len(scene.zip("reader", scene.school)) == 2
    answer = scene.harness.signed_in("head").get(f"{scene.school}/files.zip?lang=en&one_a_class=true")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["Derwen.pdf"]


@pytest.mark.parametrize("kind", ["", ".zip"])
def test_who_may_not_read_every_learner_of_a_school_has_no_file_of_it(scene: Scene, kind: str) -> None:
    for who in ("evans", "governor", "other.head", "authority", "cadi"):
        assert scene.harness.signed_in(who).get(f"{scene.school}/files{kind}").status_code == 404, who


def test_a_class_without_a_result_has_no_file_and_that_is_said(scene: Scene) -> None:
    for kind in ("zip", "pdf"):
        answer = scene.harness.signed_in("khan").get(f"/feedback/classes/{scene.harness.classes['9C']}/files.{kind}")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_feedback")


def test_a_file_needs_a_fresh_sign_in_and_its_page_does_not(scene: Scene) -> None:
    browser = scene.harness.browser(fresh_minutes=15)
    sign_in(browser, "evans")
    scene.harness.clock.now += timedelta(minutes=16)
    assert browser.get(f"{scene.derwen}/files").status_code == 200
    for kind in ("zip", "pdf"):
        assert browser.get(f"{scene.derwen}/files.{kind}").json()["type"].endswith("sign_in_stale")


def test_a_file_ends_where_the_right_to_read_ends(scene: Scene) -> None:
    harness, allowed = scene.harness, [True, True, False]

    def recheck(connection: Connection, class_id: UUID, _now: object) -> SchoolClass:
        if not allowed.pop(0):
            raise NotFound(thing="class")
        found = identity.class_today(connection, class_id, harness.clock().date())
        assert found is not None
        return found

    with harness.service.engine.begin() as connection:
        context = harness.context(connection)
    assert context.checks is not None
    files = LearnerFiles(
        harness.service.ring, harness.bank_cache, context.checks, harness.service.engine.begin, harness.clock
    )
    person = SignedIn(harness.people["evans"], "staff", lambda: "E Evans", harness.school)
    before, wanted = len(scene.rows()), WantedFiles((SUBJECT,), YEAR, ("en",))
    reading = files.read(harness.classes["Derwen"], person, wanted, recheck)
    assert next(reading).name.startswith("Joe Bennett")
    with pytest.raises(NotFound):
        next(reading)
    assert len(scene.rows()) == before + 1
