"""Descriptions of the keys of a design file, for the JSON Schema and docs/designs.md."""

from collections.abc import Mapping

WHOLE = "How an item bank is turned into an adaptive test, by year group. `mesur design check` tells what is wrong."

KEYS: Mapping[str, str] = {
    "name": "What the design is called; a bank has each name once.",
    "length": "How many scored items a full sitting has.",
    "estimate": "How ability is estimated while a sitting goes on.",
    "report": "How it is estimated at the end, for the report.",
    "select": "Which of the items that may come is asked next; target-success asks what is answered right so often.",
    "stop": "When a sitting may end before its full length; the first rule that holds ends it.",
    "exposure": 'What keeps items from being asked too often; "none" for nothing.',
    "seeding": 'Which unscored items are tried out, and where in a sitting; "none" for none.',
    "masks": "Rules of content kept item by item, one by one as the engine has them; [blueprint] says most of them.",
    "blueprint": 'What a whole sitting holds; "none" for nothing.',
    "population": "The ability of each year group: its mean and standard deviation, in logits.",
    "year": "What single year groups have instead: a key for one takes the place of that for all.",
}
"""Keys of the file."""

BLUEPRINT: Mapping[str, str] = {
    "method": "shadow: a whole test is made before each item, and every bound is kept; masks: item by item.",
    "ceiling": "What a year group has not been taught is not asked, whatever its estimate; back: so many years below.",
    "sets": "Passages or scenarios, asked whole: how many of them, and how many items of each.",
    "count": "How many items of a strand, a process or a topic a sitting has.",
    "sum": "Bounds of a total over a sitting.",
    "enemies": "Items of which a sitting has one at most, by their ids, a list for each set.",
    "order": "Values of an attribute whose items come one after another.",
    "easy_start": "How many easy items come first, and how easy they are.",
    "constraints": "All of these as the engine has them, where their order or a second of a kind is wanted.",
    "relax": "Which constraints are given up, and in which order, where not all can be kept.",
}
"""Keys of the blueprint."""

ATTRIBUTES: Mapping[str, str] = {
    "strand": "Strand of the subject.",
    "topic": "Topic of the bank.",
    "introduced_year": "First year group that is taught what the item needs.",
    "process": "What the item asks the learner to do.",
    "stimulus": "Passage or scenario.",
    "difficulty": "Difficulty in logits.",
}
"""Attributes that constraints may refer to."""

BOUNDS: Mapping[str, str] = {
    "minimum": "At least so many; 0 where it is not there.",
    "maximum": "At most so many; the length where it is not there.",
}
MEAN = "Mean ability of the year group, in logits."
SD = "Standard deviation of its ability, in logits."
AT_LEAST = "The rule does not end a sitting before so many scored items."
