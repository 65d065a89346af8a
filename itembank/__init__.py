"""What is asked: items in Welsh and English, how a reply is scored, and the tests made of them."""

from itembank.bank import BankVersion, write_bank
from itembank.compilation import compile_test, item_parameters, item_pool
from itembank.design import Population, TestDesign
from itembank.errors import (
    InvalidBank,
    InvalidReply,
    ItemBankError,
    ReplyProblem,
    UnknownDesign,
    UnknownItem,
    UnknownYear,
)
from itembank.items import Feature, ItemVersion, Parameters
from itembank.language import LANGUAGES, Language, Text
from itembank.numeracy.bank import numeracy_bank
from itembank.parsing import read_bank
from itembank.presentation import present
from itembank.responses import Choice, NumberEntry, Option, Ordering, Reply
from itembank.rules import ExactNumber, ExactOrder, KeyedChoice, Misconception
from itembank.scoring import check_reply, score
from itembank.topics import Topic
from itembank.validity import check_bank

__all__ = [
    "LANGUAGES",
    "BankVersion",
    "Choice",
    "ExactNumber",
    "ExactOrder",
    "Feature",
    "InvalidBank",
    "InvalidReply",
    "ItemBankError",
    "ItemVersion",
    "KeyedChoice",
    "Language",
    "Misconception",
    "NumberEntry",
    "Option",
    "Ordering",
    "Parameters",
    "Population",
    "Reply",
    "ReplyProblem",
    "TestDesign",
    "Text",
    "Topic",
    "UnknownDesign",
    "UnknownItem",
    "UnknownYear",
    "check_bank",
    "check_reply",
    "compile_test",
    "item_parameters",
    "item_pool",
    "numeracy_bank",
    "present",
    "read_bank",
    "score",
    "write_bank",
]
