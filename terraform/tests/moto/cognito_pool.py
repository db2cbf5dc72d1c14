"""User pools: plan, settings that an update keeps, tags, deletion protection, resource servers."""

from __future__ import annotations

from typing import Any, Callable

from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.responses import CognitoIdpResponse as Cognito
from moto.core.responses import ActionResult, EmptyResult

from extend import around, operation

# What only CreateUserPool sets. moto forgets it at an update, and Terraform would then want a new pool.
SET_AT_CREATION = ("UsernameAttributes", "AliasAttributes", "UsernameConfiguration", "Schema", "UserPoolTags")
DEFAULT_TIER = "ESSENTIALS"


@around(Cognito, "create_user_pool")
def new_pool_has_a_plan(original: Callable, self: Cognito) -> ActionResult:
    pool = self.backend.describe_user_pool(original().result["UserPool"]["Id"])
    pool.extended_config.setdefault("UserPoolTier", DEFAULT_TIER)
    return ActionResult({"UserPool": pool.to_json(extended=True)})


@around(Cognito, "update_user_pool")
def update_keeps_the_rest(original: Callable, self: Cognito) -> Any:
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    before = {key: pool.extended_config[key] for key in SET_AT_CREATION if key in pool.extended_config}
    result = original()
    for key, value in {**before, "UserPoolTier": DEFAULT_TIER}.items():
        pool.extended_config.setdefault(key, value)
    return result if result is not None else EmptyResult()


# moto knows two kinds of second factors.
@around(Cognito, "set_user_pool_mfa_config")
def codes_by_mail_are_kept(original: Callable, self: Cognito) -> ActionResult:
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    result = original().result
    pool.email_mfa_config = self._get_param("EmailMfaConfiguration")
    return ActionResult(with_codes_by_mail(result, pool))


@around(Cognito, "get_user_pool_mfa_config")
def codes_by_mail_are_told(original: Callable, self: Cognito) -> ActionResult:
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    return ActionResult(with_codes_by_mail(original().result, pool))


def with_codes_by_mail(result: dict[str, Any], pool: Any) -> dict[str, Any]:
    email = getattr(pool, "email_mfa_config", None)
    return {**result, "EmailMfaConfiguration": email} if email else result


@around(Cognito, "delete_user_pool")
def protected_pool_stays(original: Callable, self: Cognito) -> Any:
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    if pool.extended_config.get("DeletionProtection") == "ACTIVE":
        raise InvalidParameterException(
            "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."
        )
    if any(domain.user_pool_id == pool.id for domain in self.backend.user_pool_domains.values()):
        raise InvalidParameterException(
            "User pool cannot be deleted. It has a domain configured that should be deleted first."
        )
    return original()


def tags(self: Cognito) -> dict[str, str]:
    pool = self.backend.describe_user_pool(self._get_param("ResourceArn").split("/")[-1])
    return pool.extended_config.setdefault("UserPoolTags", {})


@operation(Cognito)
def tag_resource(self: Cognito) -> ActionResult:
    tags(self).update(self._get_param("Tags") or {})
    return EmptyResult()


@operation(Cognito)
def untag_resource(self: Cognito) -> ActionResult:
    for key in self._get_param("TagKeys") or []:
        tags(self).pop(key, None)
    return EmptyResult()


@operation(Cognito)
def list_tags_for_resource(self: Cognito) -> ActionResult:
    return ActionResult({"Tags": tags(self)})
