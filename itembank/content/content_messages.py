"""Names of strands, processes and response types for staff, in both languages."""

from collections.abc import Mapping

from itembank.language import Text

STRANDS: Mapping[str, Text] = {
    "number": Text("rhif", "number"),
    "measuring": Text("mesur", "measuring"),
    "data": Text("data", "data"),
    "story": Text("stori", "story"),
    "information": Text("gwybodaeth", "information"),
    "verse": Text("barddoniaeth", "verse"),
}
PROCESSES: Mapping[str, Text] = {
    "retrieval": Text("adalw", "retrieval"),
    "local": Text("casglu o un man", "local inference"),
    "global": Text("casglu o’r darn cyfan", "global inference"),
    "judgement": Text("barnu", "judgement"),
    "identify": Text("adnabod", "identify"),
    "represent": Text("cynrychioli", "represent"),
    "review": Text("adolygu", "review"),
}
RESPONSE_TYPES: Mapping[str, Text] = {
    "number": Text("ysgrifennu rhif", "number entry"),
    "fraction": Text("ysgrifennu ffracsiwn", "fraction entry"),
    "time": Text("ysgrifennu amser", "time entry"),
    "choice": Text("dewis un ateb", "single choice"),
    "multiple": Text("dewis mwy nag un ateb", "multiple choice"),
    "ordering": Text("trefnu", "ordering"),
    "matching": Text("paru", "matching"),
    "gaps": Text("llenwi bylchau", "gap-fill"),
    "hotspot": Text("dewis lle mewn llun", "hotspot"),
    "number-line": Text("llinell rif", "number line"),
    "table": Text("llenwi tabl", "table to complete"),
    "chart": Text("gorffen siart", "chart to complete"),
    "select-text": Text("dewis testun", "selecting text"),
}
"""Names by `Response.type`."""
