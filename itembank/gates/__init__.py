"""Publishing gates: what must hold of a bank version and its design before learners are given it."""

from itembank.gates.content_gate import content_findings
from itembank.gates.feasibility_gate import accessible_items, feasibility_findings
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.gates.simulation_gate import SimulationLimits, simulation_findings
from itembank.gates.status_gate import status_finding

__all__ = [
    "Gate",
    "GateFinding",
    "SimulationLimits",
    "accessible_items",
    "content_findings",
    "feasibility_findings",
    "simulation_findings",
    "status_finding",
]
