"""A long summary cut into the pages it prints on, each with its own heading, signature lines and number."""

from dataclasses import dataclass

ROWS = {"a4": 18, "a3": 30}  # on a page, landscape, beside heading, means and signature lines


@dataclass(frozen=True)
class Leaf:
    number: int
    count: int
    rows: list  # of (place, Row)

    @property
    def is_last(self):
        return self.number == self.count


def leaves_of(rows, paper):
    """The pages of the rows; one of them even if there is no row."""
    each = ROWS[paper]
    numbered = list(enumerate(rows, 1))
    chunks = [numbered[start : start + each] for start in range(0, len(numbered), each)] or [[]]
    return [Leaf(place, len(chunks), chunk) for place, chunk in enumerate(chunks, 1)]
