"""Descriptions of the keys of a design file, for the JSON Schema and docs/designs.md."""

from collections.abc import Mapping

WHOLE = "How an item bank becomes an adaptive test for each year group. `mesur design check` reports faults."

KEYS: Mapping[str, str] = {
    "name": "Name of the design; unique within a bank.",
    "length": "Number of scored items of a full sitting.",
    "estimate": "Interim ability estimator, used during a sitting.",
    "report": "Final ability estimator, used for the report.",
    "select": "Item selection: which eligible item is administered next.",
    "stop": "Stopping rules for ending a sitting before its full length; the first that holds ends it.",
    "exposure": 'Exposure control, which limits how often items are administered; "none" for none.',
    "seeding": 'Seeding of unscored items: which are tried out, and at which positions; "none" for none.',
    "masks": "Content rules applied item by item, as the engine defines them; [blueprint] covers most of them.",
    "blueprint": 'Content of a whole sitting; "none" for no constraints.',
    "max_se": "Largest mean SE of a year group's sittings with which the design may be published; default 0.6.",
    "dependence": "SD, in logits, of the effect that a learner's answers to one passage or scenario share; default 0.",
    "population": "Ability distribution of each year group: mean and standard deviation, in logits.",
    "year": "Keys for single year groups; each replaces the key for all.",
}
"""Keys of the file."""

BLUEPRINT: Mapping[str, str] = {
    "method": "shadow: a whole test is assembled before each item, so that every bound is met; masks: item by item.",
    "ceiling": "Excludes items that a year group has not been taught; back: and items more than so many years below.",
    "sets": "Item sets, passages or scenarios: how many of them, and how many items of each.",
    "count": "Number of items of a strand, process or topic in a sitting.",
    "most_of_each": "Largest number of items of each template, of each family, or of each value of another attribute.",
    "sum": "Bounds on the sum of an attribute over a sitting.",
    "enemies": "Sets of item ids; a sitting has at most one item of each set.",
    "order": "Values of an attribute in the order in which their items are administered.",
    "easy_start": "Number of easy items at the start, and their greatest difficulty.",
    "apart": "Attributes in which an item differs from the one before it, or the last few, wherever there is a choice.",
    "constraints": "All constraints as the engine defines them, for another order or for two of a kind.",
    "relax": "Constraints to relax, in this order, if not all can be met.",
}
"""Keys of the blueprint."""

ATTRIBUTES: Mapping[str, str] = {
    "strand": "Strand of the subject.",
    "topic": "Topic of the bank.",
    "introduced_year": "First year group that has been taught what the item needs.",
    "process": "Cognitive process that the item asks for.",
    "stimulus": "Passage or scenario.",
    "template": "What items made alike have in common: the first part of their name.",
    "family": "Templates that look alike to a child.",
    "context": "What an item tells of.",
    "person": "The child whom an item names first.",
    "difficulty": "Difficulty in logits.",
}
"""Attributes that constraints may refer to."""

BOUNDS: Mapping[str, str] = {
    "minimum": "Minimum number; default 0.",
    "maximum": "Maximum number; default the length.",
}
MEAN = "Mean ability of the year group, in logits."
SD = "Standard deviation of ability in the year group, in logits."
AT_LEAST = "Number of scored items before which the rule does not end a sitting."
