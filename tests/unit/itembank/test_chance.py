"""What chance earns, what misconceptions earn, and results of banks that paid for both."""

import re
from dataclasses import replace
from itertools import combinations, permutations, product

import pytest

from itembank import read_bank, write_bank
from itembank.builtin_banks import BUILTIN_BANKS, builtin_bank
from itembank.compilation.item_pool import item_parameters
from itembank.content.item_versions import ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.content.response_types import (
    Choice,
    GapFill,
    Hotspot,
    Matching,
    MultipleChoice,
    NumberEntry,
    Ordering,
    SelectText,
)
from itembank.content.scoring_rules import AnticipatedNumber, ExactNumber, ExactSet
from itembank.gates import CHANCE_CREDIT_LIMIT, Gate, credit_findings
from itembank.language import LANGUAGES
from itembank.scoring.chance_scores import (
    GUESSING_SHARE,
    chance_floors,
    chance_scores,
    expected_chance_credit,
)
from itembank.scoring.scoring import score
from itembank.versions.bank_version import BankVersion

banks = pytest.mark.parametrize("subject", BUILTIN_BANKS)
SEVERAL = Choice | Hotspot | MultipleChoice | Ordering | Matching | GapFill | SelectText


def replies(item: ItemVersion) -> list[str | list[str]]:
    """Every reply that a learner could give without reading, each as likely as another."""
    match item.response:
        case Choice(options=options) | Hotspot(areas=options):
            return [option.id for option in options]
        case MultipleChoice(options=options, least=least, most=most):
            return subsets([option.id for option in options], least, most)
        case SelectText(stretches=options, least=least, most=most):
            return subsets([option.id for option in options], least, most)
        case Ordering(items=cards):
            return list(map(list, permutations(card.id for card in cards)))
        case Matching(rows=rows, options=options):
            return list(map(list, product([option.id for option in options], repeat=len(rows))))
        case GapFill(gaps=gaps):
            return list(map(list, product(*[[option.id for option in gap.options] for gap in gaps])))
    return []


def subsets(ids: list[str], least: int, most: int) -> list[str | list[str]]:
    return [list(some) for size in range(least, most + 1) for some in combinations(ids, size)]


def kinds(bank: BankVersion) -> list[ItemVersion]:
    """One item of each form and rule."""
    found = {}
    for item in bank.items:
        if isinstance(item.response, SEVERAL):
            form = [len(getattr(item.response, name, ())) for name in ("options", "areas", "rows", "items", "parts")]
            found[type(item.response), *form, item.most, len(getattr(item.rule, "keys", ()))] = item
    return list(found.values())


@banks
def test_what_chance_earns_is_what_every_blind_reply_earns_on_average(subject: str) -> None:
    for item in kinds(builtin_bank(subject)):
        earned = [score(item, reply) for reply in replies(item)]
        shares = [earned.count(score) / len(earned) for score in range(item.most + 1)]
        assert chance_scores(item.response, item.rule, item.most) == pytest.approx(shares, abs=1e-12), item.item


@banks
def test_provisional_parameters_have_the_floor_of_their_form(subject: str) -> None:
    for item in builtin_bank(subject).items:
        floors = chance_floors(item.response, item.rule, item.most)
        match item.parameters:
            case LogisticParameters(c=c):
                assert (c,) == floors, item.item
            case PartialCreditParameters(floors=held):
                assert held == (floors if floors[0] else ()), item.item
        if isinstance(item.response, NumberEntry):
            assert not any(floors), item.item
        if isinstance(item.response, Choice):
            assert floors[0] == pytest.approx(GUESSING_SHARE / len(item.response.options), abs=5e-4)


@banks
def test_the_engine_is_given_the_floors(subject: str) -> None:
    items = builtin_bank(subject).items
    parameters = item_parameters(items)
    for place, item in enumerate(items):
        own = item.parameters
        expected = own.floors if isinstance(own, PartialCreditParameters) else ()
        held = parameters.floors[place]
        assert held[: len(expected)].tolist() == list(expected)
        assert not held[len(expected) :].any()
        assert parameters.c[place] == (own.c if isinstance(own, LogisticParameters) else 0.0)


