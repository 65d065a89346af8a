"""What somebody with the database alone may try, to let authorities or the government see schools, or to hide it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update

from delivery_api.permissions.view_permission import store as permissions
from delivery_api.permissions.view_permission.store import Audience, ViewPermission
from tests.support.attacked_service import TABLES, TOMORROW, YESTERDAY, Attacked
from tests.support.service_harness import ServiceHarness

VIEWS = TABLES["view_permissions"]


def let_authorities_look(harness: ServiceHarness) -> None:
    """Allow local authorities to see the figures of their schools."""
    texts, days = ("basis", "notice", "hysbysiad"), (YESTERDAY, TOMORROW)
    allowed = ViewPermission(uuid4(), Audience.AUTHORITY, *texts, *days, "A. Rees", "-", harness.clock())
    with harness.service.engine.begin() as connection:
        permissions.add(connection, allowed)


def views_for_longer(attacked: Attacked) -> object:
    later = TOMORROW + timedelta(300)
    attacked.connection.execute(update(VIEWS).values(until_on=later))
    return permissions.is_allowed(attacked.connection, Audience.AUTHORITY, later) or None


def views_for_the_government(attacked: Attacked) -> object:
    attacked.connection.execute(update(VIEWS).values(audience=Audience.GOVERNMENT))
    return permissions.is_allowed(attacked.connection, Audience.GOVERNMENT, TOMORROW) or None


def views_made_up(attacked: Attacked) -> object:
    row = dict(attacked.connection.execute(VIEWS.select()).mappings().one())
    attacked.insert("view_permissions", **{**row, "id": uuid4(), "audience": Audience.GOVERNMENT})
    return permissions.is_allowed(attacked.connection, Audience.GOVERNMENT, TOMORROW) or None


def notice_of_views_changed(attacked: Attacked) -> object:
    attacked.connection.execute(update(VIEWS).values(notice_cy="Nid oes neb arall yn gweld dim."))
    return permissions.permissions_on(attacked.connection, TOMORROW) or None


def views_allowed_by_another(attacked: Attacked) -> object:
    attacked.connection.execute(update(VIEWS).values(by="E. Vaughan"))
    return permissions.permissions_on(attacked.connection, TOMORROW) or None


OF_VIEWS: tuple[Callable[[Attacked], object], ...] = (
    views_for_longer,
    views_for_the_government,
    views_made_up,
    notice_of_views_changed,
    views_allowed_by_another,
)
"""Each returns what the next read gives; None where it gives nothing. `mesur audit verify` has to name each."""
