"""The names of purposes, bases and controllers in the reader's language."""

from __future__ import annotations

from gettext import NullTranslations

from delivery_api.storage.data_declaration import Controller, LawfulBasis, Purpose


def special_basis_name(basis: str, say: NullTranslations) -> str:
    """Return the name of a basis on which a special category of data is held."""
    return {
        "explicit consent": say.gettext("explicit consent"),
        "legal obligation": say.gettext("legal obligation"),
    }[basis]


def purpose_name(purpose: Purpose, say: NullTranslations) -> str:
    """Return the name of a purpose."""
    return {
        Purpose.SIGN_IN: say.gettext("Accounts and signing in"),
        Purpose.ASSESSMENT: say.gettext("Assessments"),
        Purpose.FEEDBACK: say.gettext("Feedback to schools and learners"),
        Purpose.TRIAL: say.gettext("Trials of the assessments"),
        Purpose.ACCOUNTABILITY: say.gettext("Accountability: who did what, and what was destroyed"),
        Purpose.RIGHTS: say.gettext("People’s rights"),
        Purpose.OPERATION: say.gettext("Running the service"),
    }[purpose]


def basis_name(basis: LawfulBasis, say: NullTranslations) -> str:
    """Return the name of a lawful basis."""
    return {
        LawfulBasis.CONSENT: say.gettext("consent, UK GDPR Article 6(1)(a)"),
        LawfulBasis.LEGAL_OBLIGATION: say.gettext("legal obligation, UK GDPR Article 6(1)(c)"),
        LawfulBasis.PUBLIC_TASK: say.gettext("public task, UK GDPR Article 6(1)(e)"),
    }[basis]


def controller_name(controller: Controller, say: NullTranslations) -> str:
    """Return the name of a controller."""
    return {
        Controller.GOVERNMENT: say.gettext("Welsh Government"),
        Controller.SCHOOL: say.gettext("the learner’s school"),
    }[controller]
