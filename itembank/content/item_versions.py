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
    provisional : True while they come from a difficulty model and not from responses
    """

    a: float
    b: float
    c: float
    d: float
    provisional: bool

    @property
    def difficulty(self) -> float:
        """Where the item is, in logits: b."""
        return self.b


@dataclass(frozen=True)
class PartialCreditParameters:
    """Parameters of the generalized partial credit model, D = 1 (Muraki, 1992).

    P(score k) is in proportion to exp(Σ a(θ − b_v), v = 1 … k), θ and b in logits.

    Parameters
    ----------
    b : the steps, one for each score from 1 to the item's `most`; in any order
    provisional : True while they come from a difficulty model and not from responses
    """

    type: ClassVar[str] = "partial-credit"

    a: float
    b: tuple[float, ...]
    provisional: bool

    @property
    def difficulty(self) -> float:
        """Where the item is, in logits: the mean of its steps."""
        return sum(self.b) / len(self.b)


@dataclass(frozen=True)
class Feature:
    """A feature of an item, and how many times it has it; the difficulty model turns it into logits."""

    name: str
    count: int


@dataclass(frozen=True)
class ItemVersion:
    """One wording of one item, in the languages of its bank, with how a reply to it is scored.

    Parameters
    ----------
    id : what everything outside the bank knows it by; see `item_version_id`
    item : the item's identity across its versions
    strand : one of those of the bank's subject
    topic : id of a `Topic` of the same bank
    introduced_year : the first year group whose learners may be asked it, 2 to 9
    prompt : trusted HTML per language
    most : the highest score; the rule gives each from 0 to it, if need be with the help of hints
    process : one of those of the bank's subject, "" where it has none
    stimulus : id of a `Stimulus` of the same bank that the item asks about, None for none
    hints : trusted HTML; each that is taken caps the score at one less
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


def item_version_id(
    item: str, prompt: Text, response: Response, *, stimulus: Stimulus | None = None, hints: tuple[Text, ...] = ()
) -> str:
    """Twelve letters and digits that follow from what the learner sees, the stimulus and the hints included.

    A change of wording is a new version. The rule is left out: a key can be mended and stored replies rescored under
    the same id, and the id cannot be searched for the key. Parameters are left out, so that it tells no difficulty.
    """
    beside = (stimulus, hints) if stimulus or hints else ()
    digest = sha256(canonical_json((item, prompt, response, *beside))).digest()
    return b32encode(digest).decode().lower()[:12]
