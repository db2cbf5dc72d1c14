"""App clients: settings that AWS does not accept together."""

from __future__ import annotations

from typing import Any, Callable

from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.responses import CognitoIdpResponse as Cognito

from extend import around


def check(self: Cognito) -> None:
    rotation = (self._get_param("RefreshTokenRotation") or {}).get("Feature")
    if rotation == "ENABLED" and "ALLOW_REFRESH_TOKEN_AUTH" in (self._get_param("ExplicitAuthFlows") or []):
        raise InvalidParameterException("Refresh token rotation cannot be enabled with ALLOW_REFRESH_TOKEN_AUTH flow")
    for url in (self._get_param("CallbackURLs") or []) + (self._get_param("LogoutURLs") or []):
        if not url.startswith(("https://", "http://localhost")) or "#" in url:
            raise InvalidParameterException(f"{url} is not a valid redirect URI")


@around(Cognito, "create_user_pool_client")
def create(original: Callable, self: Cognito) -> Any:
    check(self)
    return original()


@around(Cognito, "update_user_pool_client")
def update(original: Callable, self: Cognito) -> Any:
    check(self)
    return original()
