from functools import cached_property

from django.utils.translation import gettext_lazy as _

from office.enums import HR_ROLES
from office.intake.cells import Choice, Code, Date, Text, YesNo
from office.intake.imports import Column
from office.intake.model_imports import ModelImport
from talent import naming, rules
from talent.enums import GONE_STATUSES, Education, EngineerStatus, ProfessionalTitle, Sex, StaffCategory
from talent.imports.references import DisciplineReference, UnitDirectory, UnitReference
from talent.models import Engineer
from talent.retirement import is_past, statutory_retirement
from talent.services.engineers import write_engineers

SPELLING = ("pinyin", "syllables", "initials")
SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}
EDUCATIONS = {
    "中专": Education.SECONDARY,
    "高中": Education.SECONDARY,
    "技校": Education.SECONDARY,
    "中技": Education.SECONDARY,
    "大学专科": Education.COLLEGE,
    "大专": Education.COLLEGE,
    "专科": Education.COLLEGE,
    "大学本科": Education.BACHELOR,
    "本科": Education.BACHELOR,
    "大学": Education.BACHELOR,
    "硕士研究生": Education.MASTER,
    "硕士": Education.MASTER,
    "研究生": Education.MASTER,
    "博士研究生": Education.DOCTOR,
    "博士": Education.DOCTOR,
}
TITLES = {
    "无": ProfessionalTitle.NONE,
    "无职称": ProfessionalTitle.NONE,
    "技术员": ProfessionalTitle.TECHNICIAN,
    "助理工程师": ProfessionalTitle.ASSISTANT,
    "助工": ProfessionalTitle.ASSISTANT,
    "初级": ProfessionalTitle.ASSISTANT,
    "工程师": ProfessionalTitle.ENGINEER,
    "中级": ProfessionalTitle.ENGINEER,
    "高级工程师": ProfessionalTitle.SENIOR,
    "高工": ProfessionalTitle.SENIOR,
    "副高级": ProfessionalTitle.SENIOR,
    "正高级工程师": ProfessionalTitle.PROFESSOR,
    "教授级高级工程师": ProfessionalTitle.PROFESSOR,
    "正高": ProfessionalTitle.PROFESSOR,
    "正高级": ProfessionalTitle.PROFESSOR,
}
CATEGORIES = {"干部": StaffCategory.CADRE, "管理技术": StaffCategory.CADRE, "工人": StaffCategory.WORKER}
STATUSES = {
    "在岗": EngineerStatus.ON_DUTY,
    "在职": EngineerStatus.ON_DUTY,
    "借调": EngineerStatus.SECONDED,
    "病休": EngineerStatus.SICK_LEAVE,
    "病假": EngineerStatus.SICK_LEAVE,
    "出国": EngineerStatus.ABROAD,
    "出国(境)": EngineerStatus.ABROAD,
    "退休": EngineerStatus.RETIRED,
    "离职": EngineerStatus.LEFT,
    "调出": EngineerStatus.LEFT,
    "调离": EngineerStatus.LEFT,
}


