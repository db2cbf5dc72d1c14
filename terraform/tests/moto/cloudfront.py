"""CloudFront: response headers policies; members of a distribution that moto adds or drops."""

from __future__ import annotations

import copy
import hashlib
import uuid
from datetime import datetime, timezone
from typing import Any, Callable

from moto.cloudfront import models, urls
from moto.cloudfront.responses import CloudFrontResponse as CloudFront
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult

from extend import around, kept, operation

PATH = "/response-headers-policy"
for tail in ("$", "/(?P<policy_id>[^/]+)$", "/(?P<policy_id>[^/]+)/config$"):
    urls.url_paths["{0}/2020-05-31" + PATH + tail] = CloudFront.dispatch


class NoSuchPolicy(ServiceException):
    code = "NoSuchResponseHeadersPolicy"
    message = "The response headers policy does not exist."


def policies(self: CloudFront) -> dict[str, dict]:
    return kept(self.backend, "response_headers_policies")


def policy_id(self: CloudFront) -> str:
    found = self.path.split(PATH + "/")[1].split("/")[0]
    if found not in policies(self):
        raise NoSuchPolicy()
    return found


def save(self: CloudFront, identifier: str) -> ActionResult:
    config = copy.deepcopy(self._get_param("ResponseHeadersPolicyConfig"))
    policies(self)[identifier] = {
        "ETag": "E" + hashlib.sha256(repr(config).encode()).hexdigest()[:13].upper(),
        "ResponseHeadersPolicy": {
            "Id": identifier,
            "LastModifiedTime": datetime.now(timezone.utc),
            "ResponseHeadersPolicyConfig": config,
        },
    }
    return ActionResult(policies(self)[identifier])


@operation(CloudFront)
def create_response_headers_policy(self: CloudFront) -> ActionResult:
    return save(self, str(uuid.uuid4()))


@operation(CloudFront)
def get_response_headers_policy(self: CloudFront) -> ActionResult:
    return ActionResult(policies(self)[policy_id(self)])


@operation(CloudFront)
def update_response_headers_policy(self: CloudFront) -> ActionResult:
    return save(self, policy_id(self))


@operation(CloudFront)
def delete_response_headers_policy(self: CloudFront) -> ActionResult:
    del policies(self)[policy_id(self)]
    return EmptyResult()


@around(models.DefaultCacheBehaviour, "__init__")
def behaviour_has_cache_policy_or_forwarded_values(original: Callable, self: Any, config: dict[str, Any]) -> None:
    original(config)
    if config.get("CachePolicyId"):
        self.forwarded_values = None


@around(models.ViewerCertificate, "__init__")
def own_certificate_excludes_the_default(original: Callable, self: Any, config: dict[str, Any]) -> None:
    original(config)
    if self.acm_certificate_arn:
        self.cloud_front_default_certificate = False
