"""A scale of marks, and how to describe a position on it without giving its value."""

from collections.abc import Iterator
from dataclasses import dataclass

from itembank.language import Text
from itembank.numeracy.counted_nouns import LINE, NUMBER, count
from itembank.numeracy.number_formatting import whole_number


@dataclass(frozen=True)
class Scale:
    """Lines from ``first`` to ``last`` every ``step``, with a number at every ``labelled``."""

    first: int
    last: int
    step: int
    labelled: int

    def lines(self) -> Iterator[tuple[int, bool]]:
        """Each line's value, and whether it has a number."""
        for value in range(self.first, self.last + 1, self.step):
            yield value, (value - self.first) % self.labelled == 0

    def described(self) -> Text:
        """What is printed on the scale."""
        gaps = self.labelled // self.step
        first, last, labelled = whole_number(self.first), whole_number(self.last), whole_number(self.labelled)
        if gaps == 1:
            return Text(
                f"Mae’r raddfa’n mynd o {first} i {last}, gyda rhif bob {labelled}.",
                f"The scale goes from {first} to {last}, with a number every {labelled}.",
            )
        return Text(
            f"Mae’r raddfa’n mynd o {first} i {last}, gyda rhif bob {labelled}. "
            f"Nifer y bylchau hafal rhwng un rhif a’r nesaf: {gaps}.",
            f"The scale goes from {first} to {last}, with a number every {labelled}. "
            f"Equal gaps between one number and the next: {gaps}.",
        )

    def where(self, value: float) -> Text:
        """Distance of ``value`` above the number below it, in lines or half-way between two lines.

        A value that has a number is so many numbers above the first, so that who hears it still has to read the scale.
        """
        below = self.first + int((value - self.first) // self.labelled) * self.labelled
        lines, rest = divmod(value - below, self.step)
        moved = count(int(lines), LINE)
        if rest and lines:
            return Text(
                f"{moved.cy} a hanner bwlch heibio i {whole_number(below)}",
                f"half a gap past {moved.en} above {whole_number(below)}",
            )
        if rest:
            return Text(
                f"hanner ffordd rhwng {whole_number(below)} a’r llinell nesaf",
                f"half-way from {whole_number(below)} to the next line",
            )
        if not lines and below > self.first and self.labelled > 1:
            return self._numbers_above_first(below)
        if not lines:
            return Text(f"ar y llinell {whole_number(below)}", f"at the line {whole_number(below)}")
        return Text(f"{moved.cy} heibio i {whole_number(below)}", f"{moved.en} above {whole_number(below)}")

    def _numbers_above_first(self, value: int) -> Text:
        moved, first = count((value - self.first) // self.labelled, NUMBER), whole_number(self.first)
        return Text(f"{moved.cy} heibio i {first}", f"{moved.en} above {first}")
