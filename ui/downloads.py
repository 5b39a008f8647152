"""Conversations and evidence packs as files, each for its owner only. Gradio's own file routes stay shut."""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from assistant.answer import Answer
from assistant.errors import OnRecordError
from assistant.pack import page
from assistant.records import Record
from ui.conversation import Conversation, Conversations
from ui.exporting import conversation_markdown, conversation_record
from ui.owner import owner_in

Pack = Callable[[Answer], Record]
"""Makes the evidence pack of an answer; raises `OnRecordError`."""

MEDIA_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
    # Not text/html: the file is to be kept, never to be shown as a page of this host.
    "html": "application/octet-stream",
}
LONGEST_FILE_NAME = 60
NOWHERE = PlainTextResponse("There is no such conversation here.", status_code=404)


def downloads(conversations: Conversations, pack: Pack | None) -> APIRouter:
    """The routes under `/onrecord/conversations`. Without `pack` there are no evidence packs."""
    router = APIRouter(prefix="/onrecord/conversations")

    @router.get("/{id_}.{kind}")
    def conversation(request: Request, id_: str, kind: Literal["md", "json"]) -> Response:
        found = _found(conversations, request, id_)
        if found is None:
            return NOWHERE
        name = conversations.name(found)
        turns = [turn for turn in found.turns if turn.state != "running"]
        text = conversation_markdown(name, turns) if kind == "md" else _as_json(conversation_record(name, turns))
        return _file(text, name, kind)

    @router.get("/{id_}/{number}/evidence.{kind}")
    def evidence(request: Request, id_: str, number: int, kind: Literal["html", "json"]) -> Response:
        found = _found(conversations, request, id_)
        turns = found.turns if found is not None else ()
        answer = turns[number].answer if 0 <= number < len(turns) else None
        if answer is None or pack is None:
            return NOWHERE
        try:
            content = pack(answer)
        except OnRecordError as error:
            return PlainTextResponse(str(error), status_code=500)
        return _file(page(content) if kind == "html" else _as_json(content), f"evidence {answer.question}", kind)

    return router


def _found(conversations: Conversations, request: Request, id_: str) -> Conversation | None:
    owner = owner_in(request.cookies)
    return conversations.find(owner, id_) if owner else None


def _as_json(content: Record) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _file(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(name)}.{kind}"', "Cache-Control": "no-store"}
    return Response(text, media_type=MEDIA_TYPES[kind], headers=headers)


def _file_name(name: str) -> str:
    """ASCII letters, digits and hyphens of a name: `onrecord-who-proposed-free-ferries`."""
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", f"onrecord {name}").lower())
    return "-".join(words)[:LONGEST_FILE_NAME].strip("-")
