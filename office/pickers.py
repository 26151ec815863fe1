from django.db.models import CharField, Q
from django.db.models.functions import Cast

from office.clock import today
from office.enums import DecisionBody, Role
from office.listing.pickers import Picker
from office.models import Decision, Unit, User
from office.scope import any_subtree


class UnitPicker(Picker):
    """Any unit in sight, closed ones too: lists look back."""

    model = Unit
    url_name = "office:unit_pick"
    search = ("code", "name", "short_name")
    details = ("parent__name",)
    unit_path = "path"

    @classmethod
    def matches(cls, words):
        """Units are few enough to be found by any part of their name."""
        return super().matches(words) | Q(name__icontains=words)


class OpenUnitPicker(UnitPicker):
    """Units that exist today, for forms."""

    url_name = "office:open_unit_pick"

    @classmethod
    def objects(cls, user):
        return super().objects(user).open_on(today())


class DutyUnitPicker(UnitPicker):
    """Units below any duty of this person, for lists that administrators without business read; all for the superuser."""

    url_name = "office:duty_unit_pick"

    @classmethod
    def objects(cls, user):
        return (
            Unit.objects.all() if user.is_superuser else Unit.objects.filter(any_subtree(user.paths_as(Role), "path"))
        )


class GrantUnitPicker(OpenUnitPicker):
    """Units on which this person may grant duties; the superuser has no units in sight and grants on all."""

    url_name = "office:grant_unit_pick"

    @classmethod
    def objects(cls, user):
        units = Unit.objects.open_on(today())
        return (
            units
            if user.is_superuser
            else units.filter(any_subtree(user.paths_as({Role.RIGHTS_ADMINISTRATOR}), "path"))
        )


class AccountPicker(Picker):
    """Open accounts in sight."""

    model = User
    url_name = "office:account_pick"
    code = "username"
    search = ("username", "name", "employee_number")
    details = ("employee_number",)

    @classmethod
    def objects(cls, user):
        return super().objects(user).filter(is_active=True)


class DecisionPicker(Picker):
    """Decisions in sight. Every body numbers its meetings for itself, so what is submitted is the key, as text."""

    model = Decision
    url_name = "office:decision_pick"
    code, label = "key", "subject"
    details = ("unit__name", "body", "body_name", "meeting_number", "held_on")
    order = ("-held_on", "-pk")

    @classmethod
    def objects(cls, user):
        return super().objects(user).annotate(key=Cast("pk", CharField()))

    @classmethod
    def matches(cls, words):
        """Decisions are few enough to be found by any part of their subject or meeting number."""
        return Q(subject__icontains=words) | Q(meeting_number__icontains=words)

    @classmethod
    def option(cls, code, subject, unit, body, body_name, number, held_on):
        """What was chosen is told apart by who decided and under which number."""
        text = " · ".join([number, unit, str(body_name or DecisionBody(body).label), subject])
        return {"value": code, "text": text, "note": str(held_on)}
