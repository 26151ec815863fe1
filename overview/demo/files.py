"""Workbooks of HR through the real importers."""

from pathlib import Path

from django.conf import settings

from office.errors import DomainError
from office.intake import reading

WORKBOOKS = Path(settings.BASE_DIR) / "fixtures" / "workbooks"


def read(name):
    return reading.read(WORKBOOKS / name)


def apply(loader, workbook):
    """Load a workbook; any error in it stops the build."""
    plan = loader.plan(workbook)
    if not plan.can_apply:
        raise DomainError(f"{workbook.name}: {[problem.as_list() for problem in plan.errors[:5]]}")
    loader.apply(plan)
