"""What a bank version knows of the trials that its parameters were adopted from: origin, and errors of parameters."""

import math
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from itembank.canonical_json import OMIT_DEFAULT


class Basis(StrEnum):
    """What the parameters of an item rest on."""

    RESPONSES = "responses"
    SHRUNK = "responses, shrunk toward family and features"
    PREDICTED = "features of items that a trial reached"


@dataclass(frozen=True)
class ParameterErrors:
    """The errors of one item's parameters.

    Parameters
    ----------
    item : id of the item version
    basis : a value of `Basis`
    names : the estimated parameters, such as a, b1, b2; known ones are left out
    covariance : rows of the lower triangle, in the order of the names
    responses : number of responses, 0 for a predicted item
    """

    item: str
    basis: str
    names: tuple[str, ...]
    covariance: tuple[tuple[float, ...], ...]
    responses: int = 0

    @property
    def difficulty_se(self) -> float:
        """Standard error in logits of the difficulty, or of the mean of the steps; 0 where they are known."""
        places = [place for place, name in enumerate(self.names) if name.startswith("b")]
        total = math.fsum(self.covariance[max(j, k)][min(j, k)] for j in places for k in places)
        return math.sqrt(total) / len(places) if places else 0.0


@dataclass(frozen=True)
class Adoption:
    """One adoption of a fit.

    Parameters
    ----------
    base : hash of the bank version that it was made from
    fit : SHA-256 of the calibration document, which has the covariances between items
    extract : SHA-256 of the responses
    linking : how the fit came to the scale: fixed, stocking-lord, or first, by provisional mean slope and difficulty
    items : number of items whose parameters it adopted
    shrunk_below : responses below which parameters were shrunk; 0 for none
    family_sd, item_sd : SD in logits of families, and of items within them, about what features say: the prior
    link_se : standard error in logits of the link by anchors, at the mean ability of those whose responses were fitted;
        0 where anchors were held, so that nothing was linked, and where it is not known
    """

    base: str
    fit: str
    extract: str
    linking: str
    items: int
    shrunk_below: int = field(default=0, metadata=OMIT_DEFAULT)
    family_sd: float = field(default=0.0, metadata=OMIT_DEFAULT)
    item_sd: float = field(default=0.0, metadata=OMIT_DEFAULT)
    link_se: float = field(default=0.0, metadata=OMIT_DEFAULT)


@dataclass(frozen=True)
class AdoptedParameters:
    """Adoptions in order, and the errors of the parameters that are not known exactly, by item.

    A bank version without an adoption has none, and its JSON and hash are what they were.
    """

    adoptions: tuple[Adoption, ...]
    errors: tuple[ParameterErrors, ...]

    @cached_property
    def difficulty_errors(self) -> Mapping[str, float]:
        """Standard error in logits of each item's difficulty, by item; those known exactly are left out."""
        return {each.item: each.difficulty_se for each in self.errors}

    def of_items(self, kept: Container[str]) -> "AdoptedParameters":
        """The same adoptions with the errors of some items alone, as a bank version of these items has them."""
        return AdoptedParameters(self.adoptions, tuple(each for each in self.errors if each.item in kept))


def link_error_between(one: AdoptedParameters | None, other: AdoptedParameters | None) -> float:
    """Standard error in logits of the links that lie between the scales of two versions of a bank.

    Each adoption that only one of them has links its scale to that of the version before, with an error of its own.
    """
    first, second = (set(each.adoptions) if each else set() for each in (one, other))
    return math.sqrt(math.fsum(each.link_se**2 for each in first ^ second))
