"""What the evaluation tab fetches besides Gradio's events: downloads, and one case of a run."""

import logging
from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response

from assistant.answering import Assistant
from assistant.errors import OnRecordError
from assistant.evaluation.report import report_html
from assistant.evaluation.shelf import Shelf
from ui.evaluation.cases import Find, case_html
from ui.evaluation.rendering import ROUTES, failure_html
from ui.evaluation.results import Results

log = logging.getLogger(__name__)


def router(assistant: Assistant, shelf: Shelf, results: Results, find: Find) -> APIRouter:
    """The routes. Names are those of the shelf's lists: nothing else on the disk can be reached."""
    routes = APIRouter(prefix=ROUTES)

    @routes.get("/testset/{name}")
    def testset(name: str) -> Response:
        return _download(f"{name}.jsonl", lambda: shelf.testset_path(name).read_bytes())

    @routes.get("/run/{name}")
    def run(name: str) -> Response:
        return _download(f"{name}.jsonl", lambda: shelf.run_path(name).read_bytes())

    @routes.get("/report/{name}")
    def report(name: str) -> Response:
        def page() -> bytes:
            result = results.of(name)
            return report_html(result.run, result.summary, assistant.library).encode()

        return _download(f"{name}.html", page)

    @routes.get("/case/{name}/{number}")
    def case(name: str, number: int) -> Response:
        """A piece of HTML. Sent as plain text: opened by itself it is no page of this origin."""
        try:
            lines = results.of(name).run.lines
            html = case_html(lines[number - 1], find) if 0 < number <= len(lines) else failure_html("No such case.")
        except OnRecordError as error:
            html = failure_html(str(error))
        except Exception:
            log.exception("a case could not be shown")
            html = failure_html("This case could not be shown; OnRecord’s terminal says why.")
        return PlainTextResponse(html, headers={"Cache-Control": "no-store"})

    return routes


def _download(file_name: str, content: Callable[[], bytes]) -> Response:
    """A file to keep. No browser shows it in place, whatever is in it."""
    try:
        body = content()
    except (OnRecordError, OSError) as error:
        return PlainTextResponse(str(error), status_code=404)
    ascii_name = file_name.encode("ascii", "replace").decode().translate({ord(char): "_" for char in '?"\\'})
    headers = {"Content-Disposition": f'attachment; filename="{ascii_name}"', "Cache-Control": "no-store"}
    return Response(body, media_type="application/octet-stream", headers=headers)
