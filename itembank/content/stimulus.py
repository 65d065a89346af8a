"""Stimuli: passages and scenarios that items share."""

from dataclasses import dataclass

from itembank.language import Text


@dataclass(frozen=True)
class Stimulus:
    """A passage or scenario that several items ask about; it stays in view while they are answered.

    Parameters
    ----------
    id : identifies it within its bank
    title : plain words, shown above it
    html : trusted HTML
    """

    id: str
    title: Text
    html: Text
