"""上会材料: what a batch proposes, a table per act, for the body that decides; as a page and as a Word file."""

from dataclasses import dataclass
from itertools import count

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.clock import last_day, today
from office.models import UnitPlacement
from office.papers.words import plain
from posts.checks.ground import Ground, rows_of
from posts.checks.rows import findings_on, lasting_findings_on
from posts.enums import APPOINTING_ACTS, OPEN_BATCHES, BatchAct, BatchStatus, FindingLevel
from posts.papers import meeting_template
from posts.papers.words import printing_foot, span
from talent.rules import can_see_birth_date

ACTS = (BatchAct.APPOINT, BatchAct.RENEW, BatchAct.EXTEND, BatchAct.LOWER, BatchAct.END, BatchAct.REVOKE)
LISTS = {
    BatchAct.APPOINT: "appointed",
    BatchAct.RENEW: "renewed",
    BatchAct.EXTEND: "extended",
    BatchAct.LOWER: "lowered",
    BatchAct.END: "ended",
    BatchAct.REVOKE: "revoked",
}  # the names of the lists in the Word template
LABELS = {name: label for label, name, _columns in meeting_template.TABLES}
PERSON = (
    ("no", gettext_lazy("No.")),
    ("name", gettext_lazy("Name")),
    ("sex", gettext_lazy("Sex")),
    ("born", gettext_lazy("Born in")),
    ("unit", gettext_lazy("Unit")),
    ("title", gettext_lazy("Professional title")),
    ("post", gettext_lazy("Post")),
    ("grade", gettext_lazy("Grade")),
)
PRESENT, MODE, TERM, CONDITIONS, REASON = (
    ("present", gettext_lazy("Present term")),
    ("mode", gettext_lazy("Mode")),
    ("term", gettext_lazy("Proposed term")),
    ("verdict", gettext_lazy("Standing conditions")),
    ("reason", gettext_lazy("Reason")),
)
COLUMNS = {
    BatchAct.APPOINT: (*PERSON, MODE, TERM, CONDITIONS, REASON),
    BatchAct.RENEW: (*PERSON, PRESENT, MODE, TERM, CONDITIONS, REASON),
    BatchAct.LOWER: (*PERSON, PRESENT, MODE, TERM, CONDITIONS, REASON),
    BatchAct.EXTEND: (*PERSON, PRESENT, ("term", gettext_lazy("Extended until")), CONDITIONS, REASON),
    BatchAct.END: (
        *PERSON, PRESENT, ("term", gettext_lazy("First day without")), ("mode", gettext_lazy("End reason")), REASON,
    ),
    BatchAct.REVOKE: (*PERSON, ("term", gettext_lazy("What is revoked")), REASON),
}  # fmt: skip


@dataclass(frozen=True)
class Section:
    """One act and its rows; a row is {name of a column: text}, its `points` what the meeting must know of it."""

    act: BatchAct
    rows: list

    @property
    def label(self):
        return self.act.label

    @property
    def columns(self):
        return COLUMNS[self.act]

    @property
    def lines(self):
        """[([(name of the column, text)], points)]"""
        return [([(name, row[name]) for name, _label in self.columns], row["points"]) for row in self.rows]


@dataclass(frozen=True)
class MeetingPaper:
    batch: object
    unit: str
    sections: list  # of the acts that there are
    people: int
    rulebooks: list

    @property
    def total(self):
        return sum(len(section.rows) for section in self.sections)

    @property
    def counts(self):
        """[(act, rows)] in words."""
        return [(section.label, len(section.rows)) for section in self.sections]


def meeting_paper_of(batch, user):
    """What the paper says now, in the language of the screen: a constant number of queries."""
    rows = rows_of(batch)
    ground, called = Ground(batch, rows, today()), _names_on(batch, rows)
    places, acts = count(1), {row.act for row in rows}
    sections = [
        Section(act, [_row(row, next(places), ground, called, user) for row in rows if row.act == act])
        for act in ACTS
        if act in acts
    ]
    rules = {str(fit.rulebook) for fit in ground.fits.values() if fit.rulebook}
    return MeetingPaper(batch, called(batch.unit), sections, len({row.engineer_id for row in rows}), sorted(rules))


def _names_on(batch, rows):
    """How units were called when it was decided, a function of the unit: the paper reads the same ever after. One query."""
    on = min(batch.day_of_meeting, today()) if batch.status == BatchStatus.DONE else today()
    held = [row.appointment or (row.revokes and row.revokes.result) for row in rows]
    seats = [row.seat or (appointment and appointment.seat) for row, appointment in zip(rows, held, strict=True)]
    units = {batch.unit_id, *(row.engineer.unit_id for row in rows), *(seat.post.unit_id for seat in seats if seat)}
    name_then = UnitPlacement.objects.names(units)
    return lambda unit: name_then(unit, on)


