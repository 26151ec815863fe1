"""Take the pictures of the README from a demo of its own: `.venv/bin/python tools/screenshots.py` (needs chromium).

The demo is built in a temporary folder; the cycle is then finished there, so that the board and a result can be shown.
"""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from palette import smaller
from supervisor import free_socket

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "img"
CHROMIUM = "/usr/bin/chromium"
WIDE = {"width": 1440, "height": 900}
MOST_BYTES = 200_000
SPOILED = {(3, "出生日期"): "1985-13-01", (5, "专业领域"): "炼丹", (9, "状态"): "借调", (14, "姓名"): ""}


def main():
    with tempfile.TemporaryDirectory(prefix="lingyan-pictures-") as folder:
        os.environ.update(_environment(Path(folder)))
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        _build()
        with _server() as address, _pages(address) as page_of:
            _take(page_of)


def _environment(folder):
    return {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",  # playwright keeps an event loop in this thread
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "MEDIA_ROOT": str(folder / "media"),
        "SECRET_KEY": "for-pictures-only",
        "AS_OF_DATE": "2026-11-01",
        "DEBUG": "true",  # static files without collecting them
        "DEMO": "true",
        "LOG_LEVEL": "WARNING",
    }


def _build():
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0)


@contextmanager
def _server():
    listener, port = free_socket(8100)
    listener.close()
    command = [sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def _pages(address):
    """`page_of(persona)` answers a page on which that persona has signed in."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

        def page_of(persona):
            page = browser.new_context(viewport=WIDE, locale="zh-CN", base_url=address).new_page()
            for _attempt in range(50):  # until the server answers
                try:
                    page.goto("/account/login/")
                    break
                except Exception:  # noqa: BLE001 (playwright names no class for a refused connection)
                    page.wait_for_timeout(200)
            page.locator(f"button[value={persona}]").click()
            page.locator("details.person").wait_for()
            return page

        yield page_of
        browser.close()


def _take(page_of):
    from establishment.models import PostReview
    from evaluations.models import Assessment, Cycle, RaterSlot
    from office.models import Unit
    from planning.models import DemandSurvey
    from posts.models import AppointmentBatch

    hr, administrator = page_of("hr"), page_of("administrator")
    cycle = Cycle.objects.get()
    _shoot(hr, "home", "/")
    _shoot(administrator, "due", "/due/")
    _shoot(administrator, "batch", AppointmentBatch.objects.get(status="proposed").get_absolute_url())
    _shoot(hr, "filing", f"/slots/{RaterSlot.objects.get(name='专家评委3').pk}/")
    _shoot(hr, "import", _spoiled_upload())
    _shoot(hr, "coverage", "/coverage/")
    _shoot(administrator, "desk", f"/demand/surveys/{DemandSurvey.objects.get(status='open').pk}/desk/")
    review = PostReview.objects.get(status="reviewing")
    _shoot(administrator, "review", review.get_absolute_url())
    _shoot(administrator, "resorting", f"{review.get_absolute_url()}before-and-after/")
    _finish(cycle)
    plate = Unit.objects.get(name="板材公司")
    _shoot(administrator, "board", f"/cycles/{cycle.pk}/calibration/?pool={plate.pk}&select=beyond")
    _publish(cycle)
    _shoot(page_of("chief"), "result", Assessment.objects.get(engineer__employee_number="B101659").get_absolute_url())


def _shoot(page, name, path):
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready.then(() => true)")
    content = smaller(page.screenshot(clip={"x": 0, "y": 0, **WIDE}))
    if len(content) > MOST_BYTES:
        raise SystemExit(f"{name}.png has {len(content)} bytes, more than {MOST_BYTES}.")
    (IMAGES / f"{name}.png").write_bytes(content)
    print(f"{name}.png {len(content) // 1000} kB")


# --- What the pictures show ----------------------------------------------------------------------------------
def _spoiled_upload():
    """The address of an upload with a few faults, read by a job as the worker would."""
    from django.core.files.base import ContentFile

    from office import jobs
    from office.intake import uploads
    from office.models import User
    from overview.demo import files

    rows = files.read("技术人员花名册.xlsx").sheets[0].rows
    for (row, heading), value in SPOILED.items():
        rows[row - 1][rows[1].index(heading)] = value
    file = ContentFile(_workbook(rows), name="技术人员花名册.xlsx")
    params = {"import": "engineers", "phase": "plan", "language": "zh-hans"}
    job = jobs.enqueue(
        "import", params, actor=User.objects.get(username="hr"), label="导入 技术人员：技术人员花名册.xlsx",
        file=uploads.store(file), file_name=file.name,
    )  # fmt: skip
    jobs.run(job.pk)
    return job.get_absolute_url()


def _workbook(rows):
    import io

    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("Sheet1")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stream.getvalue()


def _finish(cycle):
    """The rest of the sheets loaded, all submitted and verified, the grades up for settling."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    from evaluations.models import Sheet
    from evaluations.services import cycles, sheets
    from office.models import User
    from overview.demo import build, files

    filer, checker, administrator = (User.objects.get(username=name) for name in ("hr", "hr-checker", "administrator"))
    loader = import_string(settings.IMPORTS["sheets"])({"cycle": cycle.pk}, actor=filer)
    files.apply(loader, files.read(build.SHEETS))
    for slot in cycle.slots.exclude(name__in=build.SUBMITTED):
        build.submit(cycle, slot.name, actor=filer)
    waiting = Sheet.objects.filter(verified_at=None).values_list("pk", flat=True)
    sheets.verify_sheets(list(waiting), actor=checker)
    cycles.start_calibrating(cycle, actor=administrator)


def _publish(cycle):
    from evaluations.selectors.calibration import pools_of
    from evaluations.services import calibration, cycles, publishing
    from office.models import User
    from office.services.decisions import record_decision

    administrator = User.objects.get(username="administrator")
    good = cycle.regime.result_grades.order_by("rank")[1]
    for pool in pools_of(cycle):
        top = cycle.assessments.filter(pool=pool.unit, grade__rank=1).order_by("composite", "-pk")
        keys = list(top.values_list("pk", flat=True)[: pool.over])
        if keys:
            calibration.set_grades(cycle, keys, good, actor=administrator, reason="按优秀比例核定")
    decision = record_decision(
        actor=administrator, unit=cycle.unit, body="executive_meeting", body_name="", meeting_number="2026-21",
        held_on=date(2026, 10, 30), subject="2025年度考核等次", outcome="同意。", attendees="秦朗、郑文静", recused="",
    )  # fmt: skip
    cycles.attach_decision(cycle, decision, actor=administrator)
    publishing.publish_cycle(cycle, actor=administrator)


if __name__ == "__main__":
    main()
