from dataclasses import dataclass, field
from functools import cached_property

from posts.eligibility import Discreet
from posts.enums import FINDING_COLOURS, FindingLevel
from posts.models import BatchRow


@dataclass(frozen=True)
class Finding(Discreet):
    """A sentence at a row and how much it weighs."""

    level: FindingLevel
    sentence: str
    discreet: str

    @property
    def colour(self):
        return FINDING_COLOURS[self.level]


def blocks(sentence, discreet=""):
    return Finding(FindingLevel.BLOCKS, str(sentence), str(discreet or sentence))


def wants_reason(sentence, discreet=""):
    return Finding(FindingLevel.REASON, str(sentence), str(discreet or sentence))


def note(sentence, discreet=""):
    return Finding(FindingLevel.NOTE, str(sentence), str(discreet or sentence))


@dataclass
class RowReview:
    row: BatchRow
    findings: list = field(default_factory=list)
    level: str = ""  # the authority that appoints the grade
    fit: object = None  # the standing conditions of who is to be appointed, if they were asked for
    notes: list = field(default_factory=list)  # what upper floors have to say of the present appointment
    elsewhere: list = field(default_factory=list)  # rows on the person in other open batches that the reader sees
    elsewhere_unseen: bool = False  # whether there are others
    revoked_by: BatchRow | None = None  # of a row that was carried out
    sees_birth: bool = False  # whether who reads it may see the person's date of birth

    @cached_property
    def blocking(self):
        """Sentences of what must be mended: a reason given answers what only wants one."""
        weighing = {FindingLevel.BLOCKS} if self.row.reason.strip() else {FindingLevel.BLOCKS, FindingLevel.REASON}
        return [sentence for finding, sentence in self.told if finding.level in weighing]

    @cached_property
    def told(self):
        """[(finding, its sentence as the reader may have it)]"""
        return [(finding, finding.told(self.sees_birth)) for finding in self.findings]

    @property
    def explained(self):
        """Whether something was found that only the reason given answers."""
        return any(finding.level == FindingLevel.REASON for finding in self.findings)


@dataclass
class BatchReview:
    """All rows of a batch with their findings; `level` is the highest authority that one of them asks for, if any."""

    rows: list
    general: list
    undecided: list  # what is missing of the decision
    level: str = ""
    to_be_filed: bool = False

    @cached_property
    def unfit(self):
        """Why it cannot go to the meeting: sentences, each row's behind its place and name."""
        return [*self.general, *self.of_rows]

    @property
    def blocking(self):
        """Why it cannot be carried out."""
        return [*self.undecided, *self.unfit]

    @cached_property
    def of_rows(self):
        return [
            f"{review.row.position}. {review.row.engineer}: {sentence}"
            for review in self.rows
            for sentence in review.blocking
        ]

    @cached_property
    def findings(self):
        """{key of a row: RowReview}"""
        return {review.row.pk: review for review in self.rows}
