"""Decisions on the items of a fit: a rule, and single items, each with its reason; a TOML file that can be reviewed."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from itembank import InvalidBank
from itembank.errors import NOTHING
from itembank.syntax_faults import syntax_fault

USUAL_SE = 0.25
"""Of a difficulty, logits. At the planned 250 responses it is 0.17 and less within a logit of a year's mean ability; an
item above 0.25 was tried by those for whom it is much too easy or too hard."""
USUAL_RESPONSES = 100
"""Below it a comparison of languages is not made, a test of fit finds next to nothing, and the estimate of its own
error is itself uncertain; 64 to 144 also fix a Rasch difficulty to half a logit at 95 % (Linacre, 1994)."""
USUAL_PRIOR_BELOW = 250
USUAL_MEAN_SE = 0.1
"""Of the mean ability of a year group, logits: some 170 learners. A mean that is less known is not drafted as the
population that a design's sittings start from."""
CLASSES = ("A", "B", "C")


class Choice(StrEnum):
    """What becomes of an item."""

    KEEP = "keep"
    """The bank gets the parameters of the fit; they are provisional no longer."""
    HOLD = "hold"
    """Its responses are not relied on: the refitted difficulty model carries it to the scale; it stays provisional."""
    DROP = "drop"
    """The new bank version does not have the item."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which items are kept where nothing is said of them singly.

    Parameters
    ----------
    se : largest standard error of a difficulty by its responses alone, without a prior, logits
    responses : fewest responses
    fit : whether its fit must have been tested, and nothing may speak against it
    dif : gravest class of DIF, which must have been tested for A and B; C allows every class, and none
    otherwise : what becomes of the others; those that were not tested are held back
    """

    se: float = USUAL_SE
    responses: int = USUAL_RESPONSES
    fit: bool = True
    dif: str = "B"
    otherwise: Choice = Choice.HOLD


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """A decision on one item, with its reason."""

    choice: Choice
    reason: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions on a fit.

    Parameters
    ----------
    fit : SHA-256 of the calibration document
    bank : hash of the bank version that the new one is made from
    rule : for items of which nothing is said singly
    shrunk_below : items with fewer responses are shrunk toward family and features; 0 for none
    populations : by year group the group of the fit that its population is taken from
    items : by item id
    """

    fit: str
    bank: str
    rule: Rule = Rule()
    shrunk_below: int = USUAL_PRIOR_BELOW
    populations: Mapping[int, str] = field(default_factory=dict)
    items: Mapping[str, ItemChoice] = field(default_factory=dict)


def read_decisions(text: str, file: str) -> Decisions:
    """Parse a file of decisions.

    Raises
    ------
    InvalidBank : names the file, the key, what was expected and what came
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = syntax_fault(text, str(error))
        raise InvalidBank(file, "document", fault.expected, fault.received) from None
    _require_keys(values, ("fit", "bank", "rule", "prior", "populations", "items"), file, "")
    rule, prior = _table(values, "rule", file), _table(values, "prior", file)
    _require_keys(prior, ("responses",), file, "prior.")
    return Decisions(
        _text(values, "fit", file, ""),
        _text(values, "bank", file, ""),
        _rule(rule, file),
        _whole(prior.get("responses", USUAL_PRIOR_BELOW), file, "prior.responses"),
        {_year(year, file): str(group) for year, group in _table(values, "populations", file).items()},
        {item: _item(item, each, file) for item, each in _table(values, "items", file).items()},
    )


