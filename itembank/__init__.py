"""What is asked: items in Welsh and English, how a reply is scored, and the tests made of them."""

from itembank.compilation.design_compilation import compile_test, item_parameters, item_pool
from itembank.content.item_versions import Feature, ItemVersion, Parameters, PartialCredit
from itembank.content.response_types import (
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
from itembank.content.scoring_rules import (
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
    Misconception,
    MisconceptionAt,
    NamedNumber,
)
from itembank.content.stimulus import Stimulus
from itembank.content.subjects import SUBJECTS, Subject
from itembank.content.topics import Topic
from itembank.design.adaptive_test_design import Population, TestDesign
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
from itembank.language import LANGUAGES, Language, Text
from itembank.numeracy.numeracy_bank import numeracy_bank
from itembank.parsing.bank_parsing import read_bank
from itembank.presentation.learner_presentation import present, spoken_in
from itembank.presentation.practice_questions import PRACTICE
from itembank.scoring.scoring import check_reply, score
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion, write_bank
from itembank.versions.item_lifecycle import Status

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
