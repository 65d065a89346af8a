"""A trial's plan, read from its TOML file; each fault names line and key, what was found and what was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from delivery_api.dates.school_calendar import months_after
from delivery_api.identity.school_attributes.attribute_file import is_attribute_name
from delivery_api.sittings.values import MOST_MONTHS_OPEN
from delivery_api.trial_planning import plan_file_messages as messages
from delivery_api.trial_planning.plan_refusals import PlanRefused
from delivery_api.trials.trial_plans import (
    MOST_REPLACEMENTS,
    REPLACED_AFTER,
    ItemChoice,
    PlannedAims,
    SamplingPlan,
    TrialPlan,
)
from itembank import LANGUAGES, SUBJECTS
from itembank.content.item_versions import YEARS
from itembank.design_files.design_faults import DesignFault, InvalidDesign
from itembank.design_files.fault_collector import FaultCollector
from itembank.design_files.setting_types import SettingType, is_integer, is_number, is_text
from itembank.design_files.toml_tree import TomlNode, parse_toml
from itembank.language import Text

MINUTES_AN_ITEM = 1.0
"""How long an item takes on average: the operational designs ask 30 in half an hour."""


LEAST_DIF = 0.5
"""The least difference between languages that a trial may aim to find, logits: class B begins at 0.43."""


@dataclass(frozen=True)
class _Key:
    """A key of a table: what it has to be, an example, and whether it must be there."""

    expected: Text
    example: str
    accepts: Callable[[Any], bool]
    required: bool = False

    @property
    def type(self) -> SettingType:
        """The same for the collector of faults."""
        return SettingType(self.expected, self.example, {}, self.accepts)


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_count(value: object) -> bool:
    return is_integer(value) and int(str(value)) >= 1


def _is_size(value: object) -> bool:
    return is_number(value) and float(str(value)) > 0


def _is_difference(value: object) -> bool:
    return is_number(value) and float(str(value)) >= LEAST_DIF


def _is_share(value: object) -> bool:
    return _is_size(value) and float(str(value)) < 1


def _are_distinct(value: object, known: Callable[[object], bool]) -> bool:
    return isinstance(value, tuple) and 0 < len(set(value)) == len(value) and all(map(known, value))


def _are_years(value: object) -> bool:
    return _are_distinct(value, lambda each: is_integer(each) and each in YEARS)


def _are_languages(value: object) -> bool:
    return _are_distinct(value, lambda each: each in LANGUAGES)


def _are_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(map(is_text, value))


def _is_words(value: object) -> bool:
    return is_text(value) and bool(str(value).strip())


def _are_attributes(value: object) -> bool:
    return _are_distinct(value, is_attribute_name)


def _is_seed(value: object) -> bool:
    return is_integer(value) and int(str(value)) >= 0


def _are_replacements(value: object) -> bool:
    return _is_seed(value) and int(str(value)) <= MOST_REPLACEMENTS


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


_TEXTS = _Key(messages.TEXTS, '["id-of-an-item"]', _are_texts)
_SIZE = _Key(messages.A_SIZE, "0.17", _is_size)

KEYS: Mapping[str, _Key] = {
    "name": _Key(messages.WORDS, '"Autumn trial 2026"', _is_words, required=True),
    "purpose": _Key(messages.WORDS, '"To try the new items on time and temperature"', _is_words, required=True),
    "subject": _Key(
        messages.SUBJECT.filled(", ".join(SUBJECTS)),
        '"numeracy-procedural"',
        lambda value: value in SUBJECTS,
        required=True,
    ),
    "bank": _Key(messages.WORDS, '"3fa9c1"', _is_words),
    "years": _Key(messages.YEAR_GROUPS, "[3, 4, 5]", _are_years, required=True),
    "languages": _Key(messages.LANGUAGES, '["cy", "en"]', _are_languages, required=True),
    "responses": _Key(messages.A_COUNT, "400", _is_count, required=True),
    "length": _Key(messages.A_COUNT, "30", _is_count),
    "minutes": _Key(messages.A_COUNT, "30", _is_count),
    "opens": _Key(messages.A_DAY, "2026-11-30", _is_day, required=True),
    "complete_by": _Key(messages.A_DAY, "2027-02-12", _is_day),
    "items": _Key(messages.TABLE, "{ count = 60 }", _is_table),
    "aims": _Key(messages.TABLE, "{ se = 0.17 }", _is_table),
    "sample": _Key(messages.TABLE, "{ schools = 40 }", _is_table),
}
"""Keys of the file."""

ITEMS: Mapping[str, _Key] = {
    "ids": _TEXTS,
    "strands": _TEXTS,
    "topics": _TEXTS,
    "introduced_years": _Key(messages.YEAR_GROUPS, "[3, 4]", _are_years),
    "count": _Key(messages.A_COUNT, "60", _is_count),
    "anchors": _TEXTS,
    "fewer_anchors": _Key(messages.WORDS, '"The bank has no more yet"', _is_words),
}
"""Keys of [items]."""

AIMS: Mapping[str, _Key] = {
    "se": _SIZE,
    "dif": _Key(messages.A_DIFFERENCE, "0.64", _is_difference),
    "power": _Key(messages.A_SHARE, "0.8", _is_share),
    "linking_error": _SIZE,
}
"""Keys of [aims]."""

SAMPLE: Mapping[str, _Key] = {
    "schools": _Key(messages.A_COUNT, "40", _is_count, required=True),
    "strata": _Key(messages.ATTRIBUTES, '["medium"]', _are_attributes),
    "seed": _Key(messages.A_SEED, "1", _is_seed),
    "replacements": _Key(messages.REPLACEMENTS.filled(MOST_REPLACEMENTS), f"{MOST_REPLACEMENTS}", _are_replacements),
    "replaced_after": _Key(messages.A_COUNT, f"{REPLACED_AFTER}", _is_count),
}
"""Keys of [sample]."""


def refused_faults(text: str, file: str, refused: PlanRefused) -> tuple[DesignFault, ...]:
    """Why a plan was refused, at its key's line, or at the first wrong value there; at the table without the key."""
    node = parse_toml(text, file)
    for name in refused.key:
        node = (node.table or {}).get(name, node)
    node = next((each for each in node.list or () if each.value in refused.values), node)
    return tuple(DesignFault(node.position.value, node.name, sentence) for sentence in refused.sentences)


