"""A study as files: tables in CSV, all results in JSON, and an HTML report."""

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

from engine import ENGINE_VERSION, Dependence
from itembank.language import Language
from itembank.simulation_study.study_page import study_page
from itembank.simulation_study.study_results import SimulationStudy
from itembank.simulation_study.year_study import YearStudy

POINT = (
    *("in_reach", "best_se", "bias", "monte_carlo_se", "limit", "holds", "mean_se", "rmse", "sd", "honesty"),
    *("coverage", "length", "overlap", "highest_rate", "items_used"),
)
YEAR = (
    *("holds", "eligible", "sittings", "bias", "rmse", "mean_se", "reliability", "coverage", "length"),
    *("counts_met", "above_ceiling", "highest_rate", "never_used", "overlap"),
)
Cells = Iterable[object]


def study_files(study: SimulationStudy, language: Language) -> Mapping[str, str]:
    """Return the content of each file of a study by file name."""
    return {
        "simulation.html": study_page(study, language),
        "simulation.json": study_json(study),
        "simulation.csv": study_csv(study),
        "requirements.csv": _csv(
            ("year", "requirement", "value", "bound", "limit", "holds"), _each(study, _requirement_rows)
        ),
        "years.csv": _csv(("year", *YEAR), _each(study, _year_rows)),
        "exposure.csv": _csv(
            ("year", "group", "theta", "item", "id", "strand", "topic", "introduced_year", "b", "rate"),
            (row for year in study.years for row in _exposure(study, year)),
        ),
        "content.csv": _csv(
            ("year", "attribute", "value", "eligible", "least", "mean", "most"), _each(study, _content_rows)
        ),
        "bounds.csv": _csv(
            ("year", "bound", "low", "high", "least", "mean", "most", "kept"), _each(study, _bound_rows)
        ),
        "endings.csv": _csv(("year", "group", "theta", "kind", "value", "share"), _each(study, _ending_rows)),
        "supply.csv": _csv(("year", "theta", "best_se", "best_se_after"), _each(study, _supply_rows)),
        "supply_strands.csv": _csv(("year", "theta", "strand", "share_of_need"), _each(study, _strand_supply_rows)),
        "wanted.csv": _csv(("year", "request", "strand", "items", "low", "high"), _each(study, _wanted_rows)),
        "wanted_topics.csv": _csv(("year", "request", "topic", "items_near"), _each(study, _thin_topic_rows)),
    }


def study_csv(study: SimulationStudy) -> str:
    """Return the conditional results as CSV: a header, then nine rows for each year group."""
    return _csv(("year", "theta", *POINT), _each(study, _point_rows))


def _each(study: SimulationStudy, rows: Callable[[YearStudy], Iterator[Cells]]) -> Iterator[Cells]:
    return (row for year in study.years for row in rows(year))


def _csv(heads: Sequence[str], rows: Iterable[Cells]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    return "" if isinstance(value, float) and not math.isfinite(value) else value


def _point_rows(year: YearStudy) -> Iterator[Cells]:
    for point in year.points:
        yield (year.year, point.theta, *(getattr(point, name) for name in POINT))


def _year_rows(year: YearStudy) -> Iterator[Cells]:
    yield (year.year, *(getattr(year, name) for name in YEAR))


def _requirement_rows(year: YearStudy) -> Iterator[Cells]:
    for each in year.requirements:
        bound = "at least" if each.at_least else "at most"
        yield (year.year, each.name.value, each.value, bound, each.limit, each.holds)


def _groups(year: YearStudy) -> list[tuple[str, object]]:
    """The groups of simulees: the year's distribution, which has no single θ, then each ability."""
    return [("year", ""), *(("ability", point.theta) for point in year.points)]


def _exposure(study: SimulationStudy, year: YearStudy) -> Iterator[Cells]:
    """Exposure rate of each item in each group."""
    for use in year.items:
        item = study.bank.item(use.item)
        about = (item.item, item.id, item.strand, item.topic, item.introduced_year, item.parameters.difficulty)
        for group, rate in zip(_groups(year), (use.rate, *use.rates), strict=True):
            yield (year.year, *group, *about, rate)


def _content_rows(year: YearStudy) -> Iterator[Cells]:
    for use in year.content:
        yield (year.year, use.attribute, use.value, use.eligible, use.least, use.mean, use.most)


def _bound_rows(year: YearStudy) -> Iterator[Cells]:
    for bound in year.bounds:
        yield (year.year, bound.name, bound.low, bound.high, bound.least, bound.mean, bound.most, bound.kept)


def _ending_rows(year: YearStudy) -> Iterator[Cells]:
    """How sittings of each group ended."""
    for group, ends in zip(_groups(year), (year.endings, *year.point_endings), strict=True):
        kinds = {"length": ends.lengths, "reason": ends.reasons, "status": ends.statuses, "relaxed": ends.relaxed}
        for kind, shares in kinds.items():
            for each in shares:
                yield (year.year, *group, kind, each.name, each.share)
        yield (year.year, *group, "exposure control gave way", "", ends.lifted)


def _supply_rows(year: YearStudy) -> Iterator[Cells]:
    for at in year.gaps.supply:
        yield (year.year, at.theta, at.best_se, at.best_se_after)


def _strand_supply_rows(year: YearStudy) -> Iterator[Cells]:
    for at in year.gaps.supply:
        for strand, share in zip(year.gaps.strands, at.shares, strict=True):
            yield (year.year, at.theta, strand, share)


def _wanted_rows(year: YearStudy) -> Iterator[Cells]:
    for request, wanted in enumerate(year.gaps.wanted, 1):
        yield (year.year, request, wanted.strand, wanted.items, wanted.low, wanted.high)


def _thin_topic_rows(year: YearStudy) -> Iterator[Cells]:
    for request, wanted in enumerate(year.gaps.wanted, 1):
        for topic in wanted.topics:
            yield (year.year, request, topic.topic, topic.items)


def study_json(study: SimulationStudy) -> str:
    """Return all results with the study's inputs as JSON, with null for numbers that are not finite."""
    document = {
        "bank": study.bank.hash,
        "design": {"name": study.design.name, "hash": study.design.hash},
        "engine": ENGINE_VERSION,
        "seed": study.seed,
        "simulees": study.simulees,
        "dependence": _dependence(study.effective_dependence),
        "truth": None if study.truth is None else study.truth.hash,
        "holds": study.holds,
        "years": [_year(year) for year in study.years],
    }
    return json.dumps(without_nonfinite(document), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _dependence(dependence: float | Dependence | None) -> object:
    return asdict(dependence) if isinstance(dependence, Dependence) else dependence


def _year(year: YearStudy) -> dict[str, object]:
    points = [asdict(point) | {name: getattr(point, name) for name in POINT} for point in year.points]
    fields = {"lack" if name == "gaps" else name: value for name, value in asdict(year).items()}
    required = [asdict(each) | {"at_least": each.at_least, "holds": each.holds} for each in year.requirements]
    return fields | {name: getattr(year, name) for name in YEAR} | {"points": points, "requirements": required}


def without_nonfinite(value: object) -> object:
    """Copy nested dicts and lists with None for each number that is not finite, which JSON cannot represent."""
    if isinstance(value, dict):
        return {key: without_nonfinite(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_nonfinite(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
