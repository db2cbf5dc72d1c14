"""HTTP APIs: changes of stages, domain names and mappings; tags; where a domain's DNS records point."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any, Callable
from urllib.parse import unquote

from moto.apigatewayv2 import urls
from moto.apigatewayv2.exceptions import DomainNameNotFound
from moto.apigatewayv2.models import DomainName
from moto.apigatewayv2.responses import ApiGatewayV2Response as Api

from extend import around, operation

STAGE = "{0}/v2/apis/(?P<api_id>[^/]+)/stages/(?P<stage_name>[^/]+)"
TAGS = "{0}/v2/tags/(?P<resource_arn>[^/]+)"
for path in (
    STAGE + "/accesslogsettings$",
    STAGE + "/routesettings/(?P<route_key>.+)$",
    TAGS + "/apis/(?P<api_id>[^/]+)/stages/(?P<stage_name>[^/]+)$",
    TAGS + "/domainnames/(?P<domain_name>[^/]+)$",
):
    urls.url_paths[path] = Api.dispatch

# A stage's members: the name in the request and moto's name.
STAGE_MEMBERS = {
    "accessLogSettings": "access_log_settings",
    "autoDeploy": "auto_deploy",
    "description": "description",
    "stageVariables": "stage_variables",
}


def answer(item: Any, status: int = 200) -> Any:
    return status, {}, json.dumps(item.to_json())


def stage_of(self: Api) -> Any:
    parts = [unquote(part) for part in self.path.split("/")]
    return self.apigatewayv2_backend.get_stage(parts[parts.index("apis") + 1], parts[parts.index("stages") + 1])


@operation(Api)
def update_stage(self: Api) -> Any:
    stage, body = stage_of(self), json.loads(self.body)
    for sent, member in STAGE_MEMBERS.items():
        if sent in body:
            setattr(stage, member, body[sent])
    stage.default_route_settings = {**stage.default_route_settings, **body.get("defaultRouteSettings", {})}
    stage.route_settings = {**stage.route_settings, **body.get("routeSettings", {})}
    stage.updated = datetime.now()
    return answer(stage)


@operation(Api)
def delete_access_log_settings(self: Api) -> Any:
    stage_of(self).access_log_settings = None
    return 204, {}, ""


def domain_of(self: Api) -> Any:
    return self.apigatewayv2_backend.get_domain_name(unquote(self.path.split("/")[-1]))


@around(Api, "create_domain_name")
def create_domain_name(original: Callable, self: Api) -> Any:
    original()
    domain = self.apigatewayv2_backend.get_domain_name(json.loads(self.body)["domainName"])
    domain.domain_name_configurations = with_target(self, domain.domain_name, domain.domain_name_configurations)
    return answer(domain, 201)


@operation(Api)
def update_domain_name(self: Api) -> Any:
    domain, body = domain_of(self), json.loads(self.body)
    if "domainNameConfigurations" in body:
        domain.domain_name_configurations = with_target(self, domain.domain_name, body["domainNameConfigurations"])
    return answer(domain)


def with_target(self: Api, name: str, configurations: list[dict]) -> list[dict]:
    """Status and alias target, which moto leaves to the sender and AWS makes itself."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    made = {
        "domainNameStatus": "AVAILABLE",
        "apiGatewayDomainName": f"d-{digest}.execute-api.{self.region}.amazonaws.com",
        "hostedZoneId": "Z2OJLYMUO9EFXC",
    }
    return [{**made, **configuration} for configuration in configurations]


@around(DomainName, "to_json")
def without_empty_mutual_tls(original: Callable, self: Any) -> dict[str, Any]:
    return {key: value for key, value in original().items() if value or key != "mutualTlsAuthentication"}


@operation(Api)
def update_api_mapping(self: Api) -> Any:
    mapping = self.apigatewayv2_backend.api_mappings.get(self.path.split("/")[-1])
    if mapping is None:
        raise DomainNameNotFound
    body = json.loads(self.body)
    mapping.stage = body.get("stage", mapping.stage)
    mapping.api_id = body.get("apiId", mapping.api_id)
    mapping.api_mapping_key = body.get("apiMappingKey", mapping.api_mapping_key)
    return answer(mapping)


def own_tags(self: Api) -> dict | None:
    """Tags of a stage or domain name, which moto's tag operations do not find."""
    arn = unquote(self.path.split("/tags/", 1)[1])
    if stage := re.search(r"/apis/([^/]+)/stages/(.+)$", arn):
        return self.apigatewayv2_backend.get_stage(*stage.groups()).tags
    if "/domainnames/" in arn:
        return self.apigatewayv2_backend.get_domain_name(arn.rsplit("/", 1)[1]).tags
    return None


@around(Api, "tag_resource")
def tag_resource(original: Callable, self: Api) -> Any:
    tags = own_tags(self)
    if tags is None:
        return original()
    tags.update(json.loads(self.body).get("tags", {}))
    return 201, {}, "{}"


@around(Api, "untag_resource")
def untag_resource(original: Callable, self: Api) -> Any:
    tags = own_tags(self)
    if tags is None:
        return original()
    for key in self.querystring.get("tagKeys") or []:
        tags.pop(key, None)
    return 204, {}, ""
