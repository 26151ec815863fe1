"""A group of full size, invented by counting: 3,000 units, 100,000 people, 5,000 posts, 4,000 holders with two results each."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from office.enums import PaperKind, Role, UnitKind
from office.models import Duty, Paper, Unit, UnitPlacement, User
from posts.enums import AppointmentMode, AppointmentStatus, BatchAct, BatchStatus, LetterStatus, PostStatus
from posts.models import Appointment, AppointmentBatch, BatchRow, Post, PostVersion, Seat, TargetLetter
from rulebooks.models import Grade
from talent.enums import Education, EngineerStatus, ProfessionalTitle, ResultSource, Sex, StaffCategory
from talent.models import Discipline, Engineer, PastResult

SUBSIDIARIES, PLANTS, UNITS, POSTS, HOLDERS, BATCHES = 10, 20, 3_000, 5_000, 4_000, 40
BATCH = 2_000
DAY_ONE = date(2024, 1, 1)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "安博晨达恩芳广海佳凯岚明宁鹏清荣"


def build_units():
    """A root, 10 subsidiaries, 20 plants each, and workshops up to 3,000 units."""
    root = _unit("G", "集团", UnitKind.GROUP, None)
    subsidiaries = _level([(f"G{n:02}", f"子公司{n}", UnitKind.SUBSIDIARY, root) for n in range(SUBSIDIARIES)])
    plants = _level(
        [
            (f"{parent.code}{n:02}", f"{parent.name}厂{n}", UnitKind.PLANT, parent)
            for parent in subsidiaries
            for n in range(PLANTS)
        ]
    )
    left = UNITS - 1 - len(subsidiaries) - len(plants)
    _level(
        [
            (f"{plants[n % len(plants)].code}W{n:04}", f"作业区{n}", UnitKind.WORKSHOP, plants[n % len(plants)])
            for n in range(left)
        ]
    )
    UnitPlacement.objects.bulk_create(
        [
            UnitPlacement(unit=unit, parent_id=unit.parent_id, name=unit.name, starts_on=DAY_ONE)
            for unit in Unit.objects.all()
        ],
        batch_size=BATCH,
    )
    return plants


def _unit(code, name, kind, parent):
    return _level([(code, name, kind, parent)])[0]


def _level(rows):
    units = Unit.objects.bulk_create(
        [Unit(code=code, name=name, kind=kind, parent=parent, path="") for code, name, kind, parent in rows]
    )
    for unit in units:
        unit.path = f"{unit.parent.path if unit.parent else '/'}{unit.pk}/"
    Unit.objects.bulk_update(units, ["path"], batch_size=500)
    return units


def build_disciplines():
    """Ten with three parts each, as groups keep them: 40 in all."""
    tops = Discipline.objects.bulk_create([Discipline(code=f"{n:02}", name=f"专业{n}") for n in range(10)])
    parts = [
        Discipline(code=f"{top.code}{n:02}", name=f"{top.name}之{n}", parent=top) for top in tops for n in range(1, 4)
    ]
    return [*tops, *Discipline.objects.bulk_create(parts)]


def build_engineers(units, disciplines, start, stop):
    """People number `start` to `stop`, spread evenly over the units."""
    titles = [ProfessionalTitle.SENIOR, ProfessionalTitle.ENGINEER, ProfessionalTitle.PROFESSOR]
    people = (
        Engineer(
            employee_number=f"E{n:06}",
            name=SURNAMES[n % 16] + GIVEN[n // 16 % 16] + GIVEN[n // 256 % 16],
            pinyin=f"name{n % 4096:04}",
            syllables=f"name {n % 4096:04}",
            initials=f"n{n % 4096:04}",
            sex=Sex.MALE,
            born_on=date(1966, 1, 1) + timedelta(days=n % 11_000),
            unit=units[n % len(units)],
            discipline=disciplines[n % len(disciplines)],
            education=Education.BACHELOR,
            title=titles[n % 3],
            title_on=date(2012, 12, 1),
            technical_since=date(1995, 7, 1),
            staff_category=StaffCategory.CADRE,
            status=EngineerStatus.ON_DUTY,
            retires_on=date(2027, 1, 1) + timedelta(days=n % 11_000),
        )
        for n in range(start, stop)
    )
    Engineer.objects.bulk_create(people, batch_size=BATCH)


def build_posts(plants, disciplines):
    grades = list(Grade.objects.all())
    posts = Post.objects.bulk_create(
        [
            Post(
                code=f"P{n:05}",
                title=f"岗位{n}",
                unit=plants[n % len(plants)],
                discipline=disciplines[n % len(disciplines)],
                grade=grades[n % len(grades)],
                authorised=1,
            )
            for n in range(POSTS)
        ],
        batch_size=BATCH,
    )
    PostVersion.objects.bulk_create([_version(post) for post in posts], batch_size=BATCH)
    return Seat.objects.bulk_create([Seat(post=post, number=1) for post in posts], batch_size=BATCH)


def _version(post):
    facts = {name: getattr(post, name) for name in ("title", "unit", "discipline", "grade", "authorised")}
    return PostVersion(post=post, starts_on=DAY_ONE, status=PostStatus.ACTIVE, historic=True, **facts)


def build_holders(seats):
    engineers = Engineer.objects.order_by("pk")[:HOLDERS]
    Appointment.objects.bulk_create(
        [
            Appointment(
                seat=seat,
                engineer=engineer,
                grade=seat.post.grade,
                mode=AppointmentMode.IMPORTED,
                status=AppointmentStatus.SERVING,
                starts_on=DAY_ONE,
                until=date(2027, 1, 1) if engineer.pk % 5 else date(2026, 1, 1),
                historic=True,
            )
            for seat, engineer in zip(seats, engineers, strict=False)
        ],
        batch_size=BATCH,
    )


def build_batches():
    """40 batches of 100 appointments that were carried out, with certificates; a target letter for every holder."""
    root, holders = Unit.objects.get(parent=None), list(Appointment.objects.select_related("seat__post").order_by("pk"))
    certificates = Paper.objects.bulk_create(
        [
            Paper(
                kind=PaperKind.CERTIFICATE,
                title=f"聘书{n}",
                number=f"聘字〔2024〕{n:04}号",
                unit_id=held.seat.post.unit_id,
                scan="x" if n % 10 else "",  # one in ten has not come back yet
            )
            for n, held in enumerate(holders, 1)
        ],
        batch_size=BATCH,
    )
    batches = AppointmentBatch.objects.bulk_create(
        [AppointmentBatch(unit=root, title=f"批次{n}", effective_on=DAY_ONE, historic=True) for n in range(BATCHES)]
    )
    BatchRow.objects.bulk_create(
        [
            BatchRow(
                batch=batches[n % BATCHES],
                position=n // BATCHES + 1,
                act=BatchAct.APPOINT,
                engineer_id=held.engineer_id,
                seat=held.seat,
                result=held,
                certificate=certificate,
                carried_out_on=DAY_ONE,
            )
            for n, (held, certificate) in enumerate(zip(holders, certificates, strict=True))
        ],
        batch_size=BATCH,
    )
    AppointmentBatch.objects.update(status=BatchStatus.DONE, done_at=timezone.now())
    _build_letters(holders)


def _build_letters(holders):
    TargetLetter.objects.bulk_create(
        [
            TargetLetter(
                appointment=held,
                starts_on=held.starts_on,
                until=held.until,
                status=LetterStatus.AGREED if n % 10 else LetterStatus.DRAFT,
            )
            for n, held in enumerate(holders)
        ],
        batch_size=BATCH,
    )


def build_results():
    PastResult.objects.bulk_create(
        [
            PastResult(engineer=engineer, period=year, grade_label="优良中差"[n % 4], score=60 + n % 40, source=source)
            for n, engineer in enumerate(Engineer.objects.order_by("pk")[:HOLDERS])
            for year, source in ((2023, ResultSource.IMPORTED), (2024, ResultSource.IMPORTED))
        ],
        batch_size=BATCH,
    )


def build_people_who_sign_in():
    """300 accounts with the group's HR duty, the first of them the group's administrator too, and HR of one subsidiary."""
    root, subsidiary = Unit.objects.get(parent=None), Unit.objects.filter(kind=UnitKind.SUBSIDIARY).first()
    *users, of_subsidiary = User.objects.bulk_create(
        [User(username=f"user{n}", name=f"用户{n}", password="!") for n in range(301)]
    )
    Duty.objects.bulk_create(
        [Duty(user=user, role=Role.HR, unit=root, starts_on=DAY_ONE) for user in users]
        + [Duty(user=users[0], role=Role.GROUP_ADMINISTRATOR, unit=root, starts_on=DAY_ONE)]
        + [Duty(user=of_subsidiary, role=Role.HR, unit=subsidiary, starts_on=DAY_ONE)]
    )
    return users[0], of_subsidiary


def link_accounts():
    """The accounts belong to people all over the group, none of whom is assessed."""
    engineers = Engineer.objects.order_by("-pk")
    for user, engineer in zip(User.objects.order_by("pk"), engineers[::331], strict=False):
        engineer.user = user
        engineer.save(update_fields=["user"])


def analyse():
    """Tell the planner what is there, as the worker and PostgreSQL itself do every day."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
