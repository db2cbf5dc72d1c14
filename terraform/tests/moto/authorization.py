"""The resource that a request is about, so that moto's IAM enforcement compares a policy's Resource and not only its Action.

Enforcement is off until ``POST /moto-api/reset-auth`` (Content-Type text/plain) says how many more requests pass unchecked.
"""

from __future__ import annotations

from typing import Callable

from moto.cognitoidp.responses import CognitoIdpResponse as Cognito
from moto.core.responses import BaseResponse
from moto.dynamodb.responses import DynamoHandler as DynamoDb
from moto.logs.responses import LogsResponse as Logs
from moto.ssm.responses import SimpleSystemManagerResponse as Ssm

from extend import around

ANYTHING = "*"


def arn(self: BaseResponse, service: str, resource: str) -> str:
    return f"arn:{self.partition}:{service}:{self.region}:{self.current_account}:{resource}"


def parameter(self: Ssm) -> str:
    name = self._get_param("Name")
    return arn(self, "ssm", f"parameter/{name.lstrip('/')}") if name else ANYTHING


def user_pool(self: Cognito) -> str:
    pool_id = self._get_param("UserPoolId")
    return arn(self, "cognito-idp", f"userpool/{pool_id}") if pool_id else ANYTHING


def log_stream(self: Logs) -> str:
    group, stream = self._get_param("logGroupName"), self._get_param("logStreamName")
    return arn(self, "logs", f"log-group:{group}:log-stream:{stream or ''}") if group else ANYTHING


def table(self: DynamoDb) -> str:
    reads = self._get_param("TransactItems") or []
    names = {read["Get"]["TableName"] for read in reads if "Get" in read} or {self._get_param("TableName")}
    return arn(self, "dynamodb", f"table/{names.pop()}") if len(names) == 1 and None not in names else ANYTHING


@around(DynamoDb, "_authenticate_and_authorize_normal_action")
def authorize(original: Callable, self: DynamoDb, resource: str) -> None:
    """A transaction of reads has no right of its own name: the right to read each item governs it."""
    if self._get_action() != "TransactGetItems":
        return original(resource)
    self._get_action = lambda: "GetItem"
    try:
        return original(resource)
    finally:
        del self._get_action


Ssm._determine_resource = parameter
Cognito._determine_resource = user_pool
Logs._determine_resource = log_stream
DynamoDb._determine_resource = table
