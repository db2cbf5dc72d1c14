"""The resource that a request is about, so that moto's IAM enforcement compares a policy's Resource and not only its Action.

Enforcement is off until ``POST /moto-api/reset-auth`` (Content-Type text/plain) says how many more requests pass unchecked.
"""

from __future__ import annotations

from moto.cognitoidp.responses import CognitoIdpResponse as Cognito
from moto.core.responses import BaseResponse
from moto.logs.responses import LogsResponse as Logs
from moto.ssm.responses import SimpleSystemManagerResponse as Ssm

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


Ssm._determine_resource = parameter
Cognito._determine_resource = user_pool
Logs._determine_resource = log_stream
