from dataclasses import dataclass

from itembank.language import Text


@dataclass(frozen=True)
class Stimulus:
    """A passage or a scenario that several items ask about; it stays in sight while they are answered.

    Parameters
    ----------
    id : what items of the same bank know it by
    title : plain words, shown above it
    html : trusted HTML
    """

    id: str
    title: Text
    html: Text
