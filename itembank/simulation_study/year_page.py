"""A year group's part of the report."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from itembank.content.content_messages import STRANDS
from itembank.html_report.charts import Level, Line, Row, Spread, line_chart, range_chart, rank_chart
from itembank.html_report.html_tables import captioned, count, number, percent, side_by_side, table
from itembank.html_report.svg_axes import Words
from itembank.language import Language, Text
from itembank.simulation_study import study_page_words as say
from itembank.simulation_study.bank_gaps import ENOUGH, Wanted
from itembank.simulation_study.blueprint_bounds_kept import LENGTH
from itembank.simulation_study.conditional_results import BAND, MONTE_CARLO_ERRORS, Point
from itembank.simulation_study.item_use import ContentUse, ItemUse
from itembank.simulation_study.study import Study
from itembank.simulation_study.year_study import YearStudy

WATCHED = 0.25
MOST_USED = 10


class YearPage:
    """The sections on one year group, in one language."""

    def __init__(self, study: Study, year: YearStudy, language: Language) -> None:
        self._study, self._year, self._language = study, year, language
        self._theta = tuple(point.theta for point in year.points)

    def html(self) -> str:
        """Everything on the year group."""
        year, population = self._year, self._year.population
        about = self._say(
            say.YEAR_SENTENCE,
            number(population.mean, 2),
            number(population.sd, 2),
            year.eligible,
            count(year.sittings),
        )
        parts = (self._measured(), self._ends(), self._used(), self._content(), self._lacks())
        heading = self._say(say.YEAR, year.year)
        return f'<section id="year-{year.year}"><h2>{heading}</h2><p>{about}</p>{"".join(parts)}</section>'

    def _say(self, text: Text, *values: object) -> str:
        return text[self._language] % values if values else text[self._language]

    def _words(self, name: str, title: Text, told: str, x: Text) -> Words:
        return Words(f"{name}-{self._year.year}", self._say(title), told, self._say(x))

    def _values(self, name: str) -> tuple[float, ...]:
        return tuple(float(getattr(point, name)) for point in self._year.points)

    def _line(self, label: Text | None, values: Sequence[float], style: int = 1, dots: bool = True) -> Line:
        return Line("" if label is None else self._say(label), self._theta, tuple(values), style, dots)

    # how well ability is measured

    def _measured(self) -> str:
        charts = side_by_side(self._bias(), self._error(), self._honesty(), self._coverage())
        caption = self._say(say.CONDITIONAL)
        rows = [self._point_row(point) for point in self._year.points]
        shown = table(caption, say.CONDITIONAL_HEADS, rows, self._language)
        return f"<h3>{self._say(say.MEASURED)}</h3>{charts}{shown}"

    def _point_row(self, point: Point) -> tuple[str, ...]:
        return (
            number(point.theta, 2),
            self._say(say.YES if point.in_reach else say.NO),
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
            self._say(say.NO_REACH)
            if worst is None
            else self._say(say.BIAS_TOLD, number(worst.bias, signed=True), number(worst.theta, 2))
        )
        limits = self._values("limit")
        spread = Spread(self._theta, tuple(-limit for limit in limits), limits)
        line = self._line(None, self._values("bias"))
        words = self._words("bias", say.BIAS, told, say.ABILITY)
        return captioned(words, line_chart(words, [line], levels=[Level("", 0)], spread=spread))

    def _error(self) -> str:
        errors = self._values("rmse")
        told = self._say(say.ERROR_TOLD, number(min(errors)), number(max(errors)), number(self._year.rmse))
        lines = [
            self._line(say.LINE_SE, self._values("mean_se"), 1),
            self._line(say.LINE_SD, self._values("sd"), 2),
            self._line(say.LINE_RMSE, self._values("rmse"), 3, dots=False),
            self._line(say.LINE_BEST, self._values("best_se"), 4, dots=False),
        ]
        words = self._words("error", say.ERROR, told, say.ABILITY)
        return captioned(words, line_chart(words, lines, y_range=(0, 0.5)))

    def _honesty(self) -> str:
        ratios = self._values("honesty")
        told = self._say(say.HONESTY_TOLD, number(min(ratios), 2), number(max(ratios), 2))
        # the relative error of an SD from n normal values
        error = MONTE_CARLO_ERRORS / (2 * self._study.simulees) ** 0.5
        spread = Spread(self._theta, (1 - error,) * len(ratios), (1 + error,) * len(ratios))
        words = self._words("honesty", say.HONESTY, told, say.ABILITY)
        level = Level(self._say(say.HONEST), 1.0)
        chart = line_chart(words, [self._line(None, ratios)], levels=[level], spread=spread, y_range=(0.8, 1.2))
        return captioned(words, chart)

    def _coverage(self) -> str:
        shares = self._values("coverage")
        told = self._say(say.COVERAGE_TOLD, percent(min(shares)), percent(max(shares)), percent(self._year.coverage))
        error = MONTE_CARLO_ERRORS * (BAND * (1 - BAND) / self._study.simulees) ** 0.5
        level = (BAND,) * len(shares)
        spread = Spread(self._theta, tuple(at - error for at in level), tuple(min(at + error, 1.0) for at in level))
        words = self._words("coverage", say.COVERAGE, told, say.ABILITY)
        chart = line_chart(
            words,
            [self._line(None, shares)],
            levels=[Level("90 %", BAND)],
            spread=spread,
            y_range=(0.8, 1.0),
            percent=True,
        )
        return captioned(words, chart)

    # how sittings end

    def _ends(self) -> str:
        ends, year = self._year.endings, self._year
        lengths = [int(each.name) for each in ends.lengths]
        if len(lengths) == 1:
            shown = f"<p>{self._say(say.ONE_LENGTH, lengths[0])}</p>"
        else:
            told = self._say(say.LENGTHS_TOLD, min(lengths), max(lengths), number(year.length, 1))
            shown = side_by_side(self._length_chart(told), self._length_by_ability())
        rows = [(how, percent(share)) for how, share in self._endings()]
        if ends.lifted:
            shown += f"<p>{self._say(say.LIFTED, percent(ends.lifted), number(ends.lifted_items, 2))}</p>"
        ends_table = table(self._say(say.ENDING), say.ENDINGS_HEADS, rows, self._language)
        pair = f'<div class="pair">{ends_table}{self._reasons_by_ability()}</div>'
        return f"<h3>{self._say(say.ENDINGS)}</h3>{shown}{pair}"

    def _reasons_by_ability(self) -> str:
        """A table where sittings end for several reasons; nothing where all end for one."""
        names = sorted({each.name for ends in self._year.point_endings for each in ends.reasons})
        if len(names) < 2:
            return ""
        shares = [{each.name: each.share for each in ends.reasons} for ends in self._year.point_endings]
        rows = [
            (number(theta, 2), *(percent(share.get(name, 0.0)) for name in names))
            for theta, share in zip(self._theta, shares, strict=True)
        ]
        heads = (say.CONDITIONAL_HEADS[0], *(say.REASONS.get(name, Text.same(name)) for name in names))
        return table(self._say(say.REASONS_BY_ABILITY), heads, rows, self._language)

    def _endings(self) -> Iterator[tuple[str, float]]:
        ends = self._year.endings
        nothing: Mapping[str, Text] = {}
        for text, shares, known in (
            (say.REASON, ends.reasons, say.REASONS),
            (say.STATUS, ends.statuses, say.STATUSES),
            (say.RELAXED, ends.relaxed, nothing),
        ):
            for each in shares:
                yield self._say(text, self._known(known, each.name)), each.share

    def _known(self, words: Mapping[str, Text], name: str) -> str:
        text = words.get(name)
        return name if text is None else self._say(text)

    def _length_chart(self, told: str) -> str:
        shares = {int(each.name): each.share for each in self._year.endings.lengths}
        x = tuple(range(min(shares), max(shares) + 1))
        line = Line("", tuple(map(float, x)), tuple(shares.get(length, 0.0) for length in x), 1, True)
        words = self._words("lengths", say.LENGTHS, told, say.ITEMS)
        return captioned(words, line_chart(words, [line], y_range=(0, 0.1), percent=True))

    def _length_by_ability(self) -> str:
        means = self._values("length")
        told = self._say(say.LENGTH_BY_ABILITY_TOLD, number(min(means), 1), number(max(means), 1))
        words = self._words("length", say.LENGTH_BY_ABILITY, told, say.ABILITY)
        longest = self._study.design.for_year(self._year.year).length
        return captioned(words, line_chart(words, [self._line(None, means)], y_range=(0, longest)))

    # exposure and overlap

    def _used(self) -> str:
        points = self._year.points
        rows = [
            (number(one.theta, 2), percent(one.overlap), percent(one.highest_rate), count(one.items_used))
            for one in points
        ]
        by_ability = table(self._say(say.USE_BY_ABILITY), say.USE_HEADS, rows, self._language)
        items = sorted(self._year.items, key=lambda item: -item.rate)[:MOST_USED]
        most_used = table(self._say(say.MOST_USED), say.ITEM_HEADS, map(self._item_row, items), self._language, words=2)
        charts = side_by_side(self._exposure(), self._overlap())
        return f'<h3>{self._say(say.USE)}</h3>{charts}<div class="pair">{by_ability}{most_used}</div>'

    def _item_row(self, use: ItemUse) -> tuple[str, ...]:
        item = self._study.bank.item(use.item)
        label = self._study.bank.topic(item.topic).label[self._language]
        highest = percent(max(use.rates, default=0.0))
        return (item.item, label, number(item.parameters.difficulty, 2), percent(use.rate), highest)

    @property
    def _watched(self) -> float:
        limit = self._year.lack.highest_rate
        return limit if limit < 1 else WATCHED

    def _exposure(self) -> str:
        year, watched = self._year, self._watched
        told = self._say(
            say.EXPOSURE_TOLD,
            year.never_used,
            len(year.items),
            year.used_above(watched),
            percent(watched, 0),
            percent(year.highest_rate),
        )
        words = self._words("exposure", say.EXPOSURE, told, say.RANKED)
        rates = [item.rate for item in year.items]
        return captioned(words, rank_chart(words, rates, [Level(percent(watched, 0), watched)]))

    def _overlap(self) -> str:
        shares, whole = self._values("overlap"), percent(self._year.overlap)
        told = self._say(say.OVERLAP_TOLD, whole, percent(min(shares)), percent(max(shares)))
        words = self._words("overlap", say.OVERLAP, told, say.ABILITY)
        level = Level(self._say(say.WHOLE_YEAR, whole), self._year.overlap)
        chart = line_chart(words, [self._line(None, shares)], levels=[level], y_range=(0, 1), percent=True)
        return captioned(words, chart)

    # content

    def _content(self) -> str:
        told = self._say(say.BOUNDS_TOLD, percent(self._year.counts_met), count(self._year.sittings))
        # a blueprint writes the value of one strand as Python does, a mask as it is
        bounds = {bound.name.replace("'", ""): bound for bound in self._year.bounds}
        strands = [use for use in self._year.content if use.attribute == "strand"]
        rows = []
        for use in strands:
            bound = bounds.get(f"strand {use.value}")
            low, high = (None, None) if bound is None else (bound.low, bound.high)
            rows.append(Row(self._strand(str(use.value)), use.least, use.mean, use.most, low, high))
        words = self._words("strands", say.STRANDS_CHART, told, say.ITEMS)
        charts = side_by_side(captioned(words, range_chart(words, rows)))
        return f"<h3>{self._say(say.CONTENT)}</h3>{charts}{self._bounds()}{self._topics()}"

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
        shown_table = table(self._say(say.BOUNDS), say.BOUND_HEADS, rows, self._language)
        early = any(bound.low is not None and bound.least < bound.low for bound in self._year.bounds)
        return shown_table + (f"<p>{self._say(say.OWES_NO_MINIMUM)}</p>" if early else "")

    def _bound_name(self, name: str) -> str:
        if name == LENGTH:
            return self._say(say.LENGTH_BOUND)
        for start, text in say.BOUND_NAMES.items():
            if name.startswith(start):
                return self._say(text, self._strand(name.removeprefix(start).replace("'", "")))
        return name

    def _topics(self) -> str:
        rows = [self._topic_row(use) for use in self._year.content if use.attribute == "topic"]
        return table(self._say(say.TOPICS), say.TOPIC_HEADS, rows, self._language, words=2)

    def _topic_row(self, use: ContentUse) -> tuple[str, ...]:
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

    def _lacks(self) -> str:
        lack = self._year.lack
        charts = side_by_side(self._best_se(), self._shares())
        heads = (*say.SUPPLY_HEADS, *(STRANDS.get(strand, Text.same(strand)) for strand in lack.strands))
        rows = [
            (
                number(at.theta, 2),
                number(at.best_se),
                number(at.best_se_after),
                *(percent(share, 0) for share in at.shares),
            )
            for at in lack.supply[::4]
        ]
        shown = table(self._say(say.SUPPLY), heads, rows, self._language)
        return f"<h3>{self._say(say.LACKS)}</h3>{self._requests()}{charts}{shown}"

    def _requests(self) -> str:
        """What to write for this year group."""
        lack = self._year.lack
        target = number(lack.target_se, 2)
        if not lack.wanted:
            return f"<p>{self._say(say.NOTHING, target)}</p>"
        text = say.LACKING if lack.attainable else say.UNATTAINABLE
        said = self._say(text, target, percent(lack.highest_rate, 0))
        return f'<p>{said}</p><ul class="wanted">{self.requested()}</ul>'

    def requested(self) -> str:
        """Each request as an entry of a list."""
        return "".join(f"<li>{escape(self._request(wanted))}</li>" for wanted in self._year.lack.wanted)

    def _request(self, wanted: Wanted) -> str:
        low, high = number(wanted.low, 2, signed=True), number(wanted.high, 2, signed=True)
        where = self._say(say.ABOUT, low) if low == high else self._say(say.FROM_TO, low, high)
        strand = self._strand(wanted.strand)
        topics = "; ".join(
            f"{self._study.bank.topic(each.topic).label[self._language]} ({each.items})" for each in wanted.topics
        )
        thin = self._say(say.THIN, topics) if topics else ""
        if wanted.items == 1:
            return self._say(say.WANTED_ONE, self._year.year, strand, where) + thin + "."
        return self._say(say.WANTED, self._year.year, strand, wanted.items, where) + thin + "."

    def _best_se(self) -> str:
        lack = self._year.lack
        theta = tuple(at.theta for at in lack.supply)
        reached = sum(at.best_se <= lack.target_se * (1 + ENOUGH / 2) for at in lack.supply)
        told = self._say(say.BEST_SE_TOLD, reached, len(lack.supply))
        lines = [Line(self._say(say.NOW), theta, tuple(at.best_se for at in lack.supply), 1)]
        if lack.wanted:
            lines.append(Line(self._say(say.AFTER), theta, tuple(at.best_se_after for at in lack.supply), 2))
        words = self._words("best", say.BEST_SE, told, say.ABILITY)
        level = Level(self._say(say.TARGET, number(lack.target_se, 2)), lack.target_se)
        return captioned(words, line_chart(words, lines, levels=[level], y_range=(0, lack.target_se)))

    def _shares(self) -> str:
        lack = self._year.lack
        theta = tuple(at.theta for at in lack.supply)
        thinnest = min(lack.supply, key=lambda at: min(at.shares))
        share = min(thinnest.shares)
        strand = self._strand(lack.strands[thinnest.shares.index(share)])
        told = self._say(say.SHARES_TOLD, strand, percent(share, 0), number(thinnest.theta, 2))
        lines = [
            Line(self._strand(name), theta, tuple(min(at.shares[place], 2.0) for at in lack.supply), place % 4 + 1)
            for place, name in enumerate(lack.strands)
        ]
        words = self._words("shares", say.SHARES, told, say.ABILITY)
        level = Level(self._say(say.ENOUGH), 1.0)
        return captioned(words, line_chart(words, lines, levels=[level], y_range=(0, 2), percent=True))
