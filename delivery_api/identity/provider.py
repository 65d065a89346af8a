"""The OpenID Connect provider (Hwb, or the demonstration's): authorisation-code flow with PKCE, through Authlib."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from delivery_api.refused import Refused


class SignInFailed(Refused):
    """The provider did not vouch for this person, or not in a way that can be trusted."""

    code = "sign_in_failed"


class ProviderAway(Refused):
    """The provider cannot be reached."""

    code = "provider_away"


@dataclass(frozen=True)
class Handshake:
    """What a sign-in under way must come back with; held in the server-side session until it does."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def fresh(cls) -> Handshake:
        """Unguessable values for one sign-in."""
        return cls(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


@dataclass(frozen=True)
class Provider:
    """A relying party's view of one provider; its metadata and signing keys are fetched when first needed."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    cache: dict[str, Any] = field(default_factory=dict, repr=False)

    def authorization_url(self, handshake: Handshake, language: str) -> str:
        """Where the browser goes to sign in.

        Raises
        ------
        ProviderAway
        """
        with self._client() as client:
            url, _ = client.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=handshake.state,
                nonce=handshake.nonce,
                code_verifier=handshake.verifier,
                ui_locales=language,
            )
        return str(url)

    def claims(self, code: str, handshake: Handshake) -> dict[str, Any]:
        """The verified claims of the ID token that a code is exchanged for.

        Raises
        ------
        SignInFailed, ProviderAway
        """
        if not code:
            raise SignInFailed(reason="no code")
        try:
            with self._client() as client:
                token = client.fetch_token(
                    self._metadata()["token_endpoint"], code=code, code_verifier=handshake.verifier
                )
        except AuthlibBaseError as error:
            raise SignInFailed(reason=error.error) from error
        except (httpx2.HTTPError, ValueError) as error:  # ValueError: an answer that is not JSON
            raise ProviderAway from error
        return self._verified(str(token.get("id_token", "")), handshake.nonce)

    def _verified(self, id_token: str, nonce: str) -> dict[str, Any]:
        try:
            return self._checked(id_token, nonce, self._keys())
        except (JoseError, ValueError):
            # The provider may have rotated its keys since they were fetched: once more with the new ones.
            self.cache.pop("keys", None)
        try:
            return self._checked(id_token, nonce, self._keys())
        except (JoseError, ValueError) as error:
            raise SignInFailed(reason=type(error).__name__) from error

    def _checked(self, id_token: str, nonce: str, keys: KeySet) -> dict[str, Any]:
        token = jwt.decode(id_token, keys, algorithms=["RS256", "ES256", "PS256"])
        jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(token.claims)
        audience = token.claims["aud"]
        shared = isinstance(audience, list) and len(audience) > 1
        if token.claims.get("azp", None if shared else self.client_id) != self.client_id:
            msg = "azp does not name this client"
            raise ValueError(msg)
        return dict(token.claims)

    def _client(self) -> OAuth2Client:
        return OAuth2Client(
            self.client_id,
            self.client_secret,
            scope="openid",
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            timeout=5,
        )

    def _metadata(self) -> dict[str, Any]:
        if "metadata" not in self.cache:
            found = _fetch(f"{self.issuer}/.well-known/openid-configuration")
            if found.get("issuer") != self.issuer:
                raise SignInFailed(reason="issuer")
            self.cache["metadata"] = found
        metadata: dict[str, Any] = self.cache["metadata"]
        return metadata

    def _keys(self) -> KeySet:
        if "keys" not in self.cache:
            self.cache["keys"] = KeySet.import_key_set(_fetch(self._metadata()["jwks_uri"]))  # type: ignore[arg-type]  # fetched JSON, checked by joserfc
        keys: KeySet = self.cache["keys"]
        return keys


def _fetch(url: str) -> dict[str, Any]:
    try:
        response = httpx2.get(url, timeout=5)
        response.raise_for_status()
        found: dict[str, Any] = response.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderAway from error
    return found
