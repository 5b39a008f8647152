"""Every route of an application, Gradio's included."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

_PARAMETER = re.compile(r"\{[^}]*\}")


def routes_of(app: Any) -> list[tuple[str, str]]:
    """Method and path of each route, with "x" for its parameters."""
    found = {(method, _PARAMETER.sub("x", path)) for methods, path in _walk(app.routes, "") for method in methods}
    return sorted(found)


def _walk(routes: Iterable[Any], prefix: str) -> Iterator[tuple[Iterable[str], str]]:
    for route in routes:
        if hasattr(route, "effective_candidates"):  # a router that FastAPI keeps as one entry
            yield from _walk(route.effective_candidates(), prefix)
        elif hasattr(route, "methods"):
            yield route.methods or (), prefix + route.path
        else:
            yield from _walk(route.routes, prefix + route.path)
