"""The errors of adopted parameters in the standard error of a reported ability."""

from typing import Any

import numpy as np

from engine import EAP, MAP, MLE, WLE, FencedMLE, ItemPool, ParameterCovariance, WithParameterError
from engine.numerics.array_types import Floats
from itembank.errors import InvalidBank
from itembank.versions.adopted_parameters import AdoptedParameters, ParameterErrors

_PLAIN = (EAP, MAP, MLE, WLE, FencedMLE)


def with_adopted_errors(report: Any, adopted: AdoptedParameters | None, pool: ItemPool) -> Any:  # noqa: ANN401
    """The estimator of a report, with the errors of the pool's parameters where the bank knows them.

    It stays as it is where the design names errors of its own, and where no item of the pool has any.
    """
    if adopted is None or not isinstance(report, _PLAIN):
        return report
    covariance = pool_covariance(adopted, pool)
    return report if covariance is None else WithParameterError(report, covariance)


def pool_covariance(adopted: AdoptedParameters, pool: ItemPool) -> ParameterCovariance | None:
    """The covariance of the parameters of a pool's items, 0 for items without errors; None where none has any."""
    return items_covariance(adopted, pool.ids, pool.parameters.b.shape[1])


def items_covariance(adopted: AdoptedParameters, ids: tuple[str, ...], width: int) -> ParameterCovariance | None:
    """The covariance of the parameters of some items, 0 for items without errors; None where none has any.

    Parameters
    ----------
    width : the number of locations that it has for each item
    """
    places = {item: at for at, item in enumerate(ids)}
    known = [each for each in adopted.errors if each.item in places]
    if not known:
        return None
    size = width + 3
    values = np.zeros((len(ids), size, size))
    for each in known:
        columns = np.array([_column(each, name, size) for name in each.names])
        values[places[each.item]][np.ix_(columns, columns)] = _symmetric(each)
    return ParameterCovariance(ids, values)


def _column(errors: ParameterErrors, name: str, size: int) -> int:
    ends = {"a": 0, "c": size - 2, "d": size - 1}
    if name in ends:
        return ends[name]
    step = name[1:]
    if not (name[:1] == "b" and step.isdigit() and 1 <= int(step) <= size - 3):
        raise InvalidBank(errors.item, "adopted.errors.names", f"a, b1 to b{size - 3}, c or d", name)
    return int(step)


def _symmetric(errors: ParameterErrors) -> Floats:
    size = len(errors.names)
    found = np.zeros((size, size))
    for at, row in enumerate(errors.covariance):
        found[at, : at + 1] = found[: at + 1, at] = row
    return found
