"""Reports for people: values first (scale, evidence, feedback), then messages in the reader's language, then pages.

``claims``: what answers let one claim
``disclosure``: which numbers of groups may be published
``feedback``: feedback on a learner, a class and a school
``formats``: feedback as CSV and PDF
``norms``: age-standardised scores and how norms are fitted
``scales``: scale scores with their bands, and how they are drawn
``technical``: technical reports on calibrations
``schools``: what teachers of a class read across its learners
``year_report``: the technical report of a school year
``translations``: the protocol by which sentences are translated
"""

from reports.feedback.class_feedback import ClassFeedback, ClassMember, ClassRow, ClassTopic, class_feedback
from reports.feedback.class_messages import ClassMessages, ClassRowMessages, class_messages, state_name
from reports.feedback.learner_feedback import LearnerFeedback, Precision, RangeStatus, learner_feedback
from reports.feedback.learner_messages import LearnerMessages, Section, learner_messages
from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.feedback.strand_comparison import RelativeStrength, StrandResult
from reports.feedback.subject_names import strand_name, subject_name
from reports.feedback.topic_evidence import TopicEvidence
from reports.feedback.topics import Topic, UnknownTopic
from reports.formats.csv_export import class_csv, learner_csv
from reports.formats.pdf import class_pdf, learner_pdf
from reports.scales.reporting_scale import SCALES, ReportingScale, ScaleScore, band_text, scale_score
from reports.scales.score_band import AXIS, ScoreAxis, band_svg
from reports.translations import Translations

__all__ = [
    "AXIS",
    "SCALES",
    "AnsweredItem",
    "ClassFeedback",
    "ClassMember",
    "ClassMessages",
    "ClassRow",
    "ClassRowMessages",
    "ClassTopic",
    "LearnerFeedback",
    "LearnerMessages",
    "Precision",
    "RangeStatus",
    "RelativeStrength",
    "ReportingScale",
    "ScaleScore",
    "ScoreAxis",
    "Section",
    "SittingResult",
    "StrandResult",
    "Topic",
    "TopicEvidence",
    "Translations",
    "UnknownTopic",
    "band_svg",
    "band_text",
    "class_csv",
    "class_feedback",
    "class_messages",
    "class_pdf",
    "learner_csv",
    "learner_feedback",
    "learner_messages",
    "learner_pdf",
    "scale_score",
    "state_name",
    "strand_name",
    "subject_name",
]
