from django.utils.translation import gettext_lazy as _

from office.clock import last_day
from office.listing import Column, List
from posts.enums import CERTIFICATE_COLOURS, CertificateState


class CertificateList(List):
    """Papers that are certificates; the rows of those that were replaced are no more, their titles say whose they were."""

    code = "posts.CertificateList"
    title = _("Register of certificates")
    empty = _("No certificate matches. Certificates are numbered when a batch of appointments is carried out.")
    order = ("-number",)
    url = "posts:certificate_detail"
    columns = (
        Column("number", _("Certificate number"), width=20),
        Column(
            "name",
            _("Name"),
            lambda name, title: name or title,
            needs=("certified_row__engineer__name", "title"),
            sort="certified_row__engineer__syllables",
        ),
        Column("employee_number", _("Employee number"), "certified_row__engineer__employee_number"),
        Column(
            "post",
            _("Post"),
            lambda title, code: title or code,
            needs=("certified_row__seat__post__title", "certified_row__seat__post__code"),
            sort="certified_row__seat__post__code",
            width=20,
        ),
        Column("unit", _("Unit"), "unit__name", sort="unit__path", width=20),
        Column("grade", _("Grade"), "certified_row__result__grade__name", default=False),
        Column("starts_on", _("Term from"), "certified_row__starts_on", kind="date"),
        Column("last_day", _("Term until"), last_day, needs=("certified_row__until",), kind="date"),
        Column("batch", _("Batch"), "certified_row__batch__title", width=24),
        Column("printings", _("Printed (times)"), kind="number"),
        Column("scan", _("Signed copy"), bool, needs=("scan",), kind="yesno"),
        Column("state", _("State"), kind="choice", choices=CertificateState, colours=CERTIFICATE_COLOURS),
        Column("document", _("Document number"), "certified_row__batch__document__number", default=False, width=20),
        Column("reason", _("Why it is void"), "cancel_reason", default=False, width=24),
    )
