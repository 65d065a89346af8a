"""Publishing gates: what must hold of a bank version and its design before learners are given it."""

from itembank.gates.content_gate import content_findings
from itembank.gates.feasibility_gate import accessible, feasibility_findings
from itembank.gates.gate_finding import Finding, Gate
from itembank.gates.simulation_gate import Limits, simulated_findings
from itembank.gates.status_gate import status_finding

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
