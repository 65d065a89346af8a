"""Typed access to the fields of a JSON object."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from itembank.errors import NOTHING, InvalidBank
from itembank.language import Text


@dataclass(frozen=True)
class JsonRecord:
    """A JSON object with typed access to its fields; each method raises `InvalidBank` if the type is wrong.

    Parameters
    ----------
    item : name of the item, topic or design, for refusals
    path : path of the object in it, for refusals
    """

    item: str
    path: str
    data: Mapping[str, object]

    def _field(self, name: str, expected: str, fits: Callable[[object], bool]) -> object:
        value = self.data.get(name)
        if not fits(value):
            received = value if name in self.data else NOTHING
            raise InvalidBank(self.item, self._name(name), expected, received)
        return value

    def _name(self, name: str) -> str:
        return name if self.path == "document" else f"{self.path}.{name}"

    def text(self, name: str) -> str:
        return str(self._field(name, "text", lambda value: isinstance(value, str)))

    def integer(self, name: str) -> int:
        value = self._field(name, "a whole number", lambda value: type(value) is int)
        return value if isinstance(value, int) else 0

    def number(self, name: str) -> float:
        value = self._field(name, "a number", lambda value: type(value) in (int, float))
        return float(value) if isinstance(value, int | float) else 0.0

    def boolean(self, name: str) -> bool:
        return self._field(name, "true or false", lambda value: isinstance(value, bool)) is True

    def record(self, name: str) -> "JsonRecord":
        value = self._field(name, "an object", lambda value: isinstance(value, dict))
        return JsonRecord(self.item, self._name(name), value if isinstance(value, dict) else {})

    def bilingual_text(self, name: str) -> Text:
        record = self.record(name)
        return Text(record.text("cy"), record.text("en"))

    def list(self, name: str) -> list[object]:
        value = self._field(name, "a list", lambda value: isinstance(value, list))
        return value if isinstance(value, list) else []

    def cells(self, name: str, row: int) -> tuple[object, ...]:
        """The list at index ``row`` of a list."""
        match self.list(name)[row]:
            case [*values]:
                return tuple(values)
            case value:
                raise InvalidBank(self.item, self._name(f"{name}[{row}]"), "a list", value)

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.list(name)
        if not all(isinstance(value, str) for value in values):
            raise InvalidBank(self.item, self._name(name), "a list of text", values)
        return tuple(str(value) for value in values)

    def numbers(self, name: str) -> tuple[float, ...]:
        values = self.list(name)
        numbers = tuple(
            float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)
        )
        if len(numbers) != len(values):
            raise InvalidBank(self.item, self._name(name), "a list of numbers", values)
        return numbers

    def one_of(self, name: str, known: Sequence[str]) -> str:
        value = self.text(name)
        if value not in known:
            raise InvalidBank(self.item, self._name(name), f"one of {', '.join(known)}", value)
        return value

    def bilingual_texts(self, name: str) -> tuple[Text, ...]:
        return tuple(Text(each.text("cy"), each.text("en")) for each in self.records(name))

    def records(
        self, name: str, named_by: str | None = None, default: "tuple[JsonRecord, ...] | None" = None
    ) -> "tuple[JsonRecord, ...]":
        """The objects of a list; ``default``, if given, when the field is missing.

        Parameters
        ----------
        named_by : field that names each object in refusals
        """
        if default is not None and name not in self.data:
            return default
        return tuple(self.element(name, place, value, named_by) for place, value in enumerate(self.list(name)))

    def element(self, name: str, place: int, value: object, named_by: str | None = None) -> "JsonRecord":
        """The object at index ``place`` of a list."""
        path = self._name(f"{name}[{place}]")
        if not isinstance(value, dict):
            raise InvalidBank(self.item, path, "an object", value)
        if named_by is None:
            return JsonRecord(self.item, path, value)
        return JsonRecord(str(value.get(named_by, path)), "document", value)
