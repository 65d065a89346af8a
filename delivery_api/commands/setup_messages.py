"""The sentence of `mesur setup`: what was created, or the first thing that is missing."""

from __future__ import annotations

from collections.abc import Callable
from gettext import NullTranslations

from delivery_api.lifecycle.service_setup import SetupResult
from delivery_api.sittings.storage.programmes import MissingPart

MISSING_SENTENCES: dict[MissingPart, Callable[[NullTranslations], str]] = {
    MissingPart.PROGRAMME: lambda say: say.gettext("Not ready: there is no place for the answers of %(what)s."),
    MissingPart.DESTROYED: lambda say: say.gettext(
        "Not ready: the answers of %(what)s were destroyed, so none are taken."
    ),
    MissingPart.PARTITION: lambda say: say.gettext(
        "Not ready: the database holds a partition of %(what)s that is not attached to its table. Attach it, or drop "
        "it if it is empty, then run this again."
    ),
    MissingPart.KEY: lambda say: say.gettext(
        "Not ready: the key for %(what)s is not in the key directory. Restore its file from the backup of the keys, "
        "then run this again."
    ),
}


def setup_message(result: SetupResult, say: NullTranslations) -> str:
    """Return one sentence: what was created, or the first thing that is missing."""
    if result.lacking:
        what, lack = result.lacking[0]
        return MISSING_SENTENCES[lack](say) % {"what": what}
    created = [*(say.gettext("the key for %(what)s") % {"what": purpose} for purpose in result.keys)]
    created += [say.gettext("room for %(what)s") % {"what": year} for year in result.years]
    if not created:
        return say.gettext("Ready. There was nothing to make.")
    return say.gettext("Ready. Made: %(what)s.") % {"what": ", ".join(created)}
