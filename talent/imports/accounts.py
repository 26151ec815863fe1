from django.utils.translation import gettext_lazy as _

from office import audit
from office.clock import day_after, last_day
from office.enums import Role
from office.intake.cells import Choice, Code, Date, Text
from office.intake.imports import Column, Import
from office.models import Duty, User
from office.rules.duties import can_grant_any_duty
from office.rules.users import accounts_kept_by
from office.scope import any_subtree
from office.services.accounts import check_accounts, create_accounts, new_account
from office.services.duties import check_duties, grant_duties
from talent.imports.references import UnitDirectory, UnitReference
from talent.models import Engineer
from talent.services.accounts import link_new_accounts

ROLES = {
    "集团管理员": Role.GROUP_ADMINISTRATOR,
    "子公司管理员": Role.SUBSIDIARY_ADMINISTRATOR,
    "人力资源": Role.HR,
    "人力资源专员": Role.HR,
    "填报人": Role.FILLER,
    "审核人": Role.CHECKER,
    "单位负责人": Role.UNIT_HEAD,
    "领导": Role.LEADER,
    "纪检": Role.INSPECTION,
    "纪检监察": Role.INSPECTION,
    "系统管理员": Role.SYSTEM_ADMINISTRATOR,
    "权限管理员": Role.RIGHTS_ADMINISTRATOR,
    "审计管理员": Role.AUDIT_ADMINISTRATOR,
}


class LastDay(Date):
    """The last day of a period as people write it; stored is the first day without."""

    def parse(self, value):
        return day_after(super().parse(value))

    def show(self, value):
        return "" if value is None else str(last_day(value))


