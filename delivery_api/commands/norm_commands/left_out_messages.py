"""Why results are not in a reference sample, in words."""

from __future__ import annotations

from gettext import NullTranslations

from delivery_api.norms.sample_rows import ChosenRows, LeftOut
from delivery_api.trials.extract_manifest import told_count


def left_out_sentences(chosen: ChosenRows, say: NullTranslations) -> list[str]:
    """A sentence for each reason why finished sittings are not in a sample; no number under ten is told."""
    words = {
        LeftOut.RESTRICTED: say.gettext("left out because the learner’s data are restricted: %(count)s"),
        LeftOut.UNVERIFIED: say.gettext("left out because the result does not verify: %(count)s"),
        LeftOut.UNCONFIRMED: say.gettext("left out because nobody has confirmed who came in by PIN: %(count)s"),
        LeftOut.STOPPED: say.gettext("left out because staff ended the sitting early: %(count)s"),
        LeftOut.PROVISIONAL: say.gettext("left out because the result is provisional: %(count)s"),
        LeftOut.NO_BIRTH_DATE: say.gettext("left out because the date of birth is not known: %(count)s"),
        LeftOut.OTHER_YEAR: say.gettext("left out because the age is far from that of the year group: %(count)s"),
        LeftOut.LATER: say.gettext("left out because it is not the learner’s first of the school year: %(count)s"),
    }
    few = say.gettext("under 10")
    told = {reason: told_count(count) for reason, count in chosen.left_out.items()}
    return [words[reason] % {"count": count if isinstance(count, int) else few} for reason, count in told.items()]