def decisions_toml(
    decisions: Decisions, remarks: Mapping[str, str], by_rule: Mapping[str, ItemChoice] | None = None
) -> str:
    """A file of decisions to be reviewed.

    Parameters
    ----------
    remarks : by item id a comment beside its decision
    by_rule : by item id what the rule says of it, which stands as a comment: without the marks it is a decision
    """
    rule = decisions.rule
    lines = [
        f'fit = "{decisions.fit}"',
        f'bank = "{decisions.bank}"',
        "",
        "[rule]  # keep what holds all of these",
        f"se = {rule.se:g}",
        f"responses = {rule.responses}",
        f"fit = {'true' if rule.fit else 'false'}",
        f'dif = "{rule.dif}"',
        f'otherwise = "{rule.otherwise.value}"',
        "",
        "[prior]  # items with fewer responses are shrunk toward family and features; 0: none",
        f"responses = {decisions.shrunk_below}",
        "",
        "[populations]  # year group = group of the fit",
        *(f'{year} = "{group}"' for year, group in sorted(decisions.populations.items())),
    ]
    for mark, listed in (("", decisions.items), ("# ", by_rule or {})):
        for item, choice in listed.items():
            beside = f"  # {remarks[item]}" if item in remarks else ""
            lines += ["", f"{mark}[items.{_key(item)}]{beside}", f'{mark}decision = "{choice.choice.value}"']
            lines.append(f"{mark}reason = {_quoted(choice.reason)}")
    return "\n".join(lines) + "\n"


def _rule(values: Mapping[str, Any], file: str) -> Rule:
    _require_keys(values, ("se", "responses", "fit", "dif", "otherwise"), file, "rule.")
    se, fit, dif = values.get("se", USUAL_SE), values.get("fit", True), values.get("dif", "B")
    if not (isinstance(se, int | float) and not isinstance(se, bool) and se > 0):
        raise InvalidBank(file, "rule.se", "more than 0", se)
    if not isinstance(fit, bool):
        raise InvalidBank(file, "rule.fit", "true or false", fit)
    if dif not in CLASSES:
        raise InvalidBank(file, "rule.dif", f"one of {', '.join(CLASSES)}", dif)
    responses = _whole(values.get("responses", USUAL_RESPONSES), file, "rule.responses")
    otherwise = _choice(values.get("otherwise", Choice.HOLD.value), file, "rule.otherwise")
    return Rule(float(se), responses, fit, dif, otherwise)


def _item(item: str, values: Any, file: str) -> ItemChoice:  # noqa: ANN401 - as TOML has it
    if not isinstance(values, dict):
        raise InvalidBank(file, f"items.{item}", "a table", values)
    _require_keys(values, ("decision", "reason"), file, f"items.{item}.")
    choice = _choice(values.get("decision", NOTHING), file, f"items.{item}.decision")
    reason = values.get("reason", "")
    if not (isinstance(reason, str) and reason.strip()):
        raise InvalidBank(file, f"items.{item}.reason", "words", reason)
    return ItemChoice(choice, reason)


def _choice(value: object, file: str, field_name: str) -> Choice:
    if value not in [each.value for each in Choice]:
        raise InvalidBank(file, field_name, f"one of {', '.join(Choice)}", value)
    return Choice(str(value))


def _table(values: Mapping[str, Any], name: str, file: str) -> Mapping[str, Any]:
    found = values.get(name, {})
    if not isinstance(found, dict):
        raise InvalidBank(file, name, "a table", found)
    return found


def _text(values: Mapping[str, Any], name: str, file: str, path: str) -> str:
    found = values.get(name, NOTHING)
    if not isinstance(found, str) or found is NOTHING:
        raise InvalidBank(file, f"{path}{name}", "text", found)
    return found


def _whole(value: object, file: str, name: str) -> int:
    if type(value) is not int or value < 0:
        raise InvalidBank(file, name, "0 or more", value)
    return value


def _year(text: str, file: str) -> int:
    if text not in map(str, range(2, 10)):
        raise InvalidBank(file, "populations", "2 to 9", text)
    return int(text)


def _require_keys(values: Mapping[str, Any], known: Iterable[str], file: str, path: str) -> None:
    allowed = tuple(known)
    for name in values:
        if name not in allowed:
            raise InvalidBank(file, f"{path}{name}", f"one of {', '.join(allowed)}", name)


def _key(item: str) -> str:
    plain = item.replace("-", "").replace("_", "")
    return item if plain.isascii() and plain.isalnum() else _quoted(item)


def _quoted(text: str) -> str:
    inside = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{inside}"'
