from django import forms
from django.utils.translation import gettext_lazy as _

from office.forms import IN_OUR_TIME, DateInput, SeenField, UserForm
from posts.models import Post


class PostLoadForm(UserForm):
    starts_on = forms.DateField(
        label=_("The posts exist since"),
        required=False,
        widget=DateInput,
        validators=IN_OUR_TIME,
        help_text=_("Empty: since the rules came in force. A holder whose term began earlier moves the day back."),
    )


class PostForm(forms.ModelForm):
    """The words that describe a post; where it stands and how many seats it has is changed by decisions."""

    seen = SeenField()
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    class Meta:
        model = Post
        fields = ("title", "duties")
        widgets = {"duties": forms.Textarea({"rows": 6})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.updated_at
