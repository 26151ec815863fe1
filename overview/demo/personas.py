"""The invented people of the demo: one for every kind of work, each a click on the sign-in page."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from office.enums import Role


@dataclass(frozen=True)
class Persona:
    username: str
    label: str
    name: str
    duties: tuple = ()  # (role, unit code)
    employee_number: str = ""


GROUP, HEADQUARTERS, PLATE, NORTH, IRONWORKS = "01", "0101", "0102", "0103", "010201"

PERSONAS = (
    Persona("hr", _("HR staff of the group"), "郑文静", ((Role.HR, GROUP),)),
    Persona("hr-checker", _("HR staff who verifies"), "姚立新", ((Role.HR, GROUP),)),
    Persona("hr-plate", _("HR staff of a subsidiary"), "沈佳宜", ((Role.HR, PLATE),)),
    Persona("hr-north", _("HR staff of another subsidiary"), "陶亚楠", ((Role.HR, NORTH),)),
    Persona("administrator", _("Group administrator"), "秦朗", ((Role.GROUP_ADMINISTRATOR, GROUP),)),
    Persona("administrator-plate", _("Subsidiary administrator"), "安雪松", ((Role.SUBSIDIARY_ADMINISTRATOR, PLATE),)),
    Persona("filler", _("Filler of a plant"), "童晓", ((Role.FILLER, IRONWORKS),)),
    Persona("checker", _("Checker of a plant"), "康敏", ((Role.CHECKER, IRONWORKS),)),
    Persona("head", _("Head of a plant"), "霍建业", ((Role.UNIT_HEAD, IRONWORKS),)),
    Persona("leader", _("Leader"), "钟远山", ((Role.LEADER, GROUP),)),
    Persona("inspection", _("Discipline inspection"), "严正平", ((Role.INSPECTION, GROUP),)),
    Persona("rater", _("Expert rater"), "费博文"),
    Persona("chief", _("Chief engineer"), "郭凤兰", (), "B101659"),
    Persona("engineer", _("Engineer without a post"), "梁鑫", (), "B100001"),
    Persona("system", _("System administrator"), "管子安", ((Role.SYSTEM_ADMINISTRATOR, GROUP),)),
    Persona("rights", _("Rights administrator"), "权知微", ((Role.RIGHTS_ADMINISTRATOR, GROUP),)),
    Persona("audit", _("Audit administrator"), "审慎之", ((Role.AUDIT_ADMINISTRATOR, GROUP),)),
)
RATER_SLOT = "专家评委3"  # the slot of the persona "rater"
