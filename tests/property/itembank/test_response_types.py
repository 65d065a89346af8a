"""Properties of response types: replies, partial credit and allowed HTML."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from itembank import PRACTICE, InvalidReply, ItemVersion, ReplyProblem, score
from itembank.content.allowed_html import disallowed_markup
from itembank.content.response_types import Reply
from itembank.scoring.scoring import credit_score

ITEMS = st.sampled_from(list(PRACTICE.values()))
WRITTEN = st.sampled_from([*"abcdz", "", "0", "2", "4", "5", "6", "7", "11", "6,5", "−1"]) | st.text(max_size=6)
REPLIES = st.none() | WRITTEN | st.lists(WRITTEN, max_size=4)


@given(ITEMS, REPLIES)
def test_any_reply_to_any_item_has_a_score_of_the_item_or_a_known_code(item: ItemVersion, reply: Reply) -> None:
    assert _outcome(item, reply) in {*range(item.most + 1), *ReplyProblem}


def _outcome(item: ItemVersion, reply: Reply) -> int | str:
    try:
        return score(item, reply)
    except InvalidReply as refusal:
        return refusal.code


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True))
def test_a_hint_never_earns_anything(picked: list[str]) -> None:
    item = PRACTICE["multiple"]
    assert score(item, picked, 1) == min(score(item, picked), item.most - 1)


@given(st.integers(1, 12), st.integers(1, 12))
def test_credit_by_parts_rises_with_the_parts_and_is_whole_only_when_all_are_right(parts: int, most: int) -> None:
    earned = [credit_score("parts", right, parts, most) for right in range(-parts, parts + 1)]
    assert earned == sorted(earned)
    assert earned[: parts + 1] == [0] * (parts + 1)
    assert earned.count(most) == 1


class Seen(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(f"@{name}" for name, _ in attrs)}


PIECES = [
    "<p>",
    "</p>",
    "<b",
    "<script>",
    "<p onclick=",
    ' class="a"',
    ' id="a"',
    '"',
    ">",
    "/>",
    "<",
    "a",
    " ",
    "=",
    "<br>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_in_what_passes_as_markup_a_parser_sees_only_what_was_let_in(html: str) -> None:
    if disallowed_markup(html) is None:
        seen = Seen()
        seen.feed(html)
        seen.close()
        assert seen.names <= {"p", "b", "br", "@class"}
