"""上会材料: what a batch proposes, a table per act, for the body that decides; as a page and as a Word file."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.clock import today
from office.papers.words import plain
from posts.checks.ground import Ground, rows_of
from posts.checks.rows import findings_on, lasting_findings_on
from posts.enums import APPOINTING_ACTS, OPEN_BATCHES, BatchAct, FindingLevel
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
    sections: list  # of the acts that there are
    rulebooks: list

    @property
    def total(self):
        return sum(len(section.rows) for section in self.sections)

    @property
    def counts(self):
        """[(act, people)] in words."""
        return [(section.label, len(section.rows)) for section in self.sections]


def meeting_paper_of(batch, user):
    """What the paper says now, in the language of the screen: a constant number of queries."""
    rows = rows_of(batch)
    ground = Ground(batch, rows, today())
    sections = [Section(act, [_row(row, ground, user) for row in rows if row.act == act]) for act in ACTS]
    rules = {str(fit.rulebook) for fit in ground.fits.values() if fit.rulebook}
    return MeetingPaper(batch, [section for section in sections if section.rows], sorted(rules))


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
        "unit": batch.unit.name,
        "effective": str(batch.effective_on),
        "explanation": plain(batch.explanation),
        "rulebooks": "、".join(paper.rulebooks) or "—",
        "total": str(paper.total),
        "counts": "，".join(f"{LABELS[LISTS[section.act]]} {len(section.rows)} 人" for section in paper.sections),
        "foot": foot,
        **{name: rows.get(act, []) for act, name in LISTS.items()},
    }


# --- One row -----------------------------------------------------------------------------------------------
def _row(row, ground, user):
    engineer, post, fit = row.engineer, ground.post_of(row), ground.fits.get(row.pk)
    sees_birth = can_see_birth_date(user, engineer.unit.path)
    return {
        "no": str(row.position),
        "name": plain(engineer.name),
        "sex": engineer.get_sex_display(),
        "born": f"{engineer.born_on:%Y-%m}" if sees_birth else "",
        "unit": engineer.unit.name,
        "title": engineer.get_title_display(),
        "post": _post(post),
        "grade": _grade(row, post),
        "present": _present(row),
        "mode": row.get_end_reason_display() if row.act == BatchAct.END else row.get_mode_display(),
        "term": _proposed(row),
        "verdict": fit.verdict.label if fit else "",
        "conditions": _conditions(fit, sees_birth),
        "reason": _reason(row),
        "points": _points(row, ground, sees_birth),
    }


def _post(post):
    """With its unit; one without a title with its discipline."""
    if post is None:
        return ""
    return " ".join([post.unit.name, post.title or f"{post.discipline.name} {post.code}"])


def _grade(row, post):
    held = row.appointment
    grade = row.grade or (held.grade if held and row.act not in APPOINTING_ACTS else post and post.grade)
    return str(grade or "")


def _present(row):
    held = row.appointment
    if held is None or row.act == BatchAct.REVOKE:
        return ""
    term = span(held.starts_on, row.previous_last_day or held.last_day)
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
    """What the meeting must know: warnings, unmet conditions, waivers, and the reason given for them; "" for nothing."""
    findings_of = findings_on if ground.batch.status in OPEN_BATCHES else lasting_findings_on
    findings = list(findings_of(row, ground))
    said = [_point(finding, sees_birth) for finding in findings]
    if any(finding.level == FindingLevel.REASON for finding in findings):
        said.append(_("Reason: %(reason)s") % {"reason": plain(row.reason).strip() or _("not given yet")})
    if len(said) < 2:
        return plain("".join(said))
    return plain("\n".join(f"{place}. {sentence}" for place, sentence in enumerate(said, 1)))


def _point(finding, sees_birth):
    sentence = finding.told(sees_birth)
    unsettled = finding.level == FindingLevel.BLOCKS
    return _("To be settled: %(what)s") % {"what": sentence} if unsettled else sentence
