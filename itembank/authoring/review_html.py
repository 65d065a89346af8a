"""What reviewers said of an item as HTML, and a form to say more."""

from collections.abc import Mapping
from html import escape

from itembank.authoring import review_messages as messages
from itembank.authoring.reviews import Comment, ItemReview, item_version
from itembank.content.item_versions import ItemVersion
from itembank.language import Language

LONGEST_NAME = 100
LONGEST_COMMENT = 2000


def review_html(file: str, item: ItemVersion, review: ItemReview, language: Language) -> str:
    """What was said of an item, what is open first, and a form."""
    stands = item_version(item)
    comments = "".join(_comment(each, stands, language) for each in review.open)
    done = _done(review.done, stands, language) if review.done else ""
    told = f"{_approvals(review, language)}{comments}{done}{_form(file, item, stands, language)}"
    return f'<div class="reviews" id="{anchor(item)}">{told}</div>'


def anchor(item: ItemVersion) -> str:
    """The id of the reviews of an item on the page."""
    return f"reviews-{item.id}"


def _approvals(review: ItemReview, language: Language) -> str:
    given = (messages.APPROVED[language] % (each.by, each.on) for each in review.approvals)
    lapsed = (messages.LAPSED[language] % (each.by, each.on) for each in review.lapsed)
    nobody = "" if review.approvals else _line("lacking", messages.NOT_APPROVED[language])
    told = "".join(_line("approved", each) for each in given)
    return told + "".join(_line("lapsed", each) for each in lapsed) + nobody


def _line(kind: str, words: str) -> str:
    return f'<p class="{kind}">{escape(words)}</p>'


def _comment(comment: Comment, stands: str, language: Language, *, is_open: bool = True) -> str:
    said = "<br>".join(escape(line) for line in comment.text.splitlines())
    before = "" if comment.version == stands else f" <i>{escape(messages.OF_BEFORE[language])}</i>"
    who = escape(messages.COMMENT[language] % (comment.by, comment.on))
    button = _ending(comment, language) if is_open else ""
    return f'<div class="comment"><p><b>{who}</b> {said}{before}</p>{button}</div>'


def _done(comments: tuple[Comment, ...], stands: str, language: Language) -> str:
    told = "".join(_comment(each, stands, language, is_open=False) for each in comments)
    return f"<details><summary>{escape(messages.DONE_COMMENTS[language] % len(comments))}</summary>{told}</details>"


def _ending(comment: Comment, language: Language) -> str:
    hidden = _hidden({"file": comment.file, "item": comment.item, "comment": comment.id})
    who = f'<label>{escape(messages.NAME[language])} <input name="by" maxlength="{LONGEST_NAME}" required></label>'
    button = f'<button name="act" value="done">{escape(messages.DONE[language])}</button>'
    return f'<form method="post" action="/reviews">{hidden}{who} {button}</form>'


def _form(file: str, item: ItemVersion, stands: str, language: Language) -> str:
    hidden = _hidden({"file": file, "item": item.item, "version": stands})
    name = escape(messages.NAME[language])
    who = f'<label>{name} <input name="by" maxlength="{LONGEST_NAME}" required></label>'
    area = f'<textarea name="text" rows="3" maxlength="{LONGEST_COMMENT}"></textarea>'
    words = f"<label>{escape(messages.TEXT[language])} {area}</label>"
    say = f'<button name="act" value="comment">{escape(messages.SAY[language])}</button>'
    approve = f'<button name="act" value="approve">{escape(messages.APPROVE[language])}</button>'
    form = f'<form method="post" action="/reviews">{hidden}{who}{words}<p>{say} {approve}</p></form>'
    return f"<details><summary>{escape(messages.REVIEW[language])}</summary>{form}</details>"


def _hidden(values: Mapping[str, str]) -> str:
    return "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in values.items())
