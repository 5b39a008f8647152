"""The body of an answer, unpacked, within a size limit."""

import zlib
from collections.abc import Iterable

import httpcore

from index.errors import ReadingError

_GZIP_MARK = b"\x1f\x8b"
_ANY_GZIP = 31
"""zlib's window bits for the gzip format."""


class _Unpacker:
    """gzip in pieces. It never unpacks more than it may keep, so a bomb costs no more than the limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._gzip = zlib.decompressobj(_ANY_GZIP)
        self.data = bytearray()

    def feed(self, piece: bytes) -> None:
        while piece:
            if self._gzip.eof:
                if not piece.startswith(_GZIP_MARK):
                    return  # padding behind the end, as browsers allow it
                self._gzip = zlib.decompressobj(_ANY_GZIP)
            try:
                self.data += self._gzip.decompress(piece, self._limit + 1 - len(self.data))
            except zlib.error as error:
                raise ReadingError("the server packed the document wrongly (gzip): try again later") from error
            check_size(len(self.data), self._limit)
            piece = self._gzip.unused_data

    def close(self) -> bytes:
        if not self._gzip.eof:
            raise ReadingError("the document broke off before its end (gzip): try again later")
        return bytes(self.data)


def check_size(size: int, limit: int) -> None:
    """Raise ReadingError when `size` is more than `limit`, in bytes."""
    if size > limit:
        raise ReadingError(f"the document is larger than {limit / 1e6:.3g} MB: download it and ingest the file")


def unpacked(data: bytes, limit: int) -> bytes:
    """`data`, unpacked if it is a gzip archive (as sitemaps often are). Raises ReadingError."""
    if not data.startswith(_GZIP_MARK):
        return data
    unpacker = _Unpacker(limit)
    unpacker.feed(data)
    return unpacker.close()


def read_body(response: httpcore.Response, headers: dict[str, str], limit: int) -> bytes:
    """The bytes of an answer. Raises ReadingError when they are more than `limit`, packed or unpacked."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit():
        check_size(int(length[:20]), limit)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("gzip", "x-gzip"):
        unpacker = _Unpacker(limit)
        for piece in _limited(response.iter_stream(), limit):
            unpacker.feed(piece)
        return unpacker.close() if unpacker.data else b""
    if encoding not in ("identity", ""):
        raise ReadingError(f"the server packed the document in an unknown way ({encoding[:20]}): try again later")
    return b"".join(_limited(response.iter_stream(), limit))


def _limited(pieces: Iterable[bytes], limit: int) -> Iterable[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        check_size(size, limit)
        yield piece
