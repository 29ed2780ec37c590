"""Whether a PNG is whole: all of it is read, down to the last row of the picture.

The format is that of https://www.w3.org/TR/png-3/.
"""

from __future__ import annotations

import zlib
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK_FRAME: Final = 12
_HEAD_SIZE: Final = 13
#: Of each kind of colour: how many numbers a pixel has, and in how many bits they may be.
_KINDS: Final = {
    0: (1, (1, 2, 4, 8, 16)),
    2: (3, (8, 16)),
    3: (1, (1, 2, 4, 8)),
    4: (2, (8, 16)),
    6: (4, (8, 16)),
}
_BY_PALETTE: Final = 3
_MOST_FILTERS: Final = 4
#: Of an interlaced picture: where each pass begins and how far apart its pixels are, across and down.
_PASSES: Final = (
    (0, 8, 0, 8), (4, 8, 0, 8), (0, 4, 4, 8), (2, 4, 0, 4), (0, 2, 2, 4), (1, 2, 0, 2), (0, 1, 1, 2),
)  # fmt: skip


def size_of(data: bytes) -> tuple[int, int]:
    """Return the width and height in pixels that a PNG gives, which may be any."""
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def is_whole(data: bytes) -> bool:
    """Whether a PNG has all its parts, each with the right checksum, and all rows of its picture.

    The size that it gives should be a sane one: as much memory is taken.
    """
    chunks = list(_chunks(data))
    kinds = [kind for kind, _content in chunks]
    if kinds[:1] != [b"IHDR"] or kinds[-1] != b"IEND" or b"IDAT" not in kinds:
        return False
    head = chunks[0][1]
    palette = next((content for kind, content in chunks if kind == b"PLTE"), b"")
    if not _is_sound_head(head) or (head[9] == _BY_PALETTE and not palette) or len(palette) % 3:
        return False
    first = kinds.index(b"IDAT")
    between = kinds[first : first + kinds.count(b"IDAT")]
    packed = b"".join(content for kind, content in chunks if kind == b"IDAT")
    return set(between) == {b"IDAT"} and _has_all_rows(head, packed)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the kind and content of each chunk, up to the end or to the first with a wrong checksum."""
    place, kind = len(SIGNATURE), b""
    while place + _CHUNK_FRAME <= len(data) and kind != b"IEND":
        size = int.from_bytes(data[place : place + 4])
        kind, end = data[place + 4 : place + 8], place + 8 + size
        if zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4]):
            return
        yield kind, data[place + 8 : end]
        place = end + 4


def _is_sound_head(head: bytes) -> bool:
    if len(head) != _HEAD_SIZE:
        return False
    depth, colour, packing, filtering, interlaced = head[8:]
    _numbers, depths = _KINDS.get(colour, (0, ()))
    return depth in depths and packing == filtering == 0 and interlaced <= 1


def _has_all_rows(head: bytes, packed: bytes) -> bool:
    rows = list(_row_sizes(head))
    expected = sum(rows)
    unpacking = zlib.decompressobj()
    try:
        picture = unpacking.decompress(packed, expected + 1)
    except zlib.error:
        return False
    if len(picture) != expected or not unpacking.eof:
        return False
    begins = (0, *accumulate(rows[:-1]))
    return all(picture[begin] <= _MOST_FILTERS for begin in begins)


def _row_sizes(head: bytes) -> Iterator[int]:
    """Give the number of bytes of each row, its filter included."""
    width, height = int.from_bytes(head[:4]), int.from_bytes(head[4:8])
    depth, colour, interlaced = head[8], head[9], head[12]
    bits = depth * _KINDS[colour][0]
    for left, across, top, down in _PASSES if interlaced else ((0, 1, 0, 1),):
        columns = -(-(width - left) // across) if width > left else 0
        for _row in range(top, height if columns else 0, down):
            yield 1 + (columns * bits + 7) // 8
