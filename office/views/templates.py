"""Word templates: which is in use, replace it, look at it with an example, go back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.history import history_of_all
from office.intake.uploads import refusal_of
from office.models import PaperTemplate
from office.papers import templates
from office.papers.forms import TemplateForm
from office.rules.templates import can_keep_templates
from office.selectors.templates import kinds_in_use, versions_of
from office.services import templates as services
from office.views.acting import confirm, refusals_on, refusals_said
from office.views.files import attachment, word_file


@require_safe
def template_list(request):
    """Every kind of paper that HR can give another Word file."""
    if not can_keep_templates(request.user):
        raise PermissionDenied
    context = {"title": _("Word templates"), "kinds": kinds_in_use(request.user)}
    return render(request, "office/template_list.html", context)


@require_safe
def template_detail(request, kind):
    """The versions of one kind, and what may stand in braces."""
    paper = _paper(request, kind)
    versions, current = versions_of(request.user, kind)
    context = {
        "title": _("Word template: %(paper)s") % {"paper": paper.label},
        "steps": [(_("Word templates"), reverse("office:template_list"))],
        "paper": paper,
        "versions": versions,
        "current": current,
        "history_lines": history_of_all(versions),
    }
    return render(request, "office/template_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_upload(request, kind):
    """Upload the next version; it is tried with the example before it is taken."""
    paper = _paper(request, kind)
    form = TemplateForm(request.POST or None, request.FILES or None, refusal=refusal_of(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, "file"):
            template = services.replace_template(
                paper, form.cleaned_data["file"], note=form.cleaned_data["note"], actor=request.user
            )
            messages.success(request, _("Version %(version)s is in use from now on.") % {"version": template.version})
            return redirect(paper)
    context = {
        "title": _("New Word template: %(paper)s") % {"paper": paper.label},
        "form": form,
        "guidance": _guidance(),
        "cancel_url": paper.get_absolute_url(),
    }
    return render(request, "ui/upload.html", context)


@require_safe
def template_file(request, pk):
    template = _version(request, pk)
    return attachment(template.file, template.file_name)


@require_safe
def template_preview(request, pk):
    """A version filled in with the example."""
    template = _version(request, pk)
    return _preview(request, _paper(request, template.kind), template, f"v{template.version}")


@require_http_methods(["GET", "HEAD", "POST"])
def template_restore(request, pk):
    """Go back to an earlier version."""
    template = _version(request, pk)
    return confirm(
        request,
        lambda reason: services.restore_template(template, actor=request.user, reason=reason),
        title=_("Use %(template)s again") % {"template": template},
        consequences=[
            _("Papers made from now on are made of version %(version)s.") % {"version": template.version},
            _("What is different in it: %(note)s") % {"note": template.note},
            _("Papers issued before stay as they are."),
        ],
        submit_label=_("Use this version"),
        done=_("Version %(version)s is in use from now on.") % {"version": template.version},
        with_reason=True,
        back=_paper(request, template.kind).get_absolute_url(),
    )


@require_safe
def shipped_template_file(request, kind):
    """The file that came with the house."""
    paper = _paper(request, kind)
    return word_file(paper.path.read_bytes(), f"{paper.label}.docx")


@require_safe
def shipped_template_preview(request, kind):
    paper = _paper(request, kind)
    return word_file(templates.shipped(kind).fill(paper.sample), _preview_name(paper, _("shipped")))


@require_http_methods(["GET", "HEAD", "POST"])
def shipped_template_restore(request, kind):
    """Go back to the file that came with the house."""
    paper = _paper(request, kind)
    return confirm(
        request,
        lambda reason: services.restore_shipped(paper, actor=request.user, reason=reason),
        title=_("Use the shipped file again: %(paper)s") % {"paper": paper.label},
        consequences=[
            _("Papers made from now on are made of the file that came with the system."),
            _("Your versions stay here; you can go back to any of them."),
        ],
        submit_label=_("Use the shipped file"),
        done=_("The shipped file is in use from now on."),
        with_reason=True,
        back=paper.get_absolute_url(),
    )


def _paper(request, kind):
    paper = templates.paper_of(kind)
    if paper is None:
        raise Http404
    if not can_keep_templates(request.user):
        raise PermissionDenied
    return paper


def _version(request, pk):
    return get_object_or_404(PaperTemplate.objects.visible_to(request.user), pk=pk)


def _preview(request, paper, template, version):
    with refusals_said(request):
        return word_file(templates.render(paper.kind, paper.sample, template), _preview_name(paper, version))
    return redirect(paper)


def _preview_name(paper, version):
    return f"{paper.label}-{version}-{_('example')}.docx"


def _guidance():
    return [
        _("Download the file in use, change wording, fonts and seals in Word, save it as .docx and upload it here."),
        _("Keep the words in braces: they are filled in. Which there are is listed on the page before."),
        _("The file is tried with an example first; what is not right is told here, and the file in use stays."),
    ]
