"""What people read: values first (scale, evidence, feedback), then words in the reader's language, then pages."""

from reports.band import Axis, axis_for, band_svg
from reports.class_words import ClassRowWords, ClassWords, class_words, state_name
from reports.classes import ClassFeedback, ClassMember, ClassRow, ClassTopic, class_feedback
from reports.evidence import TopicEvidence
from reports.learner import LearnerFeedback, Reach, Sureness, learner_feedback
from reports.learner_words import LearnerWords, Section, learner_words
from reports.pdf import class_pdf, learner_pdf
from reports.results import AnsweredItem, SittingResult
from reports.say import Say
from reports.scale import ScaleScore, band_text, scale_score
from reports.spreadsheet import class_csv, learner_csv
from reports.strands import Standing, StrandResult
from reports.subjects import strand_name, subject_name
from reports.topics import Topic, UnknownTopic

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
