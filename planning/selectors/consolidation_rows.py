"""A line of the desk as it is drawn: what is said of it is worked out once, since fifty of them stand on a page."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from office.sentences import joined
from planning.enums import ProblemKind, ReturnStatus, Urgency
from planning.models import DemandLine
from planning.selectors.consolidation import state_of


@dataclass
class Row:
    """A line that was read by `told`; what stands in its fields, and what became of what was entered there."""

    line: DemandLine
    consolidates: bool  # whether the reader may
    repeated_keys: frozenset = frozenset()
    number: object = None
    reason: str = ""
    result: str = ""
    sentence: str = ""
    wrong: bool = False

    @cached_property
    def here(self):
        return self.line.demand_return.status == ReturnStatus.SUBMITTED

    @cached_property
    def editable(self):
        return self.consolidates and self.here and self.line.merged_into_id is None

    @cached_property
    def repeated(self):
        line = self.line
        alone = line.merged_into_id or not self.here or line.extra <= 0
        return not alone and (line.grade_id, line.discipline_id) in self.repeated_keys

    @property
    def seen(self):
        return state_of(self.line)

    # --- Words ---------------------------------------------------------------------------------------------------
    @cached_property
    def unit(self):
        return self.line.demand_return.unit.name

    @cached_property
    def label(self):
        return str(self.line)

    @cached_property
    def name(self):
        return f"{self.unit} · {self.label}"

    @property
    def extra(self):
        return f"{self.line.extra:+d}" if self.line.extra else ""

    @property
    def urgency(self):
        return Urgency(self.line.urgency).label

    @property
    def problem_kind(self):
        return ProblemKind(self.line.problem_kind).label if self.line.problem_kind else ""

    @property
    def qualified(self):
        return "—" if self.line.qualified is None else self.line.qualified

    @cached_property
    def people(self):
        return joined(self.line.candidates.all())

    @property
    def further(self):
        return self.line.consequence or self.people

    @property
    def merged(self):
        return self.line.merged.all()

    @property
    def into(self):
        return self.line.merged_into and self.line.merged_into.demand_return.unit

    @property
    def late(self):
        return self.line.demand_return.late

    @property
    def back(self):
        """Why it came back from who decides."""
        return self.here and self.line.demand_return.sent_back_reason

    # --- Places --------------------------------------------------------------------------------------------------
    @property
    def url(self):
        return self.line.get_absolute_url()

    @property
    def answer_url(self):
        return self.line.demand_return.get_absolute_url()

    @property
    def fields(self):
        """What is sent when one of its fields is left."""
        return f"csrfmiddlewaretoken,number-{self.line.pk},reason-{self.line.pk},seen-{self.line.pk}"
