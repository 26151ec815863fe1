from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from office import history, slots
from office.enums import BUSINESS_ROLES, PaperKind
from office.papers import templates
from office.scope import any_subtree
from posts.models import Appointment, AppointmentBatch, BatchRow, Post, PostVersion, TargetLetter
from posts.papers import certificate_template, letter, meeting_template, samples
from posts.rules.eligibility import can_see_fit
from posts.rules.letters import sees_letters_of
from posts.selectors import units
from posts.selectors.certificates import certificates_of_appointments

slots.touched("office.unit")(units.posts_and_holders)
slots.merger("office.unit")(units.seats_beyond_quota)

history.name_acts(
    {
        "post.loaded": _("loaded the post from a file"),
        "post.created": _("created the post"),
        "post.revised": _("changed the post from a day on"),
        "post.corrected": _("corrected what was changed of the post that day"),
        "post.frozen": _("froze the post from a day on"),
        "post.reopened": _("opened the post again from a day on"),
        "post.abolished": _("abolished the post from a day on"),
        "post.described": _("corrected the description of the post"),
        "appointment.loaded": _("loaded the appointment from a file"),
        "appointment.decided": _("recorded the appointment, to begin on its day"),
        "appointment.begun": _("appointed the person"),
        "appointment.renewed": _("renewed the appointment"),
        "appointment.lowered": _("appointed the person to a lower grade"),
        "appointment.extended": _("extended the term"),
        "appointment.ended": _("ended the appointment"),
        "appointment.revoked": _("revoked what was done by mistake"),
        "appointment.lapsed": _("let the term lapse as the rules say"),
        "batch.created": _("began the batch"),
        "batch.revised": _("changed the batch"),
        "batch.decision_cited": _("cited the decision"),
        "batch.proposed": _("proposed the batch to the group"),
        "batch.returned": _("sent the batch back"),
        "batch.withdrawn": _("withdrew the batch"),
        "batch.carried_out": _("carried out the batch"),
        "batch.taken_on_file": _("took the batch on file"),
        "batch.rows_added": _("added rows"),
        "batch.row_revised": _("changed rows"),
        "batch.rows_removed": _("took rows out"),
    },
    fields={
        "seat": _("seat"),
        "people": _("people"),
        "last_day": _("last day of the term"),
        "historic": _("historic, before decisions were recorded"),
    },
)
history.name_parts(AppointmentBatch, BatchRow)
history.name_parts(Post, PostVersion)


@slots.tab("talent.engineer")
def appointments(user, engineers):
    counted = dict(
        Appointment.objects.visible_to(user)
        .filter(engineer__in=engineers)
        .order_by()
        .values_list("engineer")
        .annotate(Count("pk"))
    )
    return {
        engineer.pk: slots.Tab(
            _("Appointments"), reverse("posts:engineer_appointments", args=[engineer.pk]), counted.get(engineer.pk, 0)
        )
        for engineer in engineers
    }


@slots.tab("office.unit")
def posts(user, units):
    """The posts of each unit's whole subtree."""
    if not user.roles & BUSINESS_ROLES:
        return {}
    counted = (
        Post.objects.visible_to(user)
        .filter(any_subtree((unit.path for unit in units), "unit__path"))
        .order_by()
        .values_list("unit__path")
        .annotate(Count("pk"))
    )
    found = list(counted)
    return {
        unit.pk: slots.Tab(
            _("Posts"),
            f"{reverse('posts:post_list')}?{urlencode({'unit': unit.code})}",
            sum(posts for path, posts in found if path.startswith(unit.path)),
        )
        for unit in units
    }


@slots.tab("office.decision")
def batches(user, decisions):
    """The batches that rest on each, as far as they are in sight."""
    counted = (
        AppointmentBatch.objects.visible_to(user)
        .filter(decision__in=decisions)
        .order_by()
        .values_list("decision")
        .annotate(Count("pk"))
    )
    return {
        decision: slots.Tab(
            _("Appointment batches"), f"{reverse('posts:batch_list')}?{urlencode({'decision': decision})}", count
        )
        for decision, count in counted
    }


@slots.tab("talent.engineer")
def fit(user, engineers):
    return {
        engineer.pk: slots.Tab(_("Fit for the post"), reverse("posts:fit_engineer", args=[engineer.pk]))
        for engineer in engineers
        if can_see_fit(user, engineer)
    }


@slots.tab("posts.post")
def conditions(user, posts):
    """Of posts that are in sight: whoever sees the post may read what it asks for."""
    return {post.pk: slots.Tab(_("Conditions"), reverse("posts:fit_detail", args=[post.pk])) for post in posts}


# --- Target letters ---------------------------------------------------------------------------------
@slots.tab("posts.appointment")
def letters(user, appointments):
    counted = dict(
        TargetLetter.objects.visible_to(user)
        .filter(appointment__in=appointments)
        .order_by()
        .values_list("appointment")
        .annotate(Count("pk"))
    )
    return {
        held.pk: slots.Tab(
            _("Target letters"), reverse("posts:appointment_letters", args=[held.pk]), counted.get(held.pk, 0)
        )
        for held in appointments
        if sees_letters_of(user, held)
    }


history.name_acts(
    {
        "letter.drafted": _("drafted the target letter"),
        "letter.revised": _("changed the goals"),
        "letter.goals_copied": _("copied the goals of another letter"),
        "letter.signed_for_unit": _("signed for the unit"),
        "letter.signed_by_holder": _("signed as the holder"),
        "letter.signed_on_paper": _("attached the copy signed on paper"),
        "letter.scan_attached": _("attached another signed copy"),
        "letter.replaced": _("began to replace the signed letter"),
        "letter.superseded": _("superseded the letter by a new one"),
        "letter.discarded": _("gave the draft up"),
    },
    fields={"goals": _("goals")},
)
templates.register(PaperKind.TARGET_LETTER, letter.TEMPLATE, letter.SAMPLE, letter.PLACEHOLDERS)


# --- The papers of batches --------------------------------------------------------------------------
@slots.tab("posts.appointment")
def certificates(user, appointments):
    """The certificate by which each was made, where there is one."""
    return {
        held: slots.Tab(certificate.get_kind_display(), reverse("posts:certificate_detail", args=[certificate.pk]))
        for held, certificate in certificates_of_appointments(user, appointments).items()
    }


history.name_acts(
    {
        "batch.meeting_paper_printed": _("printed the paper for the meeting"),
        "batch.document_recorded": _("recorded the appointment document"),
        "batch.document_corrected": _("corrected the appointment document"),
        "batch.document_scanned": _("attached the signed scan of the document"),
        "batch.certificates_numbered": _("numbered the certificates"),
        "batch.certificates_printed": _("printed certificates"),
        "batch.certificates_scanned": _("attached signed certificates"),
        "certificate.reissued": _("replaced the certificate"),
    },
    fields={
        "document": _("document number"),
        "certificate": _("certificate number"),
        "certificates": _("number of certificates"),
        "certificate_numbers": _("certificate numbers"),
        "check_code": _("check code"),
        "scan_name": _("file name"),
    },
)
templates.register(PaperKind.MEETING_PAPER, meeting_template.TEMPLATE, samples.MEETING, samples.MEETING_PLACEHOLDERS)
templates.register(
    PaperKind.CERTIFICATE, certificate_template.TEMPLATE, samples.CERTIFICATES, samples.CERTIFICATE_PLACEHOLDERS
)
