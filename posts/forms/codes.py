"""The code of a post that there is not yet, as people type it."""

import re

from django import forms
from django.utils.translation import gettext as _

from office.intake.cells import Code, Unreadable
from office.sentences import sentence
from posts.models import Post

SPELLING = re.compile(r"[\w.#()+-]+")


def new_post_code(typed):
    """As files are read, blanks do not count. Raises ValidationError for other signs and for a code that is taken."""
    try:
        code = Code(40).parse(typed)
    except Unreadable as fault:
        raise forms.ValidationError(sentence(str(fault))) from fault
    if not SPELLING.fullmatch(code):
        raise forms.ValidationError(_("A code consists of letters, digits and the signs - _ . # ( ) + only."))
    if Post.objects.filter(code=code).exists():
        raise forms.ValidationError(_("There is a post with the code %(code)s already.") % {"code": code})
    return code
