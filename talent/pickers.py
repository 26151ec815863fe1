from django.db.models import Q

from office.listing import Picker
from talent.models import Discipline, Engineer


class EngineerPicker(Picker):
    model = Engineer
    url_name = "talent:engineer_pick"
    code = "employee_number"
    search = ("employee_number", "name", "pinyin", "initials")
    details = ("unit__name",)


class DisciplinePicker(Picker):
    model = Discipline
    url_name = "talent:discipline_pick"
    search = ("code", "name")
    details = ("parent__name",)

    @classmethod
    def matches(cls, words):
        """Disciplines are few enough to be found by any part of their name."""
        return super().matches(words) | Q(name__icontains=words)


class UpperDisciplinePicker(DisciplinePicker):
    url_name = "talent:upper_discipline_pick"

    @classmethod
    def objects(cls, user):
        return super().objects(user).filter(parent=None)
