import django_filters
from django.utils.translation import gettext_lazy as _

from rulebooks.models import Grade


class GradeFilter(django_filters.ModelChoiceFilter):
    def __init__(self, **kwargs):
        super().__init__(queryset=lambda request: Grade.objects.order_by("code"), label=_("Grade"), **kwargs)
