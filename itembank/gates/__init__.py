"""Publishing gates: what a bank version and its design must satisfy before learners are given it.

* ``gate_finding``: the gates, and what one found
* ``content_gate``: languages complete and keys scored in full
* ``credit_gate``: no marks for misconceptions, nor for random selections
* ``practice_gate``: practice items apart from items that count, now and in earlier versions
* ``feasibility_gate``: blueprints feasible, also for screen readers and without drawings
* ``simulation_gate``: enemies, content, precision and exposure in simulated sittings
* ``status_gate``: statuses that a design's use of its items needs
* ``gate_messages``: messages in both languages
"""

from itembank.gates.content_gate import content_findings
from itembank.gates.credit_gate import CHANCE_CREDIT_LIMIT, credit_findings
from itembank.gates.feasibility_gate import accessible_items, feasibility_findings
from itembank.gates.gate_finding import Gate, GateFinding
from itembank.gates.practice_gate import practice_finding
from itembank.gates.simulation_gate import SimulationLimits, simulation_findings
from itembank.gates.status_gate import status_finding

__all__ = [
    "CHANCE_CREDIT_LIMIT",
    "Gate",
    "GateFinding",
    "SimulationLimits",
    "accessible_items",
    "content_findings",
    "credit_findings",
    "feasibility_findings",
    "practice_finding",
    "simulation_findings",
    "status_finding",
]
