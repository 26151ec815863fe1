"""The code printed on a paper that shows later whether its values are still the same, and the whole digest behind it."""

import hashlib
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: none is read as another one
MISREAD = str.maketrans("OIL", "011", "-‐–— ")
BITS = 5  # of a letter
GROUP, LENGTH = 4, 12  # letters and digits
HEXADECIMAL = LENGTH * BITS // 4  # digits of the digest that a code stands for
EARLIER_LENGTH = 8  # hexadecimal, of what was printed before whole digests were kept


def digest(values):
    """Stands for an ordered sequence of values: nobody finds others with the same one. Forms carry it, printings keep it."""
    text = "\x1f".join("" if value is None else str(value) for value in values)
    return hashlib.sha256(text.encode()).hexdigest()


def check_code(values):
    """What is printed for the eye and typed again: three groups of the digest, e.g. 7KQF-2MXA-9TPD (60 bits)."""
    return code_of(digest(values))


def code_of(whole):
    """The check code of a digest."""
    number, letters = int(whole[:HEXADECIMAL], 16), []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return _grouped("".join(reversed(letters)))


def read_code(typed):
    """A code as it is stored, from what somebody typed: in any case and width, with or without hyphens, O for 0, I or L for 1."""
    letters = unicodedata.normalize("NFKC", typed).upper().translate(MISREAD)
    return _grouped(letters) if len(letters) == LENGTH else letters


def says(printed, values):
    """Whether a paper or a printing of it bears just these values; earlier ones kept only their short code."""
    whole = digest(values)
    return printed.digest == whole if printed.digest else printed.check_code == whole[:EARLIER_LENGTH].upper()


def _grouped(letters):
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))
