"""The results of a finished sitting that feedback is built from; they contain no keys and no responses."""

import math
from dataclasses import dataclass
from datetime import date

from itembank import Barrier
from reports.claims.area_posterior import AreaClaim
from reports.claims.topic_posterior import TopicClaim
from reports.claims.year_pool import Prior
from reports.feedback.item_map import AskedQuestion
from reports.norms.standardised_scores import OutsideNorms, StandardisedScore
from reports.scales.progress import ScorePoint
from reports.scales.reporting_scale import ScaleScore

FEWEST_SCORED = 10
"""Fewest scored questions, answered or left out, that a score rests on.

Ten Rasch items that a learner gets right with a chance of .6 leave a standard error of .65 logits or more: the band
then spans four years of growth, and one answer more or less moves the score by a year.
"""


@dataclass(frozen=True, slots=True)
class AnsweredItem:
    """One scored item of a sitting.

    Parameters
    ----------
    position : place among the scored items of the sitting, from 1, so that unscored ones leave no gap
    topic, strand : ids in the bank version
    introduced_year : school year in which the topic is first taught
    difficulty : b, or the mean of the steps of a partial-credit item, logits
    score : 0 to `most`; an omitted item scores 0
    omitted : whether the learner chose "I can't do this"
    steps : step parameters b_v of a partial-credit item, logits; empty for a dichotomous item
    floors : probability that chance alone earns score v or more, for each v; empty for none
    slope : a
    item : id of the item version, by which answers of several learners to it are told to be of one item
    difficulty_sd : standard error of the difficulty, logits; 0 where it is known
    passage, passage_sd : id of its passage or scenario, empty for none, and SD of the effect that one learner's answers
        to that share, logits
    rapid : whether it was answered, or left, so fast that it can hardly have been read
    """

    position: int
    topic: str
    strand: str
    introduced_year: int
    difficulty: float
    score: int
    omitted: bool = False
    steps: tuple[float, ...] = ()
    floors: tuple[float, ...] = ()
    slope: float = 1.0
    item: str = ""
    difficulty_sd: float = 0.0
    rapid: bool = False
    passage: str = ""
    passage_sd: float = 0.0

    @property
    def most(self) -> int:
        """Maximum score."""
        return len(self.steps) or 1

    def __post_init__(self) -> None:
        at = f"item at position {self.position}"
        _require(0 <= self.score <= self.most, f"{at}: score", f"0 to {self.most}", self.score)
        _require(not (self.omitted and self.score), f"{at}: score of an omitted item", "0", self.score)
        _require(math.isfinite(self.slope) and self.slope > 0, f"{at}: slope", "a number above 0", self.slope)
        for value in (self.difficulty, *self.steps):
            _require(math.isfinite(value), f"{at}: difficulty", "a finite number", value)
        _require(len(self.floors) in (0, self.most), f"{at}: floors", f"{self.most} or none", self.floors)
        _require(all(0 <= floor < 1 for floor in self.floors), f"{at}: floors", "from 0 to below 1", self.floors)


@dataclass(frozen=True, slots=True)
class NormedScore:
    """What norms say of a score.

    Parameters
    ----------
    score : the age-standardised score, or why there is none
    norms : SHA-256 of the norms
    made_up : whether they rest on a made-up sample, for a demonstration
    """

    score: StandardisedScore | OutsideNorms
    norms: str
    made_up: bool = False


@dataclass(frozen=True, slots=True)
class Effort:
    """Response-time effort of a sitting; advisory, and part of no score.

    Parameters
    ----------
    rapid_seconds : seconds below which an answer is rapid
    low : whether so many answers are rapid that the score may say too little
    """

    rapid_seconds: float
    low: bool


@dataclass(frozen=True, slots=True)
class Versions:
    """What a report rests on.

    Parameters
    ----------
    scale : version of the subject's reporting scale
    bank : SHA-256 of the bank version that the sitting was scored under
    engine : version of the engine that estimated the ability
    """

    scale: str
    bank: str
    engine: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Questions that were not asked because the learner uses a screen reader.

    Parameters
    ----------
    why : the reason
    topics : ids of the topics that they are of
    """

    why: Barrier
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SittingResult:
    """A finished sitting.

    Parameters
    ----------
    subject : such as ``numeracy-procedural``
    year : the learner's school year at the sitting
    theta, se : reported ability and its standard error, logits; both finite, se > 0
    status : status of the reported estimate, a value of ``engine.EstimateStatus``
    finished_on : date of completion
    items : the scored items in order of presentation, at least one
    provisional : whether too little of its information comes from items whose parameters were measured
    rescored_on : date on which the responses were rescored with corrected rules, None for a first result
    unconfirmed : whether nobody has confirmed yet who came in under the learner's name with a class PIN
    moved_on : date on which the school moved the sitting to this learner, None if it was theirs from the beginning
    set_aside : whether the school has set another finished result of the subject and school year aside
    ended_early : whether staff ended it before the assessment was over
    too_few : whether it rests on fewer than `FEWEST_SCORED` questions, so that its ability is told to nobody
    claims : what may be claimed of each topic met; empty where nobody reads them
    area_claims : the widest areas of which "can" may be claimed, hardest first; empty where nobody reads them
    population : the ability of the year group that the design expects; None where nobody reads it
    working_year : the year group whose mean, as the design expects it, is nearest; None where nobody reads it
    normed : what norms say of the score; None without norms, while it is provisional, and where nobody reads it
    not_reached : number of scored questions that were shown and never answered
    effort : None where nobody reads it
    versions : what the report rests on; None where nobody reads it
    scores : the learner's scores of the subject up to this one, in order of date; empty where nobody reads them
    expected : this score for a learner who kept pace with others since the first of `scores`; None if unknown
    link_se : standard error of the links between the bank versions of the first and the last of `scores`, scale points
    item_map : what became of each question, for staff alone; empty where nobody reads it
    left_out : what was not asked because of a screen reader, one for each reason
    school_year : the school year that the sitting belongs to, as "2026-27"; it may have been finished in the next

    Raises
    ------
    ValueError
        naming the field, what was expected and what came
    """

    subject: str
    year: int
    theta: float
    se: float
    status: str
    finished_on: date
    items: tuple[AnsweredItem, ...]
    provisional: bool
    rescored_on: date | None = None
    unconfirmed: bool = False
    moved_on: date | None = None
    set_aside: bool = False
    ended_early: bool = False
    too_few: bool = False
    school_year: str = ""
    claims: tuple[TopicClaim, ...] = ()
    area_claims: tuple[AreaClaim, ...] = ()
    population: Prior | None = None
    working_year: int | None = None
    normed: NormedScore | None = None
    not_reached: int = 0
    effort: Effort | None = None
    versions: Versions | None = None
    scores: tuple[ScorePoint, ...] = ()
    expected: ScaleScore | None = None
    link_se: float = 0.0
    item_map: tuple[AskedQuestion, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def __post_init__(self) -> None:
        _require(bool(self.items), "items", "at least one answered item", "none")
        _require(math.isfinite(self.theta), "theta", "a finite number", self.theta)
        _require(math.isfinite(self.se) and self.se > 0, "se", "a finite number above 0", self.se)


def _require(holds: bool, what: str, expected: str, got: object) -> None:
    if not holds:
        msg = f"{what}: expected {expected}, got {got}"
        raise ValueError(msg)
