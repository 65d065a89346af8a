from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256

from itembank.canonical import canonical_json
from itembank.language import Text
from itembank.responses import Response
from itembank.rules import Rule

YEARS = range(2, 10)
STRANDS = ("number", "measuring", "data")


@dataclass(frozen=True)
class Parameters:
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


@dataclass(frozen=True)
class Feature:
    """A feature of an item, and how many times it has it; the difficulty model turns it into logits."""

    name: str
    count: int


@dataclass(frozen=True)
class ItemVersion:
    """One wording of one item, in both languages, with how a reply to it is scored.

    Parameters
    ----------
    id : what everything outside the bank knows it by; see `item_version_id`
    item : the item's identity across its versions
    strand : "number", "measuring" or "data"
    topic : id of a `Topic` of the same bank
    introduced_year : the first year group whose learners may be asked it, 2 to 9
    prompt : trusted HTML per language
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
    parameters: Parameters


def item_version_id(item: str, prompt: Text, response: Response) -> str:
    """Twelve letters and digits that follow from what the learner sees.

    A change of wording is a new version. The rule is left out: a key can be mended and stored replies rescored under
    the same id, and the id cannot be searched for the key. Parameters are left out, so that it tells no difficulty.
    """
    digest = sha256(canonical_json((item, prompt, response))).digest()
    return b32encode(digest).decode().lower()[:12]
