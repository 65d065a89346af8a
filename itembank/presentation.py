from collections.abc import Sequence

from itembank.items import ItemVersion
from itembank.language import Language
from itembank.responses import Choice, NumberEntry, Option, Ordering, Response


def present(item: ItemVersion, language: Language) -> dict[str, object]:
    """What a learner may see of an item, ready for JSON: no rule, no parameters, no features."""
    return {"prompt_html": item.prompt[language], "response": _response(item.response, language)}


def _response(response: Response, language: Language) -> dict[str, object]:
    shown: dict[str, object] = {"type": response.type, "label": response.label[language]}
    match response:
        case NumberEntry():
            shown["before"] = response.before[language]
            shown["after"] = response.after[language]
            shown["input_mode"] = "decimal" if response.decimal else "numeric"
        case Choice():
            shown["options"] = _options(response.options, language)
        case Ordering():
            shown["items"] = _options(response.items, language)
    return shown


def _options(options: Sequence[Option], language: Language) -> list[dict[str, str]]:
    return [{"id": option.id, "html": option.html[language]} for option in options]
