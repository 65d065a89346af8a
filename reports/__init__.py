"""What people read: values first (scale, evidence, feedback), then words in the reader's language, then pages."""

from reports.feedback.class_feedback import ClassFeedback, ClassMember, ClassRow, ClassTopic, class_feedback
from reports.feedback.class_messages import ClassRowWords, ClassWords, class_words, state_name
from reports.feedback.learner_feedback import LearnerFeedback, Reach, Sureness, learner_feedback
from reports.feedback.learner_messages import LearnerWords, Section, learner_words
from reports.feedback.reporting_scale import ScaleScore, band_text, scale_score
from reports.feedback.score_band import Axis, axis_for, band_svg
from reports.feedback.sitting_results import AnsweredItem, SittingResult
from reports.feedback.strand_comparison import Standing, StrandResult
from reports.feedback.subject_names import strand_name, subject_name
from reports.feedback.topic_evidence import TopicEvidence
from reports.feedback.topics import Topic, UnknownTopic
from reports.feedback.translations import Say
from reports.formats.csv_export import class_csv, learner_csv
from reports.formats.pdf import class_pdf, learner_pdf

__all__ = [
    "AnsweredItem",
    "Axis",
    "ClassFeedback",
    "ClassMember",
    "ClassRow",
    "ClassRowWords",
    "ClassTopic",
    "ClassWords",
    "LearnerFeedback",
    "LearnerWords",
    "Reach",
    "Say",
    "ScaleScore",
    "Section",
    "SittingResult",
    "Standing",
    "StrandResult",
    "Sureness",
    "Topic",
    "TopicEvidence",
    "UnknownTopic",
    "axis_for",
    "band_svg",
    "band_text",
    "class_csv",
    "class_feedback",
    "class_pdf",
    "class_words",
    "learner_csv",
    "learner_feedback",
    "learner_pdf",
    "learner_words",
    "scale_score",
    "state_name",
    "strand_name",
    "subject_name",
]
