"""The line of a field in an author's TOML file, by the place that messages name."""

from collections.abc import Mapping
from dataclasses import dataclass

from itembank.design_files.toml_positions import KeyValuePosition, NodePath, find_positions
from itembank.parsing.toml_table import table_id


@dataclass(frozen=True)
class FieldLines:
    """Lines of the fields of a file.

    Parameters
    ----------
    places : path of each table by its place, such as "part more-beans: partial 1: "
    positions : position of each node by its path
    """

    places: Mapping[str, NodePath]
    positions: Mapping[NodePath, KeyValuePosition]

    def line(self, field: str, /) -> int:
        """The line of a field such as "part more-beans: key"; of its table if the field is absent."""
        inside = [place for place in self.places if field.startswith(place.removesuffix(": "))]
        place = max(inside, key=len, default="")
        path = self.places.get(place, ())
        name = field.removeprefix(place).split(":")[0].strip()
        found = self.positions.get((*path, name)) or self.positions.get(path)
        return found.value.line if found else 1

    def last(self, field: str, /) -> int:
        """The last line to show of a field: that of its beginning."""
        return self.line(field)


def field_lines(text: str, data: Mapping[str, object]) -> FieldLines:
    """The lines of a file that `tomllib` has read."""
    places: dict[str, NodePath] = {}
    _collect(data, "", (), places)
    return FieldLines(places, find_positions(text))


def _collect(data: Mapping[str, object], place: str, path: NodePath, places: dict[str, NodePath]) -> None:
    places[place] = path
    for name, value in data.items():
        if isinstance(value, dict):
            _collect(value, f"{place}{name}: ", (*path, name), places)
        elif isinstance(value, list):
            for number, one in enumerate(value, 1):
                if isinstance(one, dict):
                    _collect(one, f"{place}{name} {table_id(one, number)}: ", (*path, name, number - 1), places)
