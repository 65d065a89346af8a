"""An expression split into numbers, names and signs."""

import re
from dataclasses import dataclass
from typing import Literal

from itembank.expressions.expression_errors import InvalidExpression

MAX_LENGTH = 500
"""Greatest number of characters of an expression."""

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:\.\d{1,15})?)(?![\w.])|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign>\*\*|==|!=|<=|>=|[-+*/%()\[\],<>×÷−]))"
)
_ASCII = {"×": "*", "÷": "/", "−": "-"}


@dataclass(frozen=True)
class Token:
    """A number, a name or a sign as it is written."""

    kind: Literal["number", "name", "sign", "end"]
    text: str


def tokens(expression: str) -> tuple[Token, ...]:
    """The tokens of an expression and the token of its end; ×, ÷ and − are read as *, / and -.

    Raises
    ------
    InvalidExpression : naming the first piece that is none of them
    """
    if len(expression) > MAX_LENGTH:
        raise InvalidExpression(expected=f"at most {MAX_LENGTH} characters", received=len(expression))
    found: list[Token] = []
    at, written = 0, expression.rstrip()
    while at < len(written):
        match = _TOKEN.match(written, at)
        if match is None:
            raise InvalidExpression(expected="numbers, names and + - * / ( )", received=written[at:].strip()[:20])
        found.append(_token(match))
        at = match.end()
    return (*found, Token("end", ""))


def _token(match: re.Match[str]) -> Token:
    if match["number"]:
        return Token("number", match["number"])
    if match["name"]:
        return Token("name", match["name"])
    return Token("sign", _ASCII.get(match["sign"], match["sign"]))
