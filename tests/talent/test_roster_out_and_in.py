"""The roster that was exported as human resources keep it is loaded again, and nothing changes."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from office.imports import UnitImport
from office.models import Unit
from talent.imports import DisciplineImport, EngineerImport
from talent.models import Engineer
from tests.factories import office as make
from tests.factories import posts as of

pytestmark = pytest.mark.django_db
BOOKS = settings.BASE_DIR / "fixtures" / "workbooks"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_exported_roster_changes_nothing(client, tmp_path, settings, language):
    settings.AS_OF_DATE = "2026-11-01"
    of.load(UnitImport, BOOKS / "单位目录.xlsx")
    of.load(DisciplineImport, BOOKS / "专业领域.xlsx")
    of.load(EngineerImport, BOOKS / "技术人员花名册.xlsx")
    client.force_login(make.hr(Unit.objects.get(code="01"), language=language))
    client.cookies["django_language"] = language
    answer = client.post(reverse("talent:engineer_list"), {"table": "register"})
    file = tmp_path / "roster.xlsx"
    file.write_bytes(b"".join(answer.streaming_content))
    with translation.override(language):
        _run, plan = of.plan_of(EngineerImport, file)
    counts = plan.counts()
    assert (counts["errors"], counts["new"], counts["changed"]) == (0, 0, 0), plan.errors[:3]
    assert counts["same"] == Engineer.objects.count() > 1_000
