"""Lambda: the logging configuration is kept and returned."""

from __future__ import annotations

from typing import Any, Callable

from moto.awslambda.models import LambdaFunction

from extend import around


@around(LambdaFunction, "__init__")
def init(original: Callable, self: Any, *args: Any, **kwargs: Any) -> None:
    original(*args, **kwargs)
    spec = kwargs.get("spec") or args[1]
    self.logging_config = spec.get("LoggingConfig")


@around(LambdaFunction, "get_configuration")
def get_configuration(original: Callable, self: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
    default = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}"}
    return {**original(*args, **kwargs), "LoggingConfig": getattr(self, "logging_config", None) or default}


@around(LambdaFunction, "update_configuration")
def update_configuration(original: Callable, self: Any, changes: dict[str, Any]) -> Any:
    self.logging_config = changes.get("LoggingConfig", self.logging_config)
    return original(changes)
