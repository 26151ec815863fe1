"""What the rules that govern a unit say of posts of a grade: who authorises them, and how many there may be."""

from django.db.models import Sum

from office.clock import today
from office.enums import ADMINISTRATOR_ROLES, UnitKind
from office.models import Unit
from office.slots import in_sight
from posts.enums import PostStatus
from posts.models import Post
from posts.rules.posts import can_authorise_posts
from rulebooks.enums import AuthorityLevel
from rulebooks.selectors import rulebook_governing


def grade_rule(unit, grade, on):
    """The GradeRule that holds for posts of the grade in the unit on a day, or None."""
    rulebook = rulebook_governing(unit, on)
    return rulebook.grade_rules.filter(grade=grade).first() if rulebook else None


def may_authorise(user, unit, grade):
    """Whether the user sets up and changes posts of the grade in the unit. Asks the rules only for an administrator."""
    if not user.holds(ADMINISTRATOR_ROLES, unit.path):
        return False
    rule = grade_rule(unit, grade, today())
    return can_authorise_posts(user, unit, rule and rule.authorised_by)


def deciding_unit(unit, level):
    """Whose decision a matter of a unit asks for: that of the group or subsidiary above where it is of that level, else its own."""
    kinds = {AuthorityLevel.SUBSIDIARY: UnitKind.SUBSIDIARY, AuthorityLevel.GROUP: UnitKind.GROUP}
    kind = kinds.get(level)
    if kind in (None, unit.kind):
        return unit
    return Unit.objects.filter(pk__in=unit.ancestor_ids, kind=kind).order_by("-path").first() or unit


def plant_of(unit):
    """The plant that a unit is or belongs to; outside of plants the unit itself."""
    plants = Unit.objects.filter(pk__in=unit.ancestor_ids, kind=UnitKind.PLANT)
    return max(plants, key=lambda plant: plant.depth, default=unit)


def quotas_exceeded(user, unit, plant):
    """[(discipline, grade, seats, quota)] of which the plant would have too many seats if the unit's were its own as well."""
    rulebook = rulebook_governing(plant, today())
    quotas = dict(rulebook.grade_rules.exclude(quota=None).values_list("grade", "quota")) if rulebook else {}
    coming, there = (_seats_by_line(user, place, quotas) for place in (unit, plant))
    found = []
    for line, seats in sorted(coming.items()):
        discipline, grade, grade_key = line
        together = seats + there.get(line, 0)
        if together > quotas[grade_key]:
            found.append((discipline, grade, together, quotas[grade_key]))
    return found


def _seats_by_line(user, unit, grades):
    posts = in_sight(Post.objects, user).in_unit(unit).filter(grade__in=grades).exclude(status=PostStatus.ABOLISHED)
    rows = posts.order_by().values_list("discipline__name", "grade__name", "grade").annotate(seats=Sum("authorised"))
    return {tuple(line): seats for *line, seats in rows}


def seats_within_quota(plant, discipline, grade, *, besides=None):
    """Authorised seats of a grade and discipline in a plant, those of the post `besides` left out."""
    posts = Post.objects.in_unit(plant).filter(discipline=discipline, grade=grade).exclude(status=PostStatus.ABOLISHED)
    if besides:
        posts = posts.exclude(pk=besides.pk)
    return posts.aggregate(seats=Sum("authorised"))["seats"] or 0
