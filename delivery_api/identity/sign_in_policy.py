"""How strongly, and how lately, somebody must have signed in: by role, and for acts that cannot be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from delivery_api.access.refusals import Refused
from delivery_api.access.roles import Role
from delivery_api.identity.values import Person
from delivery_api.settings import InvalidSettings


class SignInTooWeak(Refused):
    """The provider signed the person in, and not by a way that their role needs."""

    code = "sign_in_weak"


@dataclass(frozen=True)
class SignInPolicy:
    """Which roles need a stronger sign-in, and how the provider says that there was one.

    Attributes
    ----------
    strong_roles : the roles that need one
    acr : values of the claim `acr` that say so
    amr : methods, any of which among the claim `amr` says so (RFC 8176)
    """

    strong_roles: frozenset[Role] = frozenset()
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()

    @classmethod
    def of(cls, roles: str, acr: str, amr: str) -> SignInPolicy:
        """Read the settings `strong_roles`, `strong_acr` and `strong_amr`: words apart by spaces.

        Raises
        ------
        InvalidSettings
        """
        known = {role.value for role in Role}
        if unknown := sorted(set(roles.split()) - known):
            raise InvalidSettings(
                None,
                "%(name)s: expected some of %(known)s, got %(unknown)s",
                name="strong_roles",
                known=", ".join(sorted(known)),
                unknown=", ".join(unknown),
            )
        if roles.split() and not (acr.split() or amr.split()):
            raise InvalidSettings(
                None,
                "%(name)s: expected `strong_acr` or `strong_amr` beside it, which say what is strong; got neither",
                name="strong_roles",
            )
        return cls(frozenset(map(Role, roles.split())), tuple(acr.split()), tuple(amr.split()))

    def is_strong(self, claims: Mapping[str, Any]) -> bool:
        """Return whether the claims of an ID token say that the sign-in was strong."""
        methods = claims.get("amr")
        named = methods if isinstance(methods, list) else ()
        return claims.get("acr") in self.acr or any(method in self.amr for method in named)

    def require(self, person: Person, claims: Mapping[str, Any]) -> None:
        """Refuse a sign-in that is too weak for the role.

        Raises
        ------
        SignInTooWeak
        """
        role = Role.LEARNER if person.kind == "learner" else Role(person.post or Role.TEACHER)
        if role in self.strong_roles and not self.is_strong(claims):
            raise SignInTooWeak
