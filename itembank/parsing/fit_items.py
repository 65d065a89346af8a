"""The items of a calibration document (`fit.json`) as the CSV that a bank of parameters alone is read from."""

import csv
import io
import json
from collections.abc import Mapping, Sequence

from itembank.errors import NOTHING, Described, InvalidBank, quoted
from itembank.refusal_messages import FIT_STATUSES

FIT = "a calibration that mesur calibrate wrote"
NO_TESTLETS = "none: mesur calibrate --items writes the items of such a fit as CSV"
GRADED = "cumulative"
LIFTED = "lifted"
NO_FLOORS = "items of several scores without floors of chance: mesur bank adopt puts them into a bank"


def is_json(text: str) -> bool:
    """Whether a file is JSON rather than a table."""
    return text.lstrip().startswith("{")


def fit_items_csv(text: str, file: str) -> str:
    """A line for each item: id, a, steps, c and d.

    Raises
    ------
    InvalidBank : for another document, a fit that did not converge or has testlets, or a graded item of several
        categories
    """
    document = _document(text, file)
    items = [each for each in document["items"] if isinstance(each, Mapping)]
    steps = [[value for value in _listed(each["b"]) if value is not None] for each in items]
    graded = [each for each, own in zip(items, steps, strict=True) if each["kind"] == GRADED and len(own) > 1]
    if graded:
        raise InvalidBank(file, "items", "items of models other than grm", str(graded[0]["id"]))
    lifted = next((each for each in items if each["kind"] == LIFTED), None)
    if lifted is not None:
        raise InvalidBank(file, "items", NO_FLOORS, str(lifted["id"]))
    most = max(map(len, steps), default=1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "a", *(["b"] if most == 1 else [f"b{at + 1}" for at in range(most)]), "c", "d"])
    for each, own in zip(items, steps, strict=True):
        writer.writerow([each["id"], each["a"], *own, *[""] * (most - len(own)), each["c"], each["d"]])
    return out.getvalue()


def _document(text: str, file: str) -> Mapping[str, Sequence[object]]:
    try:
        found = json.loads(text)
    except ValueError:
        raise InvalidBank(file, "document", FIT, Described("other text")) from None
    if not str(found.get("format", "")).startswith("mesur-calibration/"):
        raise InvalidBank(file, "format", FIT, str(found["format"]) if "format" in found else NOTHING)
    if not found.get("converged"):
        status = str(found.get("status_said", found.get("status", "–")))
        told = status if status in FIT_STATUSES else quoted(status)
        raise InvalidBank(file, "status", "a fit that converged", Described(f"one that did not: {told}"))
    if found.get("testlets"):
        raise InvalidBank(file, "testlets", NO_TESTLETS, "testlets")
    return dict(found)


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]
