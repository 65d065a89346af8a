"""Item versions and their parameters."""

from base64 import b32encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar

from itembank.canonical_json import OMIT_DEFAULT, canonical_json
from itembank.content.response_types import Response
from itembank.content.scoring_rules import Rule
from itembank.content.stimulus import Stimulus
from itembank.language import Text

YEARS = range(2, 10)


@dataclass(frozen=True)
class LogisticParameters:
    """Logistic item parameters, D = 1: P(right) = c + (d − c) / (1 + exp(−a(θ − b))), θ and b in logits.

    Parameters
    ----------
    a, b, c, d : slope, difficulty, lower and upper asymptote
    provisional : True while they come from a difficulty model and not from responses
    """

    a: float
    b: float
    c: float
    d: float
    provisional: bool

    @property
    def difficulty(self) -> float:
        """Difficulty b, in logits."""
        return self.b


@dataclass(frozen=True)
class PartialCreditParameters:
    """Parameters of the generalized partial credit model, D = 1 (Muraki, 1992).

    P(score k) ∝ exp(Σ a(θ − b_v), v = 1 … k), θ and b in logits. With floors g, P(v or more) is
    g_v + (1 − g_v) times what it is without.

    Parameters
    ----------
    a : slope
    b : step difficulties, one for each score from 1 to the item's `most`, in any order
    provisional : True while they come from a difficulty model and not from responses
    floors : probability that chance alone earns score v or more, for v from 1 to `most`; () for none
    """

    type: ClassVar[str] = "partial-credit"

    a: float
    b: tuple[float, ...]
    provisional: bool
    floors: tuple[float, ...] = field(default=(), metadata=OMIT_DEFAULT)

    @property
    def difficulty(self) -> float:
        """Mean of the step difficulties, in logits."""
        return sum(self.b) / len(self.b)


@dataclass(frozen=True)
class Feature:
    """A feature of an item and its count; a difficulty model turns features into logits."""

    name: str
    count: int


@dataclass(frozen=True)
class ItemVersion:
    """One wording of one item in the languages of its bank, with its scoring rule.

    Parameters
    ----------
    id : identifies the version outside the bank; see `item_version_id`
    item : identifies the item across its versions
    strand : a strand of the bank's subject
    topic : id of a `Topic` of the same bank
    introduced_year : first year group that may be asked the item, 2 to 9
    prompt : trusted HTML per language
    most : maximum score; every score from 0 to it can be reached, in some items only with hints
    process : a process of the bank's subject, "" if the subject has none
    stimulus : id of a `Stimulus` of the same bank that the item asks about; None for none
    hints : trusted HTML; each hint taken lowers the score that can be reached by one
    family : name of the templates that look alike to a child, of which this item's is one; "" for none
    context : what the item tells of, such as animals or the weather; "" for none
    person : the child whom the item names, the first of several; "" for none
    """

    id: str
    item: str
    strand: str
    topic: str
    introduced_year: int
    prompt: Text
    response: Response
    rule: Rule
    features: tuple[Feature, ...]
    parameters: LogisticParameters | PartialCreditParameters
    most: int = field(default=1, metadata=OMIT_DEFAULT)
    process: str = field(default="", metadata=OMIT_DEFAULT)
    stimulus: str | None = None
    hints: tuple[Text, ...] = field(default=(), metadata=OMIT_DEFAULT)
    family: str = field(default="", metadata=OMIT_DEFAULT)
    context: str = field(default="", metadata=OMIT_DEFAULT)
    person: str = field(default="", metadata=OMIT_DEFAULT)

    @property
    def template(self) -> str:
        """What items made alike have in common: a rule, a scenario or a passage; the first part of ``item``."""
        return template_of(self.item)


def template_of(item: str) -> str:
    """The template in an item's name: its first part."""
    return item.split("/", 1)[0]


def item_version_id(
    item: str, prompt: Text, response: Response, *, stimulus: Stimulus | None = None, hints: tuple[Text, ...] = ()
) -> str:
    """Id of an item version: a hash of what the learner sees, including stimulus and hints.

    A changed wording is a new version. The hash leaves out the rule, so that a key can be corrected and stored replies
    rescored under the same id, and so that the id does not reveal the key. It leaves out the parameters, so that the id
    does not reveal the difficulty.

    Returns
    -------
    12 lower-case letters and digits
    """
    beside = (stimulus, hints) if stimulus or hints else ()
    digest = sha256(canonical_json((item, prompt, response, *beside))).digest()
    return b32encode(digest).decode().lower()[:12]
