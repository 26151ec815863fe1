"""Word templates: kept by whoever does HR work for the group."""

from tests.doors.notation import REST, done, door
from tests.doors.personas import GROUP_ADMIN, GROUP_HR
from tests.doors.templates import KIND
from tests.factories import word

KEEPERS = GROUP_ADMIN | GROUP_HR
KIND_OF_PAPER = {"kind": KIND}


def new_version(_world):
    return {"file": word.upload(word.docx("{{ name }}")), "note": "甲新落款"}


door("office:template_list", get={200: KEEPERS, 403: REST})
for name in ("template_detail", "shipped_template_file", "shipped_template_preview"):
    door(f"office:{name}", of=KIND_OF_PAPER, get={200: KEEPERS, 403: REST})
door("office:template_detail", of={"kind": "minutes"}, get={404: REST})
door(
    "office:template_upload",
    of=KIND_OF_PAPER,
    get={200: KEEPERS, 403: REST},
    post=done,
    data=new_version,
    act="template.uploaded",
)
door(
    "office:shipped_template_restore",
    of=KIND_OF_PAPER,
    get={200: KEEPERS, 403: REST},
    post=done,
    data={"reason": "甲统一格式"},
    act="template.retired",
)
for name in ("template_file", "template_preview"):
    door(f"office:{name}", of="template", get={200: KEEPERS, 404: REST})
door(
    "office:template_restore",
    of="template",
    get={200: KEEPERS, 404: REST},
    post=done,
    data={"reason": "甲落款有误"},
    act="template.restored",
)
