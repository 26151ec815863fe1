"""Words of django-filter that pages show. It ships them as zh_CN, which Django does not load for zh-hans."""

from django.utils.translation import gettext_noop

gettext_noop("Yes")
gettext_noop("No")
gettext_noop("Unknown")
gettext_noop("exclude")
gettext_noop("%s (descending)")
gettext_noop("Ordering")
gettext_noop("Range query expects two values.")
gettext_noop("Multiple values may be separated by commas.")
