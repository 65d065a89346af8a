"""What a head and a governor meet on the page of a small school."""

from __future__ import annotations

from delivery_api.web.message_catalogue import translations
from delivery_api.web.reader_language import LANGUAGES
from reports.feedback.learner_messages import provisional_sentence
from tests.support.page_words import page_numbers
from tests.support.people_of_all_roles import add_people_of_all_roles
from tests.support.service_harness import ServiceHarness, complete_sitting

HTML = {"accept": "text/html"}


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_a_head_sees_every_cell_and_a_governor_none_below_ten(harness: ServiceHarness) -> None:
    school = add_people_of_all_roles(harness).own
    complete_sitting(harness, harness.signed_in("cadi"), harness.assign("cadi"))
    for who, kept_back in (("head", False), ("governor", True)):
        browser = harness.signed_in(who)
        for address in (f"/feedback/schools/{school}?lang=en", f"/feedback/schools/{school}.csv?lang=en"):
            answer = browser.get(address, headers=HTML)
            assert answer.status_code == 200
            assert ("[c]" in answer.text) is kept_back, who
            assert "All the years" not in answer.text
            assert provisional_sentence(translations("en")).replace("'", "&#39;") in answer.text.replace("'", "&#39;")
        pages = [browser.get(f"/feedback/schools/{school}?lang={each}", headers=HTML).text for each in LANGUAGES]
        back = pages[1].partition("</nav>")[2].partition("</nav>")[0]  # by the heading of the page that it leads to
        assert ("Your classes" in back, "Your start page" in back) == (not kept_back, kept_back)
        welsh, english = (page_numbers(main_of(each)) for each in pages)
        assert welsh == english