def meeting_document(batch, template, *, user):
    """The bytes of the Word file of a batch whose printing was just logged; in Chinese whatever the language of the screen."""
    with translation.override(settings.LANGUAGE_CODE):
        paper = meeting_paper_of(batch, user)
        return template.fill(_context(paper, printing_foot(batch.meeting_paper.check_code, user)))


def _context(paper, foot):
    batch = paper.batch
    rows = {section.act: section.rows for section in paper.sections}
    return {
        "title": plain(batch.title),
        "unit": paper.unit,
        "effective": str(batch.effective_on),
        "explanation": plain(batch.explanation),
        "rulebooks": "、".join(paper.rulebooks) or "—",
        "total": str(paper.total),
        "people": str(paper.people),
        "counts": "，".join(f"{LABELS[LISTS[section.act]]} {len(section.rows)} 项" for section in paper.sections),
        "foot": foot,
        **{name: rows.get(act, []) for act, name in LISTS.items()},
    }


# --- One row -----------------------------------------------------------------------------------------------
def _row(row, place, ground, called, user):
    engineer, post, fit = row.engineer, ground.post_of(row), ground.fits.get(row.pk)
    sees_birth = can_see_birth_date(user, engineer.unit.path)
    return {
        "no": str(place),
        "name": plain(engineer.name),
        "sex": engineer.get_sex_display(),
        "born": f"{engineer.born_on:%Y-%m}" if sees_birth else "",
        "unit": called(engineer.unit),
        "title": engineer.get_title_display(),
        "post": _post(post, called),
        "grade": _grade(row, post),
        "present": _present(row, ground),
        "mode": row.get_end_reason_display() if row.act == BatchAct.END else row.get_mode_display(),
        "term": _proposed(row),
        "verdict": fit.verdict.label if fit else "",
        "conditions": _conditions(fit, sees_birth),
        "reason": _reason(row),
        "points": _points(row, ground, sees_birth),
    }


def _post(post, called):
    """With its unit; one without a title with its discipline."""
    if post is None:
        return ""
    return " ".join([called(post.unit), post.title or f"{post.discipline.name} {post.code}"])


def _grade(row, post):
    held = row.appointment
    grade = row.grade or (held.grade if held and row.act not in APPOINTING_ACTS else post and post.grade)
    return str(grade or "")


def _present(row, ground):
    """As it is before the row: once what the batch revokes is revoked."""
    held = row.appointment
    if held is None or row.act == BatchAct.REVOKE:
        return ""
    until = row.until_before or ground.until_again.get(held.pk) or held.until
    term = span(held.starts_on, last_day(until))
    return f"{held.grade}\n{term}" if row.act == BatchAct.LOWER else term


def _proposed(row):
    if row.act == BatchAct.REVOKE:
        return f"{row.revokes.batch}：{row.revokes.get_act_display()}" if row.revokes else ""
    if row.act == BatchAct.EXTEND:
        return str(row.last_day or "")
    return str(row.starts_on or "") if row.act == BatchAct.END else span(row.starts_on, row.last_day)


def _conditions(fit, sees_birth):
    """The standing conditions in words: what is not met, what a person must look at, else that all are met."""
    if fit is None:
        return ""
    unmet, open_ = ([finding.told(sees_birth) for finding in findings] for findings in (fit.unmet, fit.to_look_at))
    said = [_("Not met: %(what)s") % {"what": " ".join(unmet)}] if unmet else []
    said += [_("To be looked at: %(what)s") % {"what": " ".join(open_)}] if open_ else []
    return plain("\n".join(said)) or _("All met")


def _reason(row):
    reason = plain(row.reason)
    return _("Conditions waived. %(reason)s") % {"reason": reason} if row.waived else reason


def _points(row, ground, sees_birth):
    """What the meeting must know: warnings, unmet conditions, waivers; "" for nothing. The reason has a column of its own."""
    findings_of = findings_on if ground.batch.status in OPEN_BATCHES else lasting_findings_on
    findings = list(findings_of(row, ground))
    said = [_point(finding, sees_birth) for finding in findings]
    if not row.reason.strip() and any(finding.level == FindingLevel.REASON for finding in findings):
        said.append(_("The reason is not given yet."))
    if len(said) < 2:
        return plain("".join(said))
    return plain("\n".join(f"{place}. {sentence}" for place, sentence in enumerate(said, 1)))


def _point(finding, sees_birth):
    sentence = finding.told(sees_birth)
    unsettled = finding.level == FindingLevel.BLOCKS
    return _("To be settled: %(what)s") % {"what": sentence} if unsettled else sentence