@banks
def test_selecting_several_at_random_earns_next_to_nothing(subject: str) -> None:
    for item in builtin_bank(subject).items:
        if not isinstance(item.response, MultipleChoice):
            continue
        assert expected_chance_credit(item.response, item.rule, item.most) <= CHANCE_CREDIT_LIMIT, item.item
        ids = [option.id for option in item.response.options]
        for size in range(item.response.least, item.response.most + 1):  # nor does the luckiest number to select
            earned = [score(item, list(some)) for some in combinations(ids, size)]
            assert sum(earned) / len(earned) / item.most <= 0.2, (item.item, size)
        assert score(item, ids if item.response.most == len(ids) else None) == 0


@banks
def test_neither_form_nor_words_tell_how_many_are_right(subject: str) -> None:
    number = re.compile(
        r"\b(two|three|four|2|3|4|dau|ddau|dwy|ddwy|tri|dri|tair|dair)\b (answers?|things?|ateb|beth)", re.I
    )
    for item in builtin_bank(subject).items:
        if isinstance(item.response, MultipleChoice) and not item.item.startswith("makes/"):
            assert (item.response.least, item.response.most) == (1, len(item.response.options)), item.item
            for language in LANGUAGES:
                assert not number.search(item.prompt[language] + " " + item.response.label[language]), item.item


@banks
def test_no_misconception_earns_marks(subject: str) -> None:
    misconceptions, chance = credit_findings(builtin_bank(subject))
    assert misconceptions.holds, misconceptions.message.en
    assert chance.holds, chance.message.en


@pytest.mark.parametrize(
    ("item", "wrong"),
    [("patagonia-call/overlap", "210"), ("patagonia-call/overlap", "270"), ("reading-challenge/all-books", "28")],
)
def test_the_misconceptions_that_were_paid_earn_nothing(item: str, wrong: str) -> None:
    (found,) = (each for each in builtin_bank("numeracy-reasoning").items if each.item == item)
    assert score(found, wrong) == 0


def with_number(bank: BankVersion, *named: AnticipatedNumber) -> BankVersion:
    """The bank with anticipated numbers of its first item of two marks that is answered by a number."""
    place, item = next((at, i) for at, i in enumerate(bank.items) if isinstance(i.rule, ExactNumber) and i.most == 2)
    mended = replace(item, rule=ExactNumber(item.rule.value, named))
    return replace(bank, items=(*bank.items[:place], mended, *bank.items[place + 1 :]))


@pytest.mark.parametrize(
    "paid",
    [AnticipatedNumber("1234", 1, "loses-the-sign"), AnticipatedNumber("1234", 1, "", "counts-the-children")],
)
def test_a_bank_that_pays_a_misconception_fails_its_gate(paid: AnticipatedNumber) -> None:
    misconceptions, _ = credit_findings(with_number(builtin_bank("numeracy-reasoning"), paid))
    assert misconceptions.gate is Gate.MISCONCEPTIONS
    assert misconceptions.blocks_publication
    assert "1, such as" in misconceptions.message.en


def older(bank: BankVersion) -> BankVersion:
    """A bank as it was before models knew chance: sets by parts, misconceptions paid, no floors, no practice items."""
    items = []
    for item in bank.items:
        rule, own = item.rule, item.parameters
        if isinstance(rule, ExactSet) and item.most == 2:
            rule = ExactSet(rule.keys, rule.misconceptions, "parts")
        if isinstance(rule, ExactNumber):
            rule = ExactNumber(
                rule.value, tuple(AnticipatedNumber(n.value, 1, n.misconception or n.step) for n in rule.named)
            )
        own = replace(own, c=0.0) if isinstance(own, LogisticParameters) else replace(own, floors=())
        items.append(replace(item, rule=rule, parameters=own))
    return replace(bank, items=tuple(items), practice=())


def test_a_bank_of_before_reads_writes_and_scores_as_it_did() -> None:
    held = older(builtin_bank("numeracy-reasoning"))
    data = write_bank(held)
    assert b'"floors"' not in data
    assert b'"step":"stops' not in data
    again = read_bank(data, held.hash)
    assert write_bank(again) == data
    several = next(item for item in again.items if isinstance(item.response, MultipleChoice))
    keys = several.rule.keys if isinstance(several.rule, ExactSet) else ()
    wrong = next(option.id for option in several.response.options if option.id not in keys)  # type: ignore[union-attr]
    assert score(several, [keys[0], wrong]) == 1
    (overlap,) = (each for each in again.items if each.item == "patagonia-call/overlap")
    assert score(overlap, "210") == 1
    misconceptions, chance = credit_findings(again)
    assert misconceptions.blocks_publication
    assert chance.blocks_publication
    assert not item_parameters(again.items).lifted.any()
