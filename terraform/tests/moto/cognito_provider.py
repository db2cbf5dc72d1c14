"""Identity providers: what Cognito finds out by itself and reports back, and what it keeps to itself."""

from __future__ import annotations

from typing import Any, Callable

from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.responses import CognitoIdpResponse as Cognito
from moto.core.responses import ActionResult

from extend import around

WRITE_ONLY = ("private_key",)


def found(kind: str, details: dict[str, str]) -> dict[str, str]:
    """What Cognito reads at the provider, below the issuer or in its metadata."""
    if kind == "OIDC":
        issuer = details["oidc_issuer"]
        return {
            "attributes_url": f"{issuer}/userinfo",
            "attributes_url_add_attributes": "false",
            "authorize_url": f"{issuer}/authorize",
            "jwks_uri": f"{issuer}/keys",
            "token_url": f"{issuer}/token",
        }
    if kind == "SAML":
        return {
            "ActiveEncryptionCertificate": "MIIC",
            "SLORedirectBindingURI": "https://idp.example.com/slo",
            "SSORedirectBindingURI": "https://idp.example.com/sso",
        }
    return {}


def check(self: Cognito) -> None:
    if "ActiveEncryptionCertificate" in (self._get_param("ProviderDetails") or {}):
        raise InvalidParameterException("Unsupported provider detail: ActiveEncryptionCertificate")


@around(Cognito, "create_identity_provider")
def create(original: Callable, self: Cognito) -> Any:
    check(self)
    return original()


@around(Cognito, "update_identity_provider")
def update(original: Callable, self: Cognito) -> Any:
    check(self)
    return original()


@around(Cognito, "describe_identity_provider")
def describe(original: Callable, self: Cognito) -> ActionResult:
    provider = dict(original().result["IdentityProvider"])
    details = provider["ProviderDetails"]
    shown = {name: value for name, value in details.items() if name not in WRITE_ONLY}
    provider["ProviderDetails"] = {**found(provider["ProviderType"], details), **shown}
    return ActionResult({"IdentityProvider": provider})


@around(Cognito, "create_user_pool_client")
def providers_of_a_new_client(original: Callable, self: Cognito) -> Any:
    known(self)
    return original()


@around(Cognito, "update_user_pool_client")
def providers_of_a_client(original: Callable, self: Cognito) -> Any:
    known(self)
    return original()


def known(self: Cognito) -> None:
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    for name in self._get_param("SupportedIdentityProviders") or []:
        if name != "COGNITO" and name not in pool.identity_providers:
            raise InvalidParameterException(f"The provider {name} does not exist for User Pool {pool.id}.")
