"""The doors through which files come in. Gradio's own stay shut: they keep what they get, wherever they like."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from ui.archive.job import Ingesting
from ui.archive.uploads import LONGEST_LIST, UploadRefused, Uploads

UPLOADS = "/onrecord/uploads"


def upload_router(uploads: Uploads, ingesting: Ingesting) -> APIRouter:
    """`POST /onrecord/uploads` begins an upload; `POST /onrecord/uploads/ID?name=NAME` sends a file as the body.

    A refusal is `{"error": "one line"}`. The guard has refused foreign origins before.
    """
    router = APIRouter()

    @router.post(UPLOADS)
    async def begin() -> JSONResponse:
        if ingesting.running:
            return _refused("articles are being added already: wait for that to end, or stop it", 409)
        return JSONResponse({"upload": uploads.begin()})

    @router.post(UPLOADS + "/{upload}")
    async def receive(upload: str, name: str, request: Request) -> JSONResponse:
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > LONGEST_LIST:
            return _refused(f"it is larger than {LONGEST_LIST // 1_000_000} MB: split it into smaller files", 413)
        try:
            await uploads.receive(upload, name, request.stream())
        except UploadRefused as error:
            return _refused(str(error), 422)
        return JSONResponse({})

    return router


def _refused(reason: str, status: int) -> JSONResponse:
    return JSONResponse({"error": reason}, status_code=status)
