from django.urls import path

from establishment import pickers
from establishment.views import changes, letters, meeting, report, reviews
from office.listing import PickerView

app_name = "establishment"
urlpatterns = [
    path("post-reviews/", reviews.ReviewListPage.as_view(), name="review_list"),
    path("post-reviews/new/", reviews.review_create, name="review_create"),
    path("post-reviews/<int:pk>/", reviews.review_detail, name="review_detail"),
    path("post-reviews/<int:pk>/effects/", reviews.review_effects, name="review_effects"),
    path("post-reviews/<int:pk>/change/", reviews.review_update, name="review_update"),
    path("post-reviews/<int:pk>/propose/", reviews.review_propose, name="review_propose"),
    path("post-reviews/<int:pk>/take-back/", reviews.review_take_back, name="review_take_back"),
    path("post-reviews/<int:pk>/send-back/", reviews.review_send_back, name="review_send_back"),
    path("post-reviews/<int:pk>/withdraw/", reviews.review_withdraw, name="review_withdraw"),
    path("post-reviews/<int:pk>/approve/", reviews.review_approve, name="review_approve"),
    path("post-reviews/<int:pk>/apply/", reviews.review_apply, name="review_apply"),
    path("post-reviews/<int:pk>/correct/", changes.review_correct, name="review_correct"),
    # Its changes
    path("post-reviews/<int:pk>/draw/", changes.review_draw, name="review_draw"),
    path("post-reviews/<int:pk>/changes/add/", changes.change_add, name="change_add"),
    path("post-reviews/<int:pk>/changes/<int:change>/", changes.change_update, name="change_update"),
    path("post-reviews/<int:pk>/changes/<int:change>/remove/", changes.change_remove, name="change_remove"),
    path("post-reviews/<int:pk>/changes/<int:change>/holders/keep/", changes.holders_keep, name="holders_keep"),
    path(
        "post-reviews/<int:pk>/changes/<int:change>/holders/<int:appointment>/",
        changes.holder_fate,
        name="holder_fate",
    ),
    path(
        "post-reviews/posts/standing/pick",
        PickerView.as_view(picker=pickers.StandingPostPicker),
        name="standing_post_pick",
    ),
    path(
        "post-reviews/posts/active/pick",
        PickerView.as_view(picker=pickers.FreezablePostPicker),
        name="freezable_post_pick",
    ),
    path(
        "post-reviews/posts/closed/pick",
        PickerView.as_view(picker=pickers.ReopenablePostPicker),
        name="reopenable_post_pick",
    ),
    path(
        "post-reviews/posts/receiving/pick",
        PickerView.as_view(picker=pickers.ReceivingPostPicker),
        name="receiving_post_pick",
    ),
    # Its papers
    path("post-reviews/<int:pk>/meeting-paper/", meeting.review_meeting_paper, name="review_meeting_paper"),
    path(
        "post-reviews/<int:pk>/meeting-paper/word/", meeting.review_meeting_paper_word, name="review_meeting_paper_word"
    ),
    path("post-reviews/<int:pk>/report/word/", report.review_report_word, name="review_report_word"),
    path("post-reviews/<int:pk>/report/workbook/", report.review_report_workbook, name="review_report_workbook"),
    path("post-reviews/<int:pk>/letters/", letters.review_letters, name="review_letters"),
    path("post-reviews/<int:pk>/letters/word/", letters.review_letters_word, name="review_letters_word"),
    path("post-review-letters/<int:pk>/", letters.letter_detail, name="letter_detail"),
]
