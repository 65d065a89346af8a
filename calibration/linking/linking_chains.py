"""Inverse, chains and bisectors of links, and a vertical scale over year groups."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from scipy.linalg import block_diag
from scipy.optimize import minimize

from calibration.array_types import Floats
from calibration.errors import CalibrationError, ErrorCode
from calibration.linking.linking_constants import (
    IDENTITY,
    ExcludedItem,
    Influence,
    LinkingConstants,
    LinkStatus,
    merge_influences,
    summed_covariance,
)


def inverse(link: LinkingConstants) -> LinkingConstants:
    """The inverse link: θ_new = (θ_old − B) / A."""
    ratio, shift = 1 / link.A, -link.B / link.A
    jacobian = np.array([[-(ratio**2), 0.0], [link.B * ratio**2, -ratio]])
    return _combine(ratio, shift, link.method, [(link, jacobian)])


def chain(*links: LinkingConstants) -> LinkingConstants:
    """The composition of links: the first from A to B, the next from B to C, and so on.

    A side that two links share counts once: its errors are not treated as independent.

    References
    ----------
    Battauz (2013), Psychometrika 78, 464–480.
    """
    if not links:
        raise CalibrationError(ErrorCode.OPTION, name="links", expected="at least 1", got=0)
    combined = links[0]
    for following in links[1:]:
        ratio, shift = following.A * combined.A, following.A * combined.B + following.B
        first = np.array([[following.A, 0.0], [0.0, following.A]])
        then = np.array([[combined.A, 0.0], [combined.B, 1.0]])
        combined = _combine(ratio, shift, "chain", [(combined, first), (following, then)])
    return combined


def bisector(*paths: LinkingConstants, weights: Sequence[float] | None = None) -> LinkingConstants:
    """The bisector of several links between the same two scales.

    With w = weight / √(1 + A²), A and B are the means of the paths' with weights w.

    Parameters
    ----------
    weights : one for each path, above 0; equal by default

    References
    ----------
    Holland & Strawderman (2011), in A. A. von Davier (Ed.), Statistical models for test equating, scaling, and linking,
    89–107; Battauz (2013), Psychometrika 78, 464–480.
    """
    given = np.ones(len(paths)) if weights is None else np.asarray(weights, dtype=float)
    if not paths or given.shape != (len(paths),) or not (given > 0).all():
        raise CalibrationError(
            ErrorCode.OPTION, name="weights", expected="one above 0 for each path", got=given.tolist()
        )
    (ratio, shift), jacobians = _bisect(paths, given)
    return _combine(ratio, shift, "bisector", list(zip(paths, jacobians, strict=True)))


def weighted_bisector(*paths: LinkingConstants) -> LinkingConstants:
    """The bisector with the weights that minimise the sum of the variances of A and B.

    Raises
    ------
    CalibrationError
        ``option`` where a path has no standard errors

    References
    ----------
    Battauz (2013), Psychometrika 78, 464–480.
    """
    if not paths or any(path.covariance is None for path in paths):
        raise CalibrationError(ErrorCode.OPTION, name="paths", expected="standard errors of each", got="none of one")

    if len(paths) == 1:
        return paths[0]
    joint = _joint_covariance(paths)

    def variance(logs: Floats) -> float:
        jacobian = np.concatenate(_bisect(paths, _weights(logs))[1], axis=1)
        return float(np.trace(jacobian @ joint @ jacobian.T))

    found = minimize(variance, np.zeros(len(paths) - 1), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 0.0})
    return bisector(*paths, weights=_weights(found.x).tolist())


def vertical_scale(
    adjacent: Mapping[tuple[str, str], LinkingConstants], years: Sequence[str], base: str
) -> dict[str, LinkingConstants]:
    """Constants of each year group to the base year's scale, by links between adjacent years.

    Parameters
    ----------
    adjacent : by (year, next year), the link whose new side is the first
    years : the year groups in order
    base : one of them

    Returns
    -------
    by year, constants to the base year's scale; the base year's own are 1 and 0, without error

    Raises
    ------
    CalibrationError
        ``no_link`` naming adjacent years without a link, ``option`` for a base that is not a year
    """
    if base not in years:
        raise CalibrationError(ErrorCode.OPTION, name="base", expected=", ".join(years), got=base)
    missing = [pair for pair in pairwise(years) if pair not in adjacent]
    if missing:
        raise CalibrationError(ErrorCode.NO_LINK, items="; ".join(" – ".join(pair) for pair in missing))
    centre = years.index(base)
    found = {base: IDENTITY}
    for at in range(centre - 1, -1, -1):
        found[years[at]] = chain(adjacent[years[at], years[at + 1]], found[years[at + 1]])
    for at in range(centre + 1, len(years)):
        found[years[at]] = chain(inverse(adjacent[years[at - 1], years[at]]), found[years[at - 1]])
    return {year: found[year] for year in years}


def _weights(logs: Floats) -> Floats:
    """Weights from logarithms, the first 1; logarithms are clipped at ±30."""
    return np.concatenate(([1.0], np.exp(np.clip(logs, -30, 30))))


def _bisect(paths: Sequence[LinkingConstants], weights: Floats) -> tuple[tuple[float, float], list[Floats]]:
    """A and B of the bisector, and its derivatives (2, 2) by the A and B of each path."""
    ratios, shifts = np.array([path.A for path in paths]), np.array([path.B for path in paths])
    share = weights / np.sqrt(1 + ratios**2)
    share /= share.sum()
    ratio, shift = float(share @ ratios), float(share @ shifts)
    share_slope = (
        share * ratios / (1 + ratios**2)
    )  # minus the derivative of a path's share by its own A, before normalisation
    jacobians = [
        np.array(
            [
                [share[at] - (ratios[at] - ratio) * share_slope[at], 0.0],
                [-(shifts[at] - shift) * share_slope[at], share[at]],
            ]
        )
        for at in range(len(paths))
    ]
    return (ratio, shift), jacobians


def _joint_covariance(paths: Sequence[LinkingConstants]) -> Floats:
    """(2P, 2P) covariance of A and B of all paths, which are dependent if they share sides."""
    size = 2 * len(paths)
    stacked = []
    for at, path in enumerate(paths):
        for each in path.influences:
            gradient = np.zeros((size, *each.gradient.shape[1:]))
            gradient[2 * at : 2 * at + 2] = each.gradient
            stacked.append(Influence(each.side, each.parameter_covariance, gradient))
    explained = summed_covariance(merge_influences(stacked))
    total: Floats = block_diag(*(_residual_covariance(path) for path in paths))
    return total if explained is None else total + explained


def _combine(
    ratio: float, shift: float, method: str, parts: Sequence[tuple[LinkingConstants, Floats]]
) -> LinkingConstants:
    """Constants as a function of those of the parts, each with the Jacobian (2, 2) by its A and B."""
    influences = merge_influences(
        [
            Influence(each.side, each.parameter_covariance, np.einsum("ij,jmp->imp", jacobian, each.gradient))
            for link, jacobian in parts
            for each in link.influences
        ]
    )
    ended = [link.status for link, _ in parts if link.status is not LinkStatus.CONVERGED]
    known = all(link.covariance is not None for link, _ in parts)
    return LinkingConstants(
        A=float(ratio),
        B=float(shift),
        method=method,
        anchors=tuple(dict.fromkeys(item for link, _ in parts for item in link.anchors)),
        left_out=_left_out([link for link, _ in parts]),
        status=ended[0] if ended else LinkStatus.CONVERGED,
        influences=influences,
        covariance=_covariance(influences, parts) if known else None,
    )


def _covariance(influences: Sequence[Influence], parts: Sequence[tuple[LinkingConstants, Floats]]) -> Floats:
    """(2, 2) covariance from the known sides, plus the residual covariances of the parts."""
    total = np.zeros((2, 2))
    for link, jacobian in parts:
        total += jacobian @ _residual_covariance(link) @ jacobian.T
    explained = summed_covariance(influences)
    return total if explained is None else total + explained


def _residual_covariance(link: LinkingConstants) -> Floats:
    """(2, 2) the part of the covariance that no known side explains, as for constants read from a document."""
    if link.covariance is None:
        return np.zeros((2, 2))
    explained = summed_covariance(link.influences)
    return link.covariance if explained is None else link.covariance - explained


def _left_out(links: Sequence[LinkingConstants]) -> tuple[ExcludedItem, ...]:
    return tuple(dict.fromkeys(each for link in links for each in link.left_out))
