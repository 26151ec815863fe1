from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from office.clock import today
from office.enums import Role
from office.scope import any_subtree, is_root, topmost


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The group's rights administrator sees every account, a unit's those that have or had a duty there."""
        if user.reaches_all_accounts:
            return self
        paths = user.paths_as({Role.RIGHTS_ADMINISTRATOR})
        holders = self.filter(any_subtree(paths, "duties__unit__path")).values("pk")
        return self.filter(models.Q(pk__in=holders) | models.Q(pk=user.pk))


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
    pass


class User(AbstractUser):
    """Someone who signs in. What the person may do is said by duties, not by groups or permissions."""

    first_name = last_name = None
    name = models.CharField(_("name"), max_length=60, db_index=True)
    employee_number = models.CharField(_("employee number"), max_length=32, blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    password_is_temporary = models.BooleanField(_("has to choose a password"), default=False, editable=False)

    objects = UserManager()

    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["employee_number"],
                condition=~models.Q(employee_number=""),
                name="user_one_per_employee_number",
                violation_error_message=_("There is an account for this employee number already."),
            )
        ]

    def __str__(self):
        return self.name or self.username

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    def get_absolute_url(self):
        return reverse("office:user_detail", args=[self.pk])

    @cached_property
    def current_duties(self):
        """Today's duties with their units: one query, kept for the request."""
        duties = self.duties.active_on(today()).select_related("unit")
        return list(duties.order_by("role", "unit__code", "starts_on"))  # by default it would join the account too

    @cached_property
    def roles(self):
        return frozenset(Role(duty.role) for duty in self.current_duties)

    def paths_as(self, roles):
        """The topmost unit paths on which the user holds one of the roles today."""
        return topmost(duty.unit.path for duty in self.current_duties if duty.role in roles)

    def holds_at_root(self, roles):
        """Whether one of the roles is held today on a whole group."""
        return any(map(is_root, self.paths_as(roles)))

    @property
    def reaches_all_accounts(self):
        """The group's rights administrator, and before there is one the superuser."""
        return self.is_superuser or self.holds_at_root({Role.RIGHTS_ADMINISTRATOR})

    def holds(self, roles, path):
        """Whether one of the roles is held today on a subtree that contains the unit path."""
        return any(path.startswith(duty.unit.path) for duty in self.current_duties if duty.role in roles)
