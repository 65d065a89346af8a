"""The section of the study report on one year group."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from itembank.content.content_messages import STRANDS
from itembank.html_report.charts import Band, Line, RangeRow, ReferenceLine, line_chart, range_chart, rank_chart
from itembank.html_report.html_tables import captioned_chart, count, number, percent, side_by_side, table
from itembank.html_report.svg_axes import ChartText
from itembank.language import Language, Text
from itembank.simulation_study import study_page_messages as messages
from itembank.simulation_study.bank_gaps import TOLERANCE, ItemsToWrite
from itembank.simulation_study.conditional_results import BAND, MONTE_CARLO_ERRORS, ConditionalResults
from itembank.simulation_study.constraint_checks import LENGTH
from itembank.simulation_study.exposure_and_content import ContentCounts, ItemExposure
from itembank.simulation_study.requirements import Requirement, RequirementName
from itembank.simulation_study.study_results import SimulationStudy
from itembank.simulation_study.year_study import YearStudy

EXPOSURE_THRESHOLD = 0.25
MOST_USED = 10


_WHOLE = (RequirementName.REACH, RequirementName.CEILING)
_SHARES = (
    *(RequirementName.COVERAGE, RequirementName.EXPOSURE, RequirementName.OVERLAP),
    RequirementName.COUNTS,
)


def figure(requirement: Requirement, value: float) -> str:
    """A value or limit of a requirement: a whole number, a share in per cent, or logits."""
    if requirement.name in _WHOLE:
        return count(round(value))
    return percent(value) if requirement.name in _SHARES else number(value)


class YearPage:
    """Renders the section on one year group in one language."""

    def __init__(self, study: SimulationStudy, year: YearStudy, language: Language) -> None:
        self._study, self._year, self._language = study, year, language
        self._theta = tuple(point.theta for point in year.points)

    def html(self) -> str:
        """The whole section as HTML."""
        year, population = self._year, self._year.population
        about = self._text(
            messages.YEAR_SENTENCE,
            number(population.mean, 2),
            number(population.sd, 2),
            year.eligible,
            count(year.sittings),
        )
        parts = (
            self._requirements(),
            self._precision(),
            self._stopping(),
            self._exposure_and_overlap(),
            self._content(),
            self._bank_gaps(),
        )
        heading = self._text(messages.YEAR, year.year)
        return f'<section id="year-{year.year}"><h2>{heading}</h2><p>{about}</p>{"".join(parts)}</section>'

    def _text(self, text: Text, *values: object) -> str:
        return text[self._language] % values if values else text[self._language]

    def _words(self, name: str, title: Text, told: str, x: Text) -> ChartText:
        return ChartText(f"{name}-{self._year.year}", self._text(title), told, self._text(x))

    def _values(self, name: str) -> tuple[float, ...]:
        return tuple(float(getattr(point, name)) for point in self._year.points)

    def _line(self, label: Text | None, values: Sequence[float], style: int = 1, dots: bool = True) -> Line:
        return Line("" if label is None else self._text(label), self._theta, tuple(values), style, dots)

    def _requirements(self) -> str:
        rows = [
            (
                self._text(messages.REQUIREMENT_NAMES[each.name]),
                figure(each, each.value),
                f"{'≥' if each.at_least else '≤'} {figure(each, each.limit)}",
                self._text(messages.MET[each.holds]),
            )
            for each in self._year.requirements
        ]
        return table(self._text(messages.REQUIREMENTS), messages.REQUIREMENT_HEADS, rows, self._language)

    # how well ability is measured

    def _precision(self) -> str:
        charts = side_by_side(self._bias(), self._error(), self._honesty(), self._coverage())
        caption = self._text(messages.CONDITIONAL)
        rows = [self._point_row(point) for point in self._year.points]
        shown = table(caption, messages.CONDITIONAL_HEADS, rows, self._language)
        return f"<h3>{self._text(messages.MEASURED)}</h3>{charts}{shown}"

    def _point_row(self, point: ConditionalResults) -> tuple[str, ...]:
        return (
            number(point.theta, 2),
            self._text(messages.YES if point.in_reach else messages.NO),
            number(point.bias, signed=True),
            number(point.limit),
            *(number(value) for value in (point.rmse, point.sd, point.mean_se, point.best_se)),
            number(point.honesty, 2),
            percent(point.coverage),
            number(point.length, 1),
        )

    def _bias(self) -> str:
        reached = [point for point in self._year.points if point.in_reach]
        worst = max(reached, key=lambda point: abs(point.bias), default=None)
        told = (
            self._text(messages.NO_REACH)
            if worst is None
            else self._text(messages.BIAS_TOLD, number(worst.bias, signed=True), number(worst.theta, 2))
        )
        limits = self._values("limit")
        spread = Band(self._theta, tuple(-limit for limit in limits), limits)
        line = self._line(None, self._values("bias"))
        words = self._words("bias", messages.BIAS, told, messages.ABILITY)
        return captioned_chart(words, line_chart(words, [line], levels=[ReferenceLine("", 0)], spread=spread))

    def _error(self) -> str:
        errors = self._values("rmse")
        told = self._text(messages.ERROR_TOLD, number(min(errors)), number(max(errors)), number(self._year.rmse))
        lines = [
            self._line(messages.LINE_SE, self._values("mean_se"), 1),
            self._line(messages.LINE_SD, self._values("sd"), 2),
            self._line(messages.LINE_RMSE, self._values("rmse"), 3, dots=False),
            self._line(messages.LINE_BEST, self._values("best_se"), 4, dots=False),
        ]
        words = self._words("error", messages.ERROR, told, messages.ABILITY)
        return captioned_chart(words, line_chart(words, lines, y_range=(0, 0.5)))

    def _honesty(self) -> str:
        ratios = self._values("honesty")
        told = self._text(messages.HONESTY_TOLD, number(min(ratios), 2), number(max(ratios), 2))
        # the relative error of an SD from n normal values
        error = MONTE_CARLO_ERRORS / (2 * self._study.simulees) ** 0.5
        spread = Band(self._theta, (1 - error,) * len(ratios), (1 + error,) * len(ratios))
        words = self._words("honesty", messages.HONESTY, told, messages.ABILITY)
        level = ReferenceLine(self._text(messages.HONEST), 1.0)
        chart = line_chart(words, [self._line(None, ratios)], levels=[level], spread=spread, y_range=(0.8, 1.2))
        return captioned_chart(words, chart)

    def _coverage(self) -> str:
        shares = self._values("coverage")
        told = self._text(
            messages.COVERAGE_TOLD, percent(min(shares)), percent(max(shares)), percent(self._year.coverage)
        )
        error = MONTE_CARLO_ERRORS * (BAND * (1 - BAND) / self._study.simulees) ** 0.5
        level = (BAND,) * len(shares)
        spread = Band(self._theta, tuple(at - error for at in level), tuple(min(at + error, 1.0) for at in level))
        words = self._words("coverage", messages.COVERAGE, told, messages.ABILITY)
        chart = line_chart(
            words,
            [self._line(None, shares)],
            levels=[ReferenceLine("90 %", BAND)],
            spread=spread,
            y_range=(0.8, 1.0),
            percent=True,
        )
        return captioned_chart(words, chart)

    # how sittings end

    def _stopping(self) -> str:
        ends, year = self._year.endings, self._year
        lengths = [int(each.name) for each in ends.lengths]
        if len(lengths) == 1:
            shown = f"<p>{self._text(messages.ONE_LENGTH, lengths[0])}</p>"
        else:
            told = self._text(messages.LENGTHS_TOLD, min(lengths), max(lengths), number(year.length, 1))
            shown = side_by_side(self._length_chart(told), self._length_by_ability())
        rows = [(how, percent(share)) for how, share in self._endings()]
        if ends.lifted:
            shown += f"<p>{self._text(messages.LIFTED, percent(ends.lifted), number(ends.lifted_items, 2))}</p>"
        ends_table = table(self._text(messages.ENDING), messages.ENDINGS_HEADS, rows, self._language)
        pair = f'<div class="pair">{ends_table}{self._reasons_by_ability()}</div>'
        return f"<h3>{self._text(messages.ENDINGS)}</h3>{shown}{pair}"

    def _reasons_by_ability(self) -> str:
        """A table of stopping reasons by ability; empty if all sittings end for the same reason."""
        names = sorted({each.name for ends in self._year.point_endings for each in ends.reasons})
        if len(names) < 2:
            return ""
        shares = [{each.name: each.share for each in ends.reasons} for ends in self._year.point_endings]
        rows = [
            (number(theta, 2), *(percent(share.get(name, 0.0)) for name in names))
            for theta, share in zip(self._theta, shares, strict=True)
        ]
        heads = (messages.CONDITIONAL_HEADS[0], *(messages.REASONS.get(name, Text.same(name)) for name in names))
        return table(self._text(messages.REASONS_BY_ABILITY), heads, rows, self._language)

    def _endings(self) -> Iterator[tuple[str, float]]:
        ends = self._year.endings
        nothing: Mapping[str, Text] = {}
        for text, shares, known in (
            (messages.REASON, ends.reasons, messages.REASONS),
            (messages.STATUS, ends.statuses, messages.STATUSES),
            (messages.RELAXED, ends.relaxed, nothing),
        ):
            for each in shares:
                yield self._text(text, self._known(known, each.name)), each.share

    def _known(self, words: Mapping[str, Text], name: str) -> str:
        text = words.get(name)
        return name if text is None else self._text(text)

    def _length_chart(self, told: str) -> str:
        shares = {int(each.name): each.share for each in self._year.endings.lengths}
        x = tuple(range(min(shares), max(shares) + 1))
        line = Line("", tuple(map(float, x)), tuple(shares.get(length, 0.0) for length in x), 1, True)
        words = self._words("lengths", messages.LENGTHS, told, messages.ITEMS)
        return captioned_chart(words, line_chart(words, [line], y_range=(0, 0.1), percent=True))

    def _length_by_ability(self) -> str:
        means = self._values("length")
        told = self._text(messages.LENGTH_BY_ABILITY_TOLD, number(min(means), 1), number(max(means), 1))
        words = self._words("length", messages.LENGTH_BY_ABILITY, told, messages.ABILITY)
        longest = self._study.design.for_year(self._year.year).length
        return captioned_chart(words, line_chart(words, [self._line(None, means)], y_range=(0, longest)))

    # exposure and overlap

    def _exposure_and_overlap(self) -> str:
        points = self._year.points
        rows = [
            (number(one.theta, 2), percent(one.overlap), percent(one.highest_rate), count(one.items_used))
            for one in points
        ]
        by_ability = table(self._text(messages.USE_BY_ABILITY), messages.USE_HEADS, rows, self._language)
        items = sorted(self._year.items, key=lambda item: -item.rate)[:MOST_USED]
        most_used = table(
            self._text(messages.MOST_USED),
            messages.ITEM_HEADS,
            map(self._item_row, items),
            self._language,
            text_columns=2,
        )
        charts = side_by_side(self._exposure(), self._overlap())
        return f'<h3>{self._text(messages.USE)}</h3>{charts}<div class="pair">{by_ability}{most_used}</div>'

    def _item_row(self, use: ItemExposure) -> tuple[str, ...]:
        item = self._study.bank.item(use.item)
        label = self._study.bank.topic(item.topic).label[self._language]
        highest = percent(max(use.rates, default=0.0))
        return (item.item, label, number(item.parameters.difficulty, 2), percent(use.rate), highest)

    @property
    def _exposure_threshold(self) -> float:
        limit = self._year.gaps.highest_rate
        return limit if limit < 1 else EXPOSURE_THRESHOLD

    def _exposure(self) -> str:
        year, threshold = self._year, self._exposure_threshold
        told = self._text(
            messages.EXPOSURE_TOLD,
            year.never_used,
            len(year.items),
            year.used_above(threshold),
            percent(threshold, 0),
            percent(year.highest_rate),
        )
        words = self._words("exposure", messages.EXPOSURE, told, messages.RANKED)
        rates = [item.rate for item in year.items]
        return captioned_chart(words, rank_chart(words, rates, [ReferenceLine(percent(threshold, 0), threshold)]))

    def _overlap(self) -> str:
        shares, whole = self._values("overlap"), percent(self._year.overlap)
        told = self._text(messages.OVERLAP_TOLD, whole, percent(min(shares)), percent(max(shares)))
        words = self._words("overlap", messages.OVERLAP, told, messages.ABILITY)
        level = ReferenceLine(self._text(messages.WHOLE_YEAR, whole), self._year.overlap)
        chart = line_chart(words, [self._line(None, shares)], levels=[level], y_range=(0, 1), percent=True)
        return captioned_chart(words, chart)

    # content

    def _content(self) -> str:
        told = self._text(messages.BOUNDS_TOLD, percent(self._year.counts_met), count(self._year.sittings))
        # constraint names from a blueprint quote the strand, those from a mask do not
        bounds = {bound.name.replace("'", ""): bound for bound in self._year.bounds}
        strands = [use for use in self._year.content if use.attribute == "strand"]
        rows = []
        for use in strands:
            bound = bounds.get(f"strand {use.value}")
            low, high = (None, None) if bound is None else (bound.low, bound.high)
            rows.append(RangeRow(self._strand(str(use.value)), use.least, use.mean, use.most, low, high))
        words = self._words("strands", messages.STRANDS_CHART, told, messages.ITEMS)
        charts = side_by_side(captioned_chart(words, range_chart(words, rows)))
        return f"<h3>{self._text(messages.CONTENT)}</h3>{charts}{self._bounds()}{self._topics()}"

    def _strand(self, name: str) -> str:
        return self._known(STRANDS, name)

    def _bounds(self) -> str:
        def shown(value: float | None) -> str:
            return "–" if value is None else number(value, 0 if value == int(value) else 2)

        rows = [
            (
                self._bound_name(bound.name),
                shown(bound.low),
                shown(bound.high),
                shown(bound.least),
                number(bound.mean, 2),
                shown(bound.most),
                percent(bound.kept),
            )
            for bound in self._year.bounds
        ]
        shown_table = table(self._text(messages.BOUNDS), messages.BOUND_HEADS, rows, self._language)
        early = any(bound.low is not None and bound.least < bound.low for bound in self._year.bounds)
        return shown_table + (f"<p>{self._text(messages.OWES_NO_MINIMUM)}</p>" if early else "")

    def _bound_name(self, name: str) -> str:
        if name == LENGTH:
            return self._text(messages.LENGTH_BOUND)
        for start, text in messages.BOUND_NAMES.items():
            if name.startswith(start):
                return self._text(text, self._strand(name.removeprefix(start).replace("'", "")))
        return name

    def _topics(self) -> str:
        rows = [self._topic_row(use) for use in self._year.content if use.attribute == "topic"]
        return table(self._text(messages.TOPICS), messages.TOPIC_HEADS, rows, self._language, text_columns=2)

    def _topic_row(self, use: ContentCounts) -> tuple[str, ...]:
        topic = self._study.bank.topic(str(use.value))
        return (
            topic.label[self._language],
            self._strand(topic.strand),
            count(use.eligible),
            count(use.least),
            number(use.mean, 2),
            count(use.most),
            percent(use.mean / use.eligible),
        )

    # what the bank lacks

    def _bank_gaps(self) -> str:
        gaps = self._year.gaps
        charts = side_by_side(self._best_se(), self._shares())
        heads = (*messages.SUPPLY_HEADS, *(STRANDS.get(strand, Text.same(strand)) for strand in gaps.strands))
        rows = [
            (
                number(at.theta, 2),
                number(at.best_se),
                number(at.best_se_after),
                *(percent(share, 0) for share in at.shares),
            )
            for at in gaps.supply[::4]
        ]
        shown = table(self._text(messages.SUPPLY), heads, rows, self._language)
        return f"<h3>{self._text(messages.LACKS)}</h3>{self._items_to_write()}{charts}{shown}"

    def _items_to_write(self) -> str:
        """The target SE and the items to write for this year group."""
        gaps = self._year.gaps
        target = number(gaps.target_se, 2)
        if not gaps.wanted:
            return f"<p>{self._text(messages.NOTHING, target)}</p>"
        text = messages.LACKING if gaps.attainable else messages.UNATTAINABLE
        said = self._text(text, target, percent(gaps.highest_rate, 0))
        return f'<p>{said}</p><ul class="wanted">{self.items_to_write_entries()}</ul>'

    def items_to_write_entries(self) -> str:
        """One list entry for each group of items to write."""
        return "".join(f"<li>{escape(self._item_to_write(wanted))}</li>" for wanted in self._year.gaps.wanted)

    def _item_to_write(self, wanted: ItemsToWrite) -> str:
        low, high = number(wanted.low, 2, signed=True), number(wanted.high, 2, signed=True)
        where = self._text(messages.ABOUT, low) if low == high else self._text(messages.FROM_TO, low, high)
        strand = self._strand(wanted.strand)
        topics = "; ".join(
            f"{self._study.bank.topic(each.topic).label[self._language]} ({each.items})" for each in wanted.topics
        )
        thin = self._text(messages.THIN, topics) if topics else ""
        if wanted.items == 1:
            return self._text(messages.WANTED_ONE, self._year.year, strand, where) + thin + "."
        return self._text(messages.WANTED, self._year.year, strand, wanted.items, where) + thin + "."

    def _best_se(self) -> str:
        gaps = self._year.gaps
        theta = tuple(at.theta for at in gaps.supply)
        reached = sum(at.best_se <= gaps.target_se * (1 + TOLERANCE / 2) for at in gaps.supply)
        told = self._text(messages.BEST_SE_TOLD, reached, len(gaps.supply))
        lines = [Line(self._text(messages.NOW), theta, tuple(at.best_se for at in gaps.supply), 1)]
        if gaps.wanted:
            lines.append(Line(self._text(messages.AFTER), theta, tuple(at.best_se_after for at in gaps.supply), 2))
        words = self._words("best", messages.BEST_SE, told, messages.ABILITY)
        level = ReferenceLine(self._text(messages.TARGET, number(gaps.target_se, 2)), gaps.target_se)
        return captioned_chart(words, line_chart(words, lines, levels=[level], y_range=(0, gaps.target_se)))

    def _shares(self) -> str:
        gaps = self._year.gaps
        theta = tuple(at.theta for at in gaps.supply)
        thinnest = min(gaps.supply, key=lambda at: min(at.shares))
        share = min(thinnest.shares)
        strand = self._strand(gaps.strands[thinnest.shares.index(share)])
        told = self._text(messages.SHARES_TOLD, strand, percent(share, 0), number(thinnest.theta, 2))
        lines = [
            Line(self._strand(name), theta, tuple(min(at.shares[place], 2.0) for at in gaps.supply), place % 4 + 1)
            for place, name in enumerate(gaps.strands)
        ]
        words = self._words("shares", messages.SHARES, told, messages.ABILITY)
        level = ReferenceLine(self._text(messages.ENOUGH), 1.0)
        return captioned_chart(words, line_chart(words, lines, levels=[level], y_range=(0, 2), percent=True))
