"""Every reason for which something is refused has words, in both languages."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from gettext import NullTranslations

import pytest

import delivery_api
from delivery_api.access.refusals import Reason, Refused
from delivery_api.commands.refusal_messages import DECLINED_SENTENCES, FAILURE_SENTENCES
from delivery_api.commands.setup_messages import MISSING_SENTENCES
from delivery_api.http.problem_sentences import INVALID_REPLY_SENTENCES, PROBLEMS
from delivery_api.sittings.storage.programmes import MissingPart
from delivery_api.storage.database_errors import DatabaseFailure
from delivery_api.web.message_catalogue import translations
from itembank import ReplyProblem

NAMED = re.compile(r"%\(\w+\)[sd]")

# reasons that no exception of ours stands for
OF_THE_FRAMEWORK = {"invalid_request", "other_site", "busy", "method", "internal", "too_large", "too_slow"}


def subclasses(kind: type[Refused]) -> Iterator[type[Refused]]:
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


@pytest.fixture(scope="module")
def refusals() -> list[type[Refused]]:
    for module in pkgutil.walk_packages(delivery_api.__path__, "delivery_api."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    return [each for each in subclasses(Refused) if each.__module__.startswith("delivery_api.")]


def test_every_refusal_has_words_and_every_word_a_refusal(refusals: list[type[Refused]]) -> None:
    assert {each.code for each in refusals} | OF_THE_FRAMEWORK == set(PROBLEMS)


def test_every_refusal_has_a_code_of_its_own(refusals: list[type[Refused]]) -> None:
    codes = [each.code for each in refusals]
    assert len(set(codes)) == len(codes)
    assert [each.__name__ for each in refusals if "code" not in vars(each)] == []


def test_every_problem_of_a_reply_has_words() -> None:
    assert set(INVALID_REPLY_SENTENCES) == {problem.value for problem in ReplyProblem}


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_is_said_in_both_languages(code: str) -> None:
    welsh, english = (PROBLEMS[code](translations(language)) for language in ("cy", "en"))
    assert 400 <= english.status < 600
    assert welsh.status == english.status
    for part in ("title", "detail"):
        assert getattr(english, part)
        assert getattr(welsh, part) not in ("", getattr(english, part))
    assert bool(welsh.what_to_do) == bool(english.what_to_do)
    assert not english.what_to_do or welsh.what_to_do != english.what_to_do


@pytest.mark.parametrize("code", INVALID_REPLY_SENTENCES)
def test_a_problem_of_a_reply_is_said_in_both_languages(code: str) -> None:
    welsh, english = (INVALID_REPLY_SENTENCES[code](translations(language)) for language in ("cy", "en"))
    assert english
    assert welsh not in ("", english)


@pytest.mark.parametrize(
    ("reasons", "words"),
    [(Reason, DECLINED_SENTENCES), (DatabaseFailure, FAILURE_SENTENCES), (MissingPart, MISSING_SENTENCES)],
    ids=["declined", "failing", "lacking"],
)
def test_every_reason_of_a_command_has_a_sentence_in_both_languages(
    reasons: type[StrEnum], words: Mapping[StrEnum, Callable[[NullTranslations], str]]
) -> None:
    assert set(words) == set(reasons)
    said = {reason: [words[reason](translations(language)) for language in ("cy", "en")] for reason in reasons}
    assert [str(reason) for reason, (welsh, english) in said.items() if welsh in ("", english)] == []
    for welsh, english in said.values():
        assert sorted(NAMED.findall(welsh)) == sorted(NAMED.findall(english))
