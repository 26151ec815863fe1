"""Who is signed out is led to the sign-in by a page, and told so where a script asks for a part of one."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("headers", "status"), [({}, 302), ({"HX-Request": "true"}, 401)])
def test_who_is_signed_out(client, headers, status):
    assert client.get(reverse("posts:post_list"), headers=headers).status_code == status
