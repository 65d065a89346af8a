"""One run of `mesur calibrate`: what to write, what was found, and its sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from calibration import Finding, FitStatus, ModelFit
from calibration.invariance.mantel_haenszel_dif import MantelHaenszelDif
from calibration.linking.anchor_report import LinkingReport
from calibration.replication import Replication
from calibration.results.calibration_document import CalibrationDocument
from itembank.language import Language
from reports.technical.adoption.anchor_drift import drift_sentences
from reports.technical.adoption.bank_scale import BankScale, Linking
from reports.technical.commands.terminal_output import MAX_FINDINGS
from reports.technical.dif_section import dif_sentence
from reports.technical.fit_section import issue_sentences, verdict_sentence
from reports.technical.link_page import link_holds, link_verdict
from reports.technical.nominal_section import FittedOptions, nominal_sentences
from reports.technical.replication_section import replication_sentences
from reports.technical.technical_messages import NOT_TESTED
from reports.technical.testlet_section import testlet_sentences


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """The files to write, and the analyses to make besides the fit.

    Parameters
    ----------
    out : the calibration document
    report, abilities : the HTML report and the CSV file of abilities, None for none
    dif : columns of groups to compare
    replicate : the second program to fit the data with, None for none
    covariance : whether the document holds the covariance of the parameters
    nominal : whether the options chosen are fitted by the nominal model
    fit : whether the fit of the model is tested
    items : the CSV file of item parameters, None for none
    """

    out: Path
    report: Path | None
    dif: tuple[str, ...]
    replicate: str | None
    abilities: Path | None
    covariance: bool
    nominal: bool = False
    fit: bool = True
    items: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationRun:
    """The results of one run of the command.

    Parameters
    ----------
    document : the calibration document
    findings : of the data checks
    replication : the comparison with a second program, None where there was none
    page, abilities_csv : the report and the abilities as text, "" where they were not asked for
    model_fit : evidence on the fit with its verdict, None where it could not be judged
    options : the nominal fit of the options chosen, None where it was not asked for
    link : of a free fit to the anchors of a bank, None where there was none
    review : classes of DIF and remarks on options by item, as the document has them for an adoption
    scale : the bank that gave the scale, None where none did
    dif : groups compared item by item
    """

    document: CalibrationDocument
    findings: tuple[Finding, ...] = ()
    replication: Replication | None = None
    page: str = ""
    abilities_csv: str = ""
    model_fit: ModelFit | None = None
    options: FittedOptions | None = None
    link: LinkingReport | None = None
    review: Mapping[str, object] = field(default_factory=dict)
    scale: BankScale | None = None
    dif: tuple[MantelHaenszelDif, ...] = ()

    @property
    def may_be_used(self) -> bool:
        """Whether the fit converged, and its link to a bank holds where there is one."""
        agree = (self.link is None or link_holds(self.link)) and (self.scale is None or self.scale.agree)
        return self.document.fit.status is FitStatus.CONVERGED and agree


def evidence_lines(run: CalibrationRun, language: Language) -> Iterator[str]:
    """The sentences on testlets, on the fit, on groups compared, on options and on the second program."""
    yield from testlet_sentences(run.document.fit, language)
    if run.link is not None:
        yield from link_verdict(run.link, language)
    if (scale := run.scale) is not None and scale.linking is Linking.FIXED:
        yield from drift_sentences(scale, language)
    if run.model_fit is not None:
        yield verdict_sentence(run.model_fit, language)
        yield from (f"  {issue}" for issue in issue_sentences(run.model_fit, language))
    elif run.document.fit.status is FitStatus.CONVERGED:
        yield NOT_TESTED[language]
    yield from (dif_sentence(each, language) for each in run.dif)
    if run.options is not None:
        yield from nominal_sentences(run.options, language)
    if run.replication is not None:
        yield from replication_sentences(run.replication, language)
        for each in run.replication.disagreeing[:MAX_FINDINGS]:
            yield f"{each.item}: {each.largest_difference:.3f}"