class EngineerImport(ModelImport):
    """The roster. The unit code decides; a unit's name alone does where only one unit bears it."""

    code, label, model, key = "engineers", _("technical staff"), Engineer, ("employee_number",)
    list_url = "talent:engineer_list"
    guidance = (
        _("People are recognised by their employee number; everyone else on record stays as he or she is."),
        _("The unit code decides. Where it differs from the unit's name, you are warned."),
    )
    derived = ("unit", *SPELLING, "retires_on")

    @cached_property
    def directory(self):
        return UnitDirectory(self.on, self.actor.paths_as(HR_ROLES) if self.actor else None)

    @cached_property
    def columns(self):
        unit = UnitReference(lambda: self.directory)
        return (
            Column("employee_number", _("employee number"), ("工号", "职工编号", "员工编号"), Code(32), required=True),
            Column("name", _("name"), ("姓名",), Text(60), required=True),
            Column("sex", _("sex"), ("性别",), Choice(Sex, SEXES), required=True),
            Column("born_on", _("date of birth"), ("出生日期", "出生年月"), Date(), required=True),
            Column("unit", _("unit code"), ("单位编码", "所在单位编码"), unit),
            Column("unit_name", _("unit"), ("单位", "所在单位", "单位名称"), Text(), stored=False),
            Column("work_unit", _("code of the actual work unit"), ("实际工作单位编码", "借调单位编码"), unit),
            Column("work_unit_since", _("at the actual work unit since"), ("借调日期", "实际工作单位起始日期"), Date()),
            Column("discipline", _("discipline"), ("专业领域", "专业", "专业编码"), DisciplineReference()),
            Column("education", _("education"), ("学历",), Choice(Education, EDUCATIONS), required=True),
            Column("full_time_degree", _("full-time degree"), ("是否全日制", "全日制"), YesNo()),
            Column("school", _("school"), ("毕业院校", "毕业学校"), Text(100)),
            Column("title", _("professional title"), ("职称", "专业技术职务"), Choice(ProfessionalTitle, TITLES)),
            Column("title_on", _("title obtained on"), ("职称取得日期", "职称取得时间"), Date()),
            Column("technical_since", _("technical work since"), ("从事技术工作日期", "参加技术工作日期"), Date()),
            Column("position", _("position"), ("职务", "岗位", "现任职务"), Text(60)),
            Column("is_manager", _("management post"), ("是否管理岗", "管理岗"), YesNo()),
            Column(
                "staff_category",
                _("staff category"),
                ("人员类别", "身份"),
                Choice(StaffCategory, CATEGORIES),
                required=True,
            ),
            Column("status", _("status"), ("状态", "在岗状态", "人员状态"), Choice(EngineerStatus, STATUSES)),
            Column("absent_since", _("absent since"), ("离岗日期", "不在岗日期"), Date()),
        )

    def prepare(self):
        overridden = Engineer.objects.exclude(retirement_override=None)
        self.overrides = {
            number: (day, ground)
            for number, day, ground in overridden.values_list(
                "employee_number", "retirement_override", "retirement_ground"
            )
        }

    def complete(self, row):
        self._find_unit(row)
        self._fill_in(row)
        spelling = naming.syllables(row["name"])
        row["syllables"], row["pinyin"], row["initials"] = spelling, naming.joined(spelling), naming.initials(spelling)
        day, _ground = self.overrides.get(row["employee_number"], (None, ""))
        row["retires_on"] = day or statutory_retirement(row["born_on"], row["sex"], row["staff_category"])

    def _find_unit(self, row):
        name = row.get("unit_name", "")
        if row.get("unit") is None:
            row["unit"], fault = self.directory.named(name) if name else (None, _("is empty"))
            if fault:
                self.problem(row, "unit_name" if name else "unit", fault)
        elif name and name not in self.directory.names[row["unit"]]:
            self.warn(row, "unit_name", _("The unit code belongs to a unit of another name; the code decides."))

    def _fill_in(self, row):
        """An empty cell where a record cannot be empty."""
        for name, value in (("title", ProfessionalTitle.NONE), ("status", EngineerStatus.ON_DUTY)):
            if row.get(name) == "":
                row[name] = value.value
        if "is_manager" in row and row["is_manager"] is None:
            row["is_manager"] = False
        if "full_time_degree" in row and row["full_time_degree"] is None:
            self.problem(row, "full_time_degree", _("is empty"))

    def check(self, rows):
        for row in rows:
            for name, reason in rules.implausible(row, self.on):
                self.problem(row, name, reason)
            if row.get("work_unit") and not row.get("work_unit_since"):
                self.problem(row, "work_unit", _("Say since when the person works at the other unit."))
            if is_past(row["retires_on"], self.on) and row.get("status") not in GONE_STATUSES:
                reason = _("past the retirement date %(date)s") % {"date": row["retires_on"]}
                self.warn(row, "born_on", reason)

    def check_against(self, row, pk, old):
        if pk is None:
            return
        if self.actor and old["unit"] not in self.directory.names:
            self.problem(row, "employee_number", _("This number belongs to someone outside your scope; ask the group."))
            return
        if old["name"] == row["name"]:  # a pinyin that human resources corrected stays
            row.update({name: old[name] for name in SPELLING})
        day, ground = self.overrides.get(row["employee_number"], (None, ""))
        if day and (
            refusal := rules.retirement_refusal(row["born_on"], row["sex"], row["staff_category"], ground, day)
        ):
            self.warn(
                row,
                "born_on",
                _("The recorded retirement date is outside its bounds: %(reason)s") % {"reason": refusal},
            )

    def create(self, rows):
        attributes = self._attributes()
        people = [{attribute: row[name] for name, attribute in attributes.items() if name in row} for row in rows]
        write_engineers(people, actor=self.actor, reason=self.plan_made.name)
