"""The names of models as analysts and other programs write them."""

from collections.abc import Sequence

import numpy as np

from calibration.marginal.parameter_structure import MODELS

ALIASES = {
    "rm": "rasch",
    "pl1": "1pl",
    "oneparameter": "1pl",
    "pl2": "2pl",
    "twoparameter": "2pl",
    "birnbaum": "2pl",
    "pl3": "3pl",
    "threeparameter": "3pl",
    "pl4": "4pl",
    "partialcredit": "pcm",
    "generalizedpartialcredit": "gpcm",
    "generalisedpartialcredit": "gpcm",
    "gpc": "gpcm",
    "ratingscale": "rsm",
    "graded": "grm",
    "gradedresponse": "grm",
    "samejima": "grm",
}
"""By another name in lower case, letters and digits only, the name used here."""


def model_name(name: str) -> str:
    """The name used here for a model: ``2PL``, ``2-PL`` and ``PL2`` are ``2pl``; an unknown name unchanged."""
    plain = "".join(letter for letter in name.casefold() if letter.isalnum())
    short = plain.removesuffix("model")
    return next((each for each in (plain, short) if each in MODELS), ALIASES.get(short, name))


def model_names(model: str | Sequence[str]) -> str | Sequence[str]:
    """The same for one name, or for each of several; anything else unchanged."""
    if isinstance(model, str):
        return model_name(model)
    if not isinstance(model, Sequence | np.ndarray):
        return model
    return [model_name(each) if isinstance(each, str) else each for each in model]
