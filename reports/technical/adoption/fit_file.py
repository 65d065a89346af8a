"""A calibration document as it is adopted: the fit, what speaks against its items, and its responses' origin."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from calibration import Calibration, FitVerdict
from calibration.results.calibration_document import document_sha256, read_document
from itembank import LANGUAGES, BankVersion
from reports.technical.adoption.bank_scale import BankScale, Linking, bank_scale

OF_ITEMS = (
    "reversed_items",
    "flat_items",
    "undetermined_items",
    "items_off_curve",
    "many_items_off_curve",
    "dependent_pairs",
)
"""Issues of single items; the others are of the fit as a whole."""


@dataclass(frozen=True, slots=True, eq=False)
class FitFile:
    """What `mesur calibrate` wrote.

    Parameters
    ----------
    name, sha256 : of the file
    fit : the calibration
    extract : SHA-256 of the file, or of the manifest of the folder, that was calibrated; "" where the document has none
    bank : hash of the bank version that gave the scale; "" where none did
    linking : how the fit came to the scale
    anchors : ids of the items that set it
    islands : number of sets of items that no person's responses connect
    responses : by item id
    flaws : by item id the names of what speaks against its fit
    dif : by item id the gravest class of DIF
    options : by item id remarks on its options
    anchors_agree : False where the fit rests on anchors that disagree
    verdict : on the fit as a whole, None where it was not tested
    language_dif : by item id the gravest class of DIF between languages; None where these were not compared
    fit_tested : ids of the items whose fit was tested
    groups : the column of groups with means of their own; "" for one population
    released : ids of anchors that moved and were not held
    drift_checked : whether anchors that are held were compared with each other
    drift_detectable : the change of one anchor, in logits, that would have been found; None where it is not known
    """

    name: str
    sha256: str
    fit: Calibration
    extract: str
    bank: str
    linking: Linking
    anchors: tuple[str, ...]
    islands: int
    responses: Mapping[str, int]
    flaws: Mapping[str, tuple[str, ...]]
    dif: Mapping[str, str]
    options: Mapping[str, tuple[str, ...]]
    anchors_agree: bool
    verdict: FitVerdict | None = None
    language_dif: Mapping[str, str] | None = None
    fit_tested: frozenset[str] = frozenset()
    groups: str = ""
    released: tuple[str, ...] = ()
    drift_checked: bool = False
    drift_detectable: float | None = None

    def scale(self, bank: BankVersion) -> BankScale:
        """The bank as the origin of the fit's scale.

        Raises
        ------
        CalibrationError
            ``provisional`` where no item may be an anchor
        """
        found = bank_scale(bank, self.linking, self.fit.items)
        held = tuple(item for item in found.anchors if item not in self.released)
        agree, detectable = self.anchors_agree, self.drift_detectable
        told = replace(found, checked=self.drift_checked, agree=agree, detectable=detectable)
        return replace(told, anchors=held, released=self.released)


def read_fit_file(path: Path) -> FitFile:
    """Read a calibration document for adoption.

    Raises
    ------
    CalibrationError
        as `calibration.results.calibration_document.read_document`
    """
    document = read_document(path)
    values: dict[str, Any] = json.loads(path.read_text("utf-8"))
    scale, data, evidence = document.scale, document.data, values.get("evidence") or {}
    linking = Linking(str(scale.get("linking", Linking.FIRST.value)))
    return FitFile(
        path.name,
        document_sha256(path),
        document.fit,
        str(data.get("file_sha256", "")),
        str(scale.get("bank", "")),
        linking,
        _texts(scale.get("anchors")),
        int(str(data.get("islands", 1))),
        {item: counts[0] for item, counts in document.counts.items()},
        _flaws(document.fit, evidence),
        _gravest(values.get("dif") or ()),
        {item: tuple(found) for item, found in (values.get("options_review") or {}).items()},
        _anchors_agree(values, linking),
        FitVerdict[evidence["verdict"].upper()] if "verdict" in evidence else None,
        _of_languages(values.get("dif") or ()),
        frozenset(str(item["id"]) for item in evidence.get("items", ()) if item["p"] is not None),
        str(document.options.get("groups", "")),
        _texts(scale.get("released")),
        scale.get("drift_checked") is True,
        _number(scale.get("drift_detectable")),
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value if isinstance(value, list) else ()))


def _anchors_agree(values: Mapping[str, Any], linking: Linking) -> bool:
    holds = (values.get("link") or {}).get("holds", linking is not Linking.STOCKING_LORD)
    return bool(holds) and (values.get("scale") or {}).get("anchors_agree", True) is True


def _flaws(fit: Calibration, evidence: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {item: [remark.name.lower()] for item, remark in fit.remarks.items()}
    for issue in evidence.get("issues", ()):
        for item in issue["items"] if issue["issue"] in OF_ITEMS else ():
            found.setdefault(item, []).append(issue["issue"])
    return {item: tuple(names) for item, names in found.items()}


def _gravest(comparisons: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The class that stands last among A, B and C, whichever groups were compared."""
    found: dict[str, str] = {}
    for comparison in comparisons:
        for item, named in comparison["classes"].items():
            letter = named[:1] if named[:1] in "ABC" and len(named) <= 2 else ""
            found[item] = max(found.get(item, ""), letter)
    return found


def _of_languages(comparisons: Sequence[Mapping[str, Any]]) -> dict[str, str] | None:
    between = [each for each in comparisons if {each["reference"], each["focal"]} <= set(LANGUAGES)]
    return _gravest(between) if between else None
