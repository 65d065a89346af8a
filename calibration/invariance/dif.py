"""Differential item functioning: is an item harder for one group than for another among persons of equal ability?"""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias, overload

import numpy as np

from calibration.errors import CalibrationError, ErrorCode
from calibration.invariance.compared_groups import TwoGroups, two_groups
from calibration.invariance.logistic_regression import LogisticDif, LogisticRegression
from calibration.invariance.mantel_haenszel_dif import MantelHaenszel, MantelHaenszelDif
from calibration.invariance.model_comparison import LikelihoodRatio, ModelDif, Wald
from calibration.invariance.rmsd import Rmsd, RmsdDif
from calibration.invariance.sibtest import Sibtest, SibtestDif
from calibration.persons.posterior_abilities import FittedModel, group_labels
from calibration.responses.label_codes import Column, Labels
from calibration.responses.response_matrix import ResponseMatrix

PairDif: TypeAlias = MantelHaenszelDif | LogisticDif | ModelDif | SibtestDif
Method = Literal["mantel-haenszel", "logistic", "lr", "wald", "sibtest", "rmsd"]
METHODS: Mapping[str, Callable[[TwoGroups], PairDif] | Rmsd] = {
    "mantel-haenszel": MantelHaenszel(),
    "logistic": LogisticRegression(),
    "lr": LikelihoodRatio(),
    "wald": Wald(),
    "sibtest": Sibtest(),
    "rmsd": Rmsd(),
}


@overload
def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: Literal["mantel-haenszel"] | MantelHaenszel | None = None,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[MantelHaenszelDif, ...]: ...
@overload
def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: Literal["logistic"] | LogisticRegression,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[LogisticDif, ...]: ...
@overload
def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: Literal["lr", "wald"] | LikelihoodRatio | Wald,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[ModelDif, ...]: ...
@overload
def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: Literal["sibtest"] | Sibtest,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[SibtestDif, ...]: ...
@overload
def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: Literal["rmsd"] | Rmsd,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[RmsdDif, ...]: ...
@overload
def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: Callable[[TwoGroups], PairDif] | Rmsd,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[PairDif, ...] | tuple[RmsdDif, ...]: ...


def detect_dif(
    data: ResponseMatrix,
    group: Column | Labels,
    *,
    fit: FittedModel | None = None,
    method: str | Callable[[TwoGroups], PairDif] | Rmsd | None = None,
    reference: str | None = None,
    population: Column | Labels | None = None,
) -> tuple[PairDif, ...] | tuple[RmsdDif, ...]:
    """Compare groups item by item: each with the reference group, or for ``rmsd`` all at once.

    Parameters
    ----------
    data : scored responses
    group : (persons,) label of each person's group, or (R,) that of each response, as the language an item was shown
        in; None or "" where it is not known, and the responses are then left out
    fit : a calibration of the same items. ``mantel-haenszel`` and ``logistic`` match by ability with it, which they
        need where few persons met the very same items; ``lr`` and ``wald`` take its models; ``rmsd`` its parameters
    method : ``mantel-haenszel`` (unless given; blind to DIF that changes sign over ability), ``logistic``, ``lr``,
        ``wald``, ``sibtest``, ``rmsd``; or one of these with options: ``MantelHaenszel``, ``LogisticRegression``,
        ``LikelihoodRatio``, ``Wald``, ``Sibtest``, ``Rmsd``
    reference : label of the reference group; the one with the most responses unless given. None for ``rmsd``
    population : (persons,) the fit's population that each person belongs to; may be left out where there is only one

    Returns
    -------
    one comparison for each other group, in the order of the labels; for ``rmsd`` one of all groups

    Raises
    ------
    CalibrationError
        ``option`` naming what is wrong, ``not_complete`` where total scores cannot be compared, ``items_differ``, or
        ``score`` naming the item

    References
    ----------
    Dorans & Holland (1993), in Holland & Wainer (eds), *Differential Item Functioning*, 35–66; Zieky (1993), the same,
    337–347: the classes A, B and C. Zwick, Thayer & Mazzeo (1997), Applied Measurement in Education 10, 321–344: more
    than two scores. The methods name their own.
    """
    per_person = len(labels := group if isinstance(group, Labels) else Labels.from_values(group)) == data.persons
    names = list(group_labels(labels, data.persons if per_person else len(data)).names)
    if len(names) < 2:
        raise CalibrationError(
            ErrorCode.OPTION, name="group", expected="two groups or more", got=", ".join(names) or "–"
        )
    apply = _method(method)
    if isinstance(apply, Rmsd):
        if reference is not None:
            raise CalibrationError(ErrorCode.OPTION, name="reference", expected="none with rmsd", got=reference)
        return (apply.compare(data, labels, fit),)
    group_code = labels.code[data.person] if per_person else labels.code
    size = np.bincount(group_code[group_code >= 0], minlength=len(names))
    if reference is not None and reference not in names:
        raise CalibrationError(ErrorCode.OPTION, name="reference", expected=", ".join(names), got=reference)
    base = int(np.argmax(size)) if reference is None else names.index(reference)
    return tuple(
        apply(two_groups(data, group_code, (base, at), (names[base], names[at]), fit, population))
        for at in range(len(names))
        if at != base
    )


def _method(
    method: str | Callable[[TwoGroups], PairDif] | Rmsd | None,
) -> Callable[[TwoGroups], PairDif] | Rmsd:
    if method is None:
        return MantelHaenszel()
    if not isinstance(method, str):
        return method
    if method not in METHODS:
        raise CalibrationError(ErrorCode.OPTION, name="method", expected=", ".join(METHODS), got=method)
    return METHODS[method]
