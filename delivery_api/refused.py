"""What a person may be refused, by name; the words and the HTTP status are in `errors.py`."""

from __future__ import annotations


class Refused(Exception):
    """A request that is understood and declined; nothing has been written.

    Attributes
    ----------
    code : stable name of the reason, the key into `errors.PROBLEMS`
    facts : what the sentence for the reader names (never personal data, never an answer)
    """

    code = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(f"{self.code}: {facts}" if facts else self.code)
        self.facts = facts


class NotSignedIn(Refused):
    """There is no session behind the cookie, or no cookie."""

    code = "not_signed_in"


class NotFound(Refused):
    """The thing does not exist, or is not this person's to see: the same answer, so that nobody can probe."""

    code = "not_found"
