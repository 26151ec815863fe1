"""Export the list of people in a process of its own and print [milliseconds, MB at the peak]."""

import json
import re
import sys
import tempfile
from pathlib import Path

import django

from bench.clock import best_of


def main(user, rows):
    django.setup()

    from office.listing import export
    from office.models import User
    from talent.lists import EngineerList
    from talent.models import Engineer

    user = User.objects.get(pk=user)
    people = Engineer.objects.visible_to(user).filter(employee_number__startswith="R")
    assert people.count() == rows

    def write():
        with tempfile.TemporaryFile() as stream:
            export.write(EngineerList(people, user), stream, title="people", kind="xlsx")

    milliseconds = best_of(write, times=1)
    print(json.dumps([milliseconds, peak_megabytes()]))


def peak_megabytes():
    """Of this program alone: what `resource` says includes the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) / 1024


main(int(sys.argv[1]), int(sys.argv[2]))
