"""A picture of a page as a PNG of 256 colours: a third of the size, and no library for it."""

import struct
import zlib
from collections import Counter

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def smaller(content):
    """The PNG (8 bits, RGB or RGBA, as browsers make them) with the 256 commonest colours; others become the nearest."""
    width, height, pixels = _read(content)
    counted = Counter(pixels)
    palette = [colour for colour, _count in counted.most_common(256)]
    place = {colour: number for number, colour in enumerate(palette)}
    for colour in counted:
        if colour not in place:
            place[colour] = min(range(len(palette)), key=lambda number: _distance(palette[number], colour))
    numbers = bytes(place[colour] for colour in pixels)
    rows = b"".join(b"\0" + numbers[start : start + width] for start in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(*part) for part in parts)


def _distance(one, other):
    return sum((first - second) ** 2 for first, second in zip(one, other, strict=True))


def _chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _read(content):
    """(width, height, [three bytes of each pixel])."""
    packed, place = b"", len(SIGNATURE)
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        name, body = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if name == b"IHDR":
            width, height, _bits, kind = struct.unpack_from(">IIBB", body)
        packed += body if name == b"IDAT" else b""
        place += length + 12
    step = 4 if kind == 6 else 3
    pixels = []
    for row in _unfiltered(zlib.decompress(packed), width * step, height, step):
        pixels += [bytes(row[start : start + 3]) for start in range(0, len(row), step)]
    return width, height, pixels


def _unfiltered(data, length, height, step):
    above = bytearray(length)
    for number in range(height):
        start = number * (length + 1)
        row = bytearray(data[start + 1 : start + 1 + length])
        _undo(data[start], row, above, step)
        yield row
        above = row


def _undo(kind, row, above, step):
    """Take back one of PNG's five filters, in place."""
    for place in range(len(row)):
        left = row[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        guess = (0, left, above[place], (left + above[place]) // 2, _paeth(left, above[place], corner))[kind]
        row[place] = (row[place] + guess) & 255


def _paeth(left, above, corner):
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))
