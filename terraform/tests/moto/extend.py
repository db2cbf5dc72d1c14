"""How the other modules add to moto's classes."""

from __future__ import annotations

import functools
from typing import Any, Callable


def operation(cls: type) -> Callable[[Callable], Callable]:
    """The function becomes a method of cls that moto did not have."""

    def add(function: Callable) -> Callable:
        if hasattr(cls, function.__name__):
            raise TypeError(f"{cls.__name__}.{function.__name__} exists: use around")
        setattr(cls, function.__name__, function)
        return function

    return add


def around(cls: type, name: str) -> Callable[[Callable], Callable]:
    """The function takes the place of a method and gets the old one as its first argument."""

    def replace(function: Callable) -> Callable:
        original = getattr(cls, name)

        @functools.wraps(original)
        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            return function(functools.partial(original, self), self, *args, **kwargs)

        setattr(cls, name, method)
        return function

    return replace


def kept(backend: Any, what: str) -> dict:
    """A dictionary that lives as long as the backend's other state."""
    return backend.__dict__.setdefault(f"_kept_{what}", {})
