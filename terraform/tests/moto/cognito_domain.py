"""Domains of user pools: the version of the pages, the certificate, and what AWS wants of an own domain."""

from __future__ import annotations

from typing import Any, Callable

from moto.acm.models import acm_backends
from moto.cognitoidp.exceptions import InvalidParameterException
from moto.cognitoidp.models import CognitoIdpUserPoolDomain as Domain
from moto.cognitoidp.responses import CognitoIdpResponse as Cognito
from moto.route53.models import route53_backends

from extend import around

CERTIFICATE_REGION = "us-east-1"


def check_own_domain(self: Cognito) -> None:
    name = self._get_param("Domain")
    certificate = (self._get_param("CustomDomainConfig") or {}).get("CertificateArn")
    if certificate is None:
        return
    if certificate.split(":")[3] != CERTIFICATE_REGION:
        raise InvalidParameterException(f"Certificate must be in {CERTIFICATE_REGION}")
    if not is_issued(self, certificate):
        raise InvalidParameterException(
            "Invalid request provided: The specified SSL certificate doesn't exist, isn't in us-east-1 region, "
            "isn't valid, or doesn't include a valid certificate chain."
        )
    if not has_address(self, name.split(".", 1)[1]):
        raise InvalidParameterException(
            "Custom domain is not a valid subdomain: Was not able to resolve a DNS A record for the parent domain "
            "or domain parent is a top-level domain."
        )


def is_issued(self: Cognito, certificate: str) -> bool:
    found = acm_backends[self.current_account][CERTIFICATE_REGION]._certificates.get(certificate)
    return found is not None and found.status == "ISSUED"


def has_address(self: Cognito, name: str) -> bool:
    zones = route53_backends[self.current_account]["global"].zones.values()
    return any(record.name.rstrip(".") == name and record.type == "A" for zone in zones for record in zone.rrsets)


@around(Cognito, "create_user_pool_domain")
def create(original: Callable, self: Cognito) -> Any:
    check_own_domain(self)
    result = original()
    keep_version(self)
    return result


@around(Cognito, "update_user_pool_domain")
def update(original: Callable, self: Cognito) -> Any:
    check_own_domain(self)
    result = original()
    keep_version(self)
    return result


def keep_version(self: Cognito) -> None:
    domain = self.backend.describe_user_pool_domain(self._get_param("Domain"))
    domain.managed_login_version = self._get_param("ManagedLoginVersion") or 1


@around(Domain, "to_json")
def to_json(original: Callable, self: Any, extended: bool = True) -> dict[str, Any]:
    item = original(extended)
    item["ManagedLoginVersion"] = getattr(self, "managed_login_version", 1)
    if extended:
        item.update(AWSAccountId="123456789012", Version="20200101000000")
        if self.custom_domain_config:
            item["CustomDomainConfig"] = self.custom_domain_config
    return item
