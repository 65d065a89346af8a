"""What norms rest on, and what their checks found, in sentences."""

from collections.abc import Iterator

from itembank.language import Language
from reports.norms.norm_checks import NormChecks, NormFinding, NormFindingKind
from reports.norms.norm_document import norms_hash
from reports.norms.standardised_scores import Norms
from reports.technical.norms import norm_messages as messages
from reports.technical.page_parts import formatted, sentence, suppressed_count


def norm_sentences(norms: Norms, language: Language) -> Iterator[str]:
    """What norms were fitted to, and their name."""
    source, basis = norms.source, norms.model.basis
    if source.fictional:
        yield messages.FICTIONAL[language]
    facts = (source.subject, source.scale, suppressed_count(source.persons), suppressed_count(source.schools))
    yield sentence(messages.RESTS_ON, language, *facts, formatted(basis.low, 1), formatted(basis.high, 1))
    yield sentence(messages.HASH, language, norms_hash(norms)[:12])


def finding_sentences(checks: NormChecks, language: Language) -> list[str]:
    """What the checks found, what forbids use first."""
    found = sorted(checks.findings, key=lambda each: not each.kind.forbids_use)
    return [_finding(each, language) for each in found] or [messages.NO_FINDINGS[language]]


def _finding(finding: NormFinding, language: Language) -> str:
    facts: dict[str, object] = dict(finding.facts)
    if finding.kind is NormFindingKind.FEW_PERSONS:
        facts["persons"] = suppressed_count(int(finding.facts["persons"]))
    return messages.FINDINGS[finding.kind][language] % facts
