"""Item banks: items in Welsh and English, scoring rules, test designs and immutable bank versions.

* ``atomic_write``: writes a file so that it is complete and durable, or unchanged
* ``builtin_banks``: the banks that come with Mesur
* ``canonical_json``: canonical JSON and its SHA-256
* ``errors``: exceptions of this package
* ``refusal_messages``: those exceptions as sentences in both languages
* ``language``: languages and bilingual text
* ``syntax_faults``: what is wrong with a TOML file that cannot be read, in words of ours
* ``welsh_mutations``: Welsh mutations, and the forms of nouns after numerals
* ``freeze_exposure``: script that solves and keeps the exposure of a built-in bank
* ``freeze_template_effects``: script that estimates and keeps what judges say of templates' difficulty

Sub-packages, from what they build on to what builds on them:

* ``content``, ``design``, ``versions``: the item model, test designs, bank versions
* ``scoring``, ``validity``, ``parsing``, ``presentation``: replies scored, banks checked and parsed, items shown
* ``compilation``, ``exposure``, ``gates``, ``comparison``: adaptive tests compiled, exposure solved, versions judged
* ``design_files``, ``designs``: test designs as TOML files
* ``numeracy``, ``reading``, ``reasoning``: content of the built-in banks
* ``simulation_study``, ``health``, ``preview``, ``html_report``: reports on a bank
* ``commands``: the command line
"""

from itembank.compilation.design_compilation import compile_test
from itembank.compilation.item_pool import item_parameters, item_pool
from itembank.compilation.practice_compilation import can_practise, compile_practice_test, practice_design
from itembank.compilation.screen_reader_items import Barrier, left_out
from itembank.compilation.trial_version import booklet_name, trial_version
from itembank.content.item_versions import Feature, ItemVersion, LogisticParameters, PartialCreditParameters
from itembank.content.response_types import (
    Bar,
    BarChart,
    Blank,
    Choice,
    FractionEntry,
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
    StaticText,
    TableEntry,
    TimeEntry,
)
from itembank.content.scoring_rules import (
    AnticipatedNumber,
    ExactList,
    ExactNumber,
    ExactOrder,
    ExactSet,
    KeyedChoice,
    Misconception,
    PlaceMisconception,
)
from itembank.content.stimulus import Stimulus
from itembank.content.subjects import SUBJECTS, Subject
from itembank.content.topics import Topic
from itembank.design.adaptive_test_design import Population, TestDesign
from itembank.errors import (
    IllegalTransition,
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
from itembank.presentation.item_tools import TOOLS, AskedItem, allowed_tools
from itembank.presentation.learner_presentation import content_language, present
from itembank.presentation.practice_questions import PRACTICE
from itembank.scoring.scoring import check_reply, score
from itembank.validity.bank_validity import check_bank
from itembank.versions.bank_version import BankVersion, write_bank
from itembank.versions.item_lifecycle import ItemStatus

__all__ = [
    "LANGUAGES",
    "PRACTICE",
    "SUBJECTS",
    "TOOLS",
    "AnticipatedNumber",
    "AskedItem",
    "BankVersion",
    "Bar",
    "BarChart",
    "Barrier",
    "Blank",
    "Choice",
    "ExactList",
    "ExactNumber",
    "ExactOrder",
    "ExactSet",
    "Feature",
    "FractionEntry",
    "Gap",
    "GapFill",
    "Hotspot",
    "IllegalTransition",
    "InvalidBank",
    "InvalidReply",
    "ItemBankError",
    "ItemStatus",
    "ItemVersion",
    "KeyedChoice",
    "Language",
    "LogisticParameters",
    "Mark",
    "Matching",
    "Misconception",
    "MultipleChoice",
    "NumberEntry",
    "NumberLine",
    "Option",
    "Ordering",
    "PartialCreditParameters",
    "PlaceMisconception",
    "Population",
    "Reply",
    "ReplyProblem",
    "SelectText",
    "StaticText",
    "Stimulus",
    "Subject",
    "TableEntry",
    "TestDesign",
    "Text",
    "TimeEntry",
    "Topic",
    "UnknownDesign",
    "UnknownHint",
    "UnknownItem",
    "UnknownYear",
    "allowed_tools",
    "booklet_name",
    "can_practise",
    "check_bank",
    "check_reply",
    "compile_practice_test",
    "compile_test",
    "content_language",
    "item_parameters",
    "item_pool",
    "left_out",
    "numeracy_bank",
    "practice_design",
    "present",
    "read_bank",
    "score",
    "trial_version",
    "write_bank",
]
