"""Who prepares, runs and decides a survey. Status is the services' matter; `open_actions` combines both."""

from django.utils.translation import gettext_lazy as _

from office.enums import ADMINISTRATOR_ROLES, HR_ROLES, Role
from planning.enums import GUIDED_SURVEYS, RUNNING_SURVEYS, SurveyStatus
from posts.rules.actions import Action, primary_last

OVERSEERS = frozenset({Role.LEADER, Role.INSPECTION})
AT_THE_DESK = ADMINISTRATOR_ROLES | OVERSEERS


def can_prepare_any(user):
    return bool(user.paths_as(HR_ROLES))


def can_prepare(user, unit):
    """Ask the units of this one's subtree."""
    return user.holds(HR_ROLES, unit.path)


def can_run(user, survey):
    """Prepare, open, extend and close it."""
    return can_prepare(user, survey.unit)


def can_chase(user, survey):
    """Remind those who have not answered: all of them, or those of one's own units."""
    above, below = survey.unit.path, user.paths_as(HR_ROLES)
    return any(above.startswith(path) or path.startswith(above) for path in below)


def can_decide(user, survey):
    """Enter what a body decided, and publish it."""
    return user.holds(ADMINISTRATOR_ROLES, survey.unit.path)


def can_see_desk(user, survey):
    """Who decides; leaders and inspection of the survey's unit look on."""
    return user.holds(AT_THE_DESK, survey.unit.path)


def can_print_meeting_paper(user, survey):
    """It bears the consolidated numbers, none that were decided: whoever runs the survey prepares the meeting."""
    return can_run(user, survey)


def can_read_meeting_paper(user, survey):
    return can_print_meeting_paper(user, survey) or can_see_desk(user, survey)


def _in(*statuses):
    return lambda survey: survey.status in statuses


ACTIONS = (
    Action(_("Change the survey"), "planning:survey_update", can_run, _in(SurveyStatus.DRAFT)),
    Action(_("Delete the draft"), "planning:survey_delete", can_run, _in(SurveyStatus.DRAFT)),
    Action(_("Preview and send out"), "planning:survey_open", can_run, _in(SurveyStatus.DRAFT), primary=True),
    Action(_("Who has not answered"), "planning:survey_chase", can_chase, _in(*RUNNING_SURVEYS)),
    Action(_("Decision desk"), "planning:survey_desk", can_see_desk, _in(*RUNNING_SURVEYS, SurveyStatus.PUBLISHED)),
    Action(_("Paper for the meeting"), "planning:survey_meeting_paper", can_read_meeting_paper, _in(*RUNNING_SURVEYS)),
    Action(_("Decided numbers"), "planning:survey_result", lambda _user, _survey: True, _in(SurveyStatus.PUBLISHED)),
    Action(_("Close to answers"), "planning:survey_close", can_run, _in(SurveyStatus.OPEN)),
    Action(_("Open to answers again"), "planning:survey_reopen", can_run, _in(SurveyStatus.CLOSED)),
    Action(
        _("Publish the decided numbers"), "planning:survey_publish", can_decide, _in(SurveyStatus.CLOSED), primary=True
    ),
    Action(_("Copy into a new survey"), "planning:survey_copy", can_run, _in(*SurveyStatus)),
)
WITHIN = (  # beside that part of the page which they change
    Action(_("Leave a unit out"), "planning:survey_leave_out", can_run, _in(SurveyStatus.DRAFT)),
    Action(_("Ask again"), "planning:survey_ask_again", can_run, _in(SurveyStatus.DRAFT)),
    Action(_("Attach a file"), "planning:survey_file_add", can_run, _in(*GUIDED_SURVEYS)),
    Action(_("Take off"), "planning:survey_file_remove", can_run, _in(*GUIDED_SURVEYS)),
    Action(_("Ask one more unit"), "planning:survey_unit_add", can_run, _in(SurveyStatus.OPEN)),
)


def open_actions(user, survey):
    """The actions that this person may take on the survey as it stands."""
    return primary_last(_open(ACTIONS, user, survey))


def open_within(user, survey):
    """{name of its page: action} of those beside parts of the survey's page."""
    return {action.url_name.partition(":")[2]: action for action in _open(WITHIN, user, survey)}


def _open(actions, user, survey):
    return (action for action in actions if action.when(survey) and action.may(user, survey))
