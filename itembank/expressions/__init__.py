"""Arithmetic that authors write beside a key, evaluated exactly and never as code.

* ``evaluation``: the value of an expression over named numbers
* ``tokens``: an expression split into numbers, names and signs
* ``functions``: the functions that an expression may name
* ``expression_errors``: why an expression has no value
"""

from itembank.expressions.evaluation import MAX_LENGTH, Value, evaluated, exact_number
from itembank.expressions.expression_errors import InvalidExpression

__all__ = ["MAX_LENGTH", "InvalidExpression", "Value", "evaluated", "exact_number"]