class AccountImport(Import):
    """Accounts with their duties, one row per duty. A new account opens for nobody until a one-time password is issued."""

    code, label, model, key = "accounts", _("accounts and duties"), User, ("username", "role", "unit", "starts_on")
    roles = frozenset({Role.RIGHTS_ADMINISTRATOR})
    list_url = "office:user_list"
    guidance = (
        _("One row per duty; an account with several duties stands in several rows."),
        _("The employee number links the account to the person's record; without a record, give the name."),
        _("Nobody can sign in yet: issue one-time passwords afterwards."),
    )

    def __init__(self, params=None, *, actor=None, on=None):
        super().__init__(params, actor=actor, on=on)
        self.directory = UnitDirectory(self.on, self._paths())
        unit = UnitReference(lambda: self.directory)
        self.columns = (
            Column("username", _("user name"), ("用户名", "账号", "登录名"), Code(150), required=True, stored=False),
            Column("employee_number", _("employee number"), ("工号", "职工编号"), Code(32), stored=False),
            Column("name", _("name"), ("姓名",), Text(60), stored=False),
            Column("email", _("e-mail"), ("邮箱", "电子邮箱", "电子邮件"), Text(254)),
            Column("role", _("role"), ("角色", "职责"), Choice(Role, ROLES), stored=False),
            Column("unit", _("unit code"), ("单位编码",), unit, stored=False),
            Column("starts_on", _("from"), ("起", "起始日期", "开始日期"), Date(whole=True), stored=False),
            Column("until", _("to (included)"), ("止", "截止日期", "终止日期"), LastDay(whole=True)),
        )

    def _paths(self):
        if self.actor is None or self.actor.is_superuser:
            return None
        return self.actor.paths_as({Role.RIGHTS_ADMINISTRATOR})

    @classmethod
    def may_load(cls, user):
        return can_grant_any_duty(user)

    def prepare(self):
        self.accounts = {account.username: account for account in User.objects.all()}
        people, paths = Engineer.objects.all(), self._paths()
        within = people if paths is None else people.filter(any_subtree(paths, "unit__path"))
        self.people = dict(within.values_list("employee_number", "name"))
        self.strangers = (
            set() if paths is None else set(people.values_list("employee_number", flat=True)) - set(self.people)
        )
        seen = User.objects.visible_to(self.actor) if self.actor else User.objects.all()
        kept = accounts_kept_by(self.actor) if self.actor else seen
        self.seen, self.kept = (set(accounts.values_list("pk", flat=True)) for accounts in (seen, kept))

    def complete(self, row):
        for name in ("employee_number", "name", "email", "role"):
            row.setdefault(name, "")
        for name in ("unit", "starts_on", "until"):
            row.setdefault(name, None)
        if row["role"]:
            row["starts_on"] = row["starts_on"] or self.on
        row["name"] = row["name"] or self.people.get(row["employee_number"], "")

    def check(self, rows):
        for row in rows:
            self._check_person(row)
            self._check_duty(row)
        self._check_repeated(rows)
        sound = [row for row in rows if not row.faulty]
        self._check_new_accounts(sound)
        self._check_duties([row for row in sound if row["role"]])

    def _check_person(self, row):
        account, on_record = self.accounts.get(row["username"]), self.people.get(row["employee_number"])
        if account and account.pk not in self.seen:
            self.problem(row, "username", _("This user name is taken by an account that is not yours to keep."))
        elif not account and row["employee_number"] in self.strangers:
            self.problem(row, "employee_number", _("The person with this number belongs to a unit that is not yours."))
        elif not row["name"] and not account:
            self.problem(row, "name", _("Nobody on record has this employee number; give the name."))
        elif on_record and row["name"] != on_record:
            self.problem(row, "name", _("This number belongs to somebody else."))
        elif account and row["employee_number"] not in {"", account.employee_number}:
            self.problem(row, "employee_number", _("The account has another employee number on record."))

    def _check_duty(self, row):
        if bool(row["role"]) != bool(row["unit"]):
            self.problem(row, "unit" if row["role"] else "role", _("A duty needs both a role and a unit."))
        elif not row["role"] and (row["starts_on"] or row["until"]):
            self.problem(row, "role", _("A period is given, but no role."))

    def _check_repeated(self, rows):
        """Rows of one account say the same of the person."""
        first = {}
        for row in rows:
            other = first.setdefault(row["username"], row)
            if any(row[name] != other[name] for name in ("employee_number", "name", "email")):
                reason = _("number, name or e-mail differ from row %(row)d") % {"row": other.number}
                self.problem(row, "username", reason)
            elif other is not row and not row["role"]:
                self.problem(row, "username", _("stands in row %(row)d too") % {"row": other.number})

    def _check_new_accounts(self, rows):
        new = {row["username"]: row for row in rows if row["username"] not in self.accounts}
        found = check_accounts([(row["username"], row["employee_number"]) for row in new.values()])
        numbers = {}
        for row, against in zip(new.values(), found, strict=True):
            if against:
                self.problem(row, "username", against)
            other = numbers.setdefault(row["employee_number"], row) if row["employee_number"] else row
            if other is not row:
                self.problem(row, "employee_number", _("stands in row %(row)d too") % {"row": other.number})

    def check_against(self, row, pk, old):
        if pk and "email" in self.compared and old["email"] != row["email"] and pk not in self.kept:
            self.problem(row, "email", _("This account is not yours to keep; its address stays as it is."))

    def _check_duties(self, rows):
        """New duties, and those on record whose period would be another."""
        known = self._duties_of({row["username"] for row in rows})
        holders = {row["username"]: self.accounts.get(row["username"]) or self._account(row) for row in rows}
        rows = [row for row in rows if self._is_new_or_changed(row, known.get(self.key_of(row)))]
        duties = [self._duty(row, holders[row["username"]], known.get(self.key_of(row))) for row in rows]
        for row, against in zip(rows, check_duties(duties, actor=self.actor), strict=True):
            if against:
                self.problem(row, "role", against)

    def _is_new_or_changed(self, row, duty):
        return duty is None or ("until" in self.compared and duty.until != row["until"])

    def _duties_of(self, usernames):
        """{key of a row: duty on record}"""
        duties = Duty.objects.filter(user__username__in=usernames).select_related("user", "unit")
        return {(duty.user.username, duty.role, duty.unit_id, duty.starts_on): duty for duty in duties}

    def existing(self, keys, *, lock=False):
        accounts = User.objects.filter(username__in={key[0] for key in keys}).order_by("pk")
        if lock:
            accounts = accounts.select_for_update()
        accounts = {account.username: account for account in accounts}
        until = {key: duty.until for key, duty in self._duties_of(accounts).items()}
        return {
            key: (accounts[key[0]].pk, {"email": accounts[key[0]].email, "until": until.get(key)})
            for key in keys
            if key[0] in accounts and (not key[1] or key in until)
        }

    def create(self, rows):
        fresh = {row["username"]: row for row in rows if row["username"] not in self.accounts}
        created = create_accounts([self._account(row) for row in fresh.values()], actor=self.actor)
        link_new_accounts(created, actor=self.actor)
        holders = self.accounts | {account.username: account for account in created}
        grant_duties([self._duty(row, holders[row["username"]]) for row in rows if row["role"]], actor=self.actor)

    def update(self, changes):
        mails = {change.pk: change for change in changes if "email" in change.fields}
        accounts = list(User.objects.filter(pk__in=mails))
        for account in accounts:
            account.email = mails[account.pk].fields["email"][1]
        User.objects.bulk_update(accounts, ["email"], batch_size=200)
        rows = [(account, None, {"email": mails[account.pk].fields["email"]}) for account in accounts]
        audit.record_many(actor=self.actor, verb="account.loaded", rows=rows, reason=self.plan_made.name)
        self._update_periods([change for change in changes if "until" in change.fields])

    def _update_periods(self, changes):
        wanted = {self.key_of(change.row): change for change in changes}
        duties = {key: duty for key, duty in self._duties_of({key[0] for key in wanted}).items() if key in wanted}
        rows = []
        for key, duty in duties.items():
            change = wanted[key]
            duty.until = change.fields["until"][1]
            rows.append((duty, duty.unit, {"until": change.fields["until"]}))
        Duty.objects.bulk_update(duties.values(), ["until"], batch_size=200)
        audit.record_many(actor=self.actor, verb="duty.loaded", rows=rows, reason=self.plan_made.name)

    def _account(self, row):
        return new_account(row["username"], row["name"], row["email"], row["employee_number"])

    def _duty(self, row, holder, on_record=None):
        return Duty(
            pk=on_record.pk if on_record else None,
            user=holder,
            role=row["role"],
            unit_id=row["unit"],
            starts_on=row["starts_on"],
            until=row["until"],
            reason=self.plan_made.name[:200],
        )