def read_plan(text: str, file: str, today: date) -> TrialPlan:
    """Read a plan from the text of its file.

    Parameters
    ----------
    file : its name in messages
    today : the trial does not open before

    Raises
    ------
    InvalidDesign : the file has faults; it holds all of them
    """
    root, collector = parse_toml(text, file), FaultCollector()
    table = root.table or {}
    given = _values(root, KEYS, collector)
    length = _length(table, root, collector)
    _require_days(table, root, collector, today)
    _require_spoken(table, collector)
    inner = {
        name: _values(table[name], known, collector) if name in given else {}
        for name, known in (("items", ITEMS), ("aims", AIMS), ("sample", SAMPLE))
    }
    if collector.faults:
        raise InvalidDesign(file, collector.faults)
    plain = {field.name: given[field.name] for field in fields(TrialPlan) if field.name in given}
    return TrialPlan(
        **plain
        | {
            "years": tuple(sorted(given["years"])),
            "length": length,
            "items": ItemChoice(**inner["items"]),
            "aims": PlannedAims(**inner["aims"]),
            "sample": SamplingPlan(**inner["sample"]) if "sample" in given else None,
        }
    )


def _values(node: TomlNode, known: Mapping[str, _Key], collector: FaultCollector) -> dict[str, Any]:
    """The values of a table that are as they have to be; the others are faults."""
    table, found = node.table or {}, {}
    collector.require_known_keys(table, known)
    for name, key in known.items():
        if name not in table:
            if key.required:
                collector.missing_key(node, name, key.type)
        elif key.accepts(value := _plain(table[name])):
            found[name] = value
        else:
            # of a list the first element that would be wrong alone
            elements = (each for each in table[name].list or () if not key.accepts((_plain(each),)))
            collector.wrong_type(next(elements, table[name]), key.expected, f"{name} = {key.example}")
    return found


def _plain(node: TomlNode) -> Any:  # noqa: ANN401 - whatever TOML holds
    if node.list is not None:
        return tuple(map(_plain, node.list))
    if node.table is not None:
        return {name: _plain(each) for name, each in node.table.items()}
    return node.value


def _length(table: Mapping[str, TomlNode], root: TomlNode, collector: FaultCollector) -> int:
    both = [name for name in ("length", "minutes") if name in table]
    if len(both) != 1:
        found = messages.BOTH if both else messages.NEITHER
        collector.add_at_key(table[both[1]] if both else root, messages.LENGTH_OR_MINUTES, found)
        return 0
    value = table[both[0]].value
    if not _is_count(value):
        return 0
    return int(str(value)) if both[0] == "length" else max(1, int(int(str(value)) / MINUTES_AN_ITEM))


def _require_days(table: Mapping[str, TomlNode], root: TomlNode, collector: FaultCollector, today: date) -> None:
    opening = table["opens"].value if "opens" in table else None
    if isinstance(opening, date) and _is_day(opening) and opening < today:
        collector.add_at_value(table["opens"], messages.OPENS_PAST, opening.isoformat(), today.isoformat())
    if "complete_by" not in table:
        collector.add(root.position.key, "complete_by", messages.LATEST_DAY)
        return
    opens, complete_by = (table[name].value if name in table else None for name in ("opens", "complete_by"))
    if not (isinstance(opens, date) and isinstance(complete_by, date) and _is_day(opens) and _is_day(complete_by)):
        return
    if not opens <= complete_by <= months_after(opens, MOST_MONTHS_OPEN):
        collector.add_at_value(
            table["complete_by"], messages.ORDER_OF_DAYS, complete_by.isoformat(), opens.isoformat(), MOST_MONTHS_OPEN
        )


def _require_spoken(table: Mapping[str, TomlNode], collector: FaultCollector) -> None:
    """Refuse a language that the subject's content does not have."""
    if {"subject", "languages"} <= table.keys() and table["subject"].value in SUBJECTS:
        spoken = SUBJECTS[str(table["subject"].value)].languages
        for each in table["languages"].list or ():
            if each.value in LANGUAGES and each.value not in spoken:
                collector.add_at_value(each, messages.ONE_LANGUAGE, each.value, ", ".join(spoken))
