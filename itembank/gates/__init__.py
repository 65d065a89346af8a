"""Publishing gates: what must hold of a bank version and its design before learners are given it."""

from itembank.gates.content import content_findings
from itembank.gates.finding import Finding, Gate
from itembank.gates.simulated import Limits, simulated_findings
from itembank.gates.supply import accessible, feasibility_findings
from itembank.gates.usage import status_finding

__all__ = [
    "Finding",
    "Gate",
    "Limits",
    "accessible",
    "content_findings",
    "feasibility_findings",
    "simulated_findings",
    "status_finding",
]
