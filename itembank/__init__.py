"""What is asked: items in Welsh and English, how a reply is scored, and the tests made of them."""

from itembank.bank import BankVersion, write_bank
from itembank.compilation import compile_test, item_parameters, item_pool
from itembank.design import Population, TestDesign
from itembank.errors import (
    IllegalMove,
    InvalidBank,
    InvalidReply,
    ItemBankError,
    ReplyProblem,
    UnknownDesign,
    UnknownHint,
    UnknownItem,
    UnknownYear,
)
from itembank.items import Feature, ItemVersion, Parameters, PartialCredit
from itembank.language import LANGUAGES, Language, Text
from itembank.lifecycle import Status
from itembank.numeracy.bank import numeracy_bank
from itembank.parsing import read_bank
from itembank.practice import PRACTICE
from itembank.presentation import present, spoken_in
from itembank.responses import (
    Bar,
    BarChart,
    Blank,
    Choice,
    Gap,
    GapFill,
    Hotspot,
    Mark,
    Matching,
    MultipleChoice,
    NumberEntry,
    NumberLine,
    Option,
    Ordering,
    Reply,
    SelectText,
    TableEntry,
    Words,
)
from itembank.rules import (
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
    Misconception,
    MisconceptionAt,
    NamedNumber,
)
from itembank.scoring import check_reply, score
from itembank.stimuli import Stimulus
from itembank.subjects import SUBJECTS, Subject
from itembank.topics import Topic
from itembank.validity import check_bank

__all__ = [
    "LANGUAGES",
    "PRACTICE",
    "SUBJECTS",
    "BankVersion",
    "Bar",
    "BarChart",
    "Blank",
    "Choice",
    "ExactList",
    "ExactNumber",
    "ExactOrder",
    "ExactSet",
    "Feature",
    "Gap",
    "GapFill",
    "Hotspot",
    "IllegalMove",
    "InvalidBank",
    "InvalidReply",
    "ItemBankError",
    "ItemVersion",
    "KeyedChoice",
    "Language",
    "Mark",
    "Matching",
    "Misconception",
    "MisconceptionAt",
    "MultipleChoice",
    "NamedNumber",
    "NumberEntry",
    "NumberLine",
    "Option",
    "Ordering",
    "Parameters",
    "PartialCredit",
    "Population",
    "Reply",
    "ReplyProblem",
    "SelectText",
    "Status",
    "Stimulus",
    "Subject",
    "TableEntry",
    "TestDesign",
    "Text",
    "Topic",
    "UnknownDesign",
    "UnknownHint",
    "UnknownItem",
    "UnknownYear",
    "Words",
    "check_bank",
    "check_reply",
    "compile_test",
    "item_parameters",
    "item_pool",
    "numeracy_bank",
    "present",
    "read_bank",
    "score",
    "spoken_in",
    "write_bank",
]
