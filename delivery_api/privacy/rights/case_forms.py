"""Reads the officer's forms: a new case, a step of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from delivery_api.dates.typed_day import typed_day
from delivery_api.privacy.dated_cases.case_input import IncompleteCase, read_choice
from delivery_api.privacy.rights.rights_cases import (
    Authority,
    Capacity,
    CaseKind,
    Competence,
    IdentityCheck,
    Requester,
)
from delivery_api.privacy.rights.service import NewCase


def read_new_case(form: Mapping[str, str]) -> NewCase:
    """Read a request as the officer has written it down.

    Raises
    ------
    IncompleteCase
    """
    requester = Requester(
        read_choice(Capacity, form, "capacity"),
        read_choice(IdentityCheck, form, "identity"),
        read_choice(Authority, form, "authority"),
        read_choice(Competence, form, "competence"),
    )
    kind, reference = read_choice(CaseKind, form, "kind"), form.get("reference", "").strip()
    return NewCase(form.get("identifier", "").strip(), kind, requester, reference, read_day(form, "received"))


def read_day(form: Mapping[str, str], field: str) -> date:
    """Read a day, in three boxes.

    Raises
    ------
    IncompleteCase
    """
    found = read_optional_day(form, field)
    if found is None:
        raise IncompleteCase(field=field)
    return found


def read_optional_day(form: Mapping[str, str], field: str) -> date | None:
    """Read a day, in three boxes; None if they are empty.

    Raises
    ------
    IncompleteCase
    """
    try:
        return typed_day(form, field)
    except ValueError:
        raise IncompleteCase(field=field) from None
