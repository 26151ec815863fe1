"""Examples with which new Word templates are tried, and what each placeholder means to whoever edits one."""

from django.utils.translation import gettext_lazy as _

_HOLDER = {
    "name": "王建国",
    "sex": "男",
    "born": "1975-05",
    "unit": "第一炼铁厂",
    "title": "正高级",
    "post": "第一炼铁厂 高炉工艺首席工程师",
    "grade": "首席工程师",
    "present": "2023-01-01\n2025-12-31",
    "verdict": "符合",
    "conditions": "符合",
    "reason": "",
    "points": "",
}
_NEWCOMER = _HOLDER | {
    "name": "李敏",
    "sex": "女",
    "born": "1982-11",
    "title": "高级",
    "present": "",
    "mode": "竞聘",
    "term": "2026-11-01\n2029-10-31",
}
MEETING = {
    "title": "2026年首席工程师聘任",
    "unit": "示例集团",
    "effective": "2026-11-01",
    "explanation": "经个人申报、单位推荐、资格审查和评审，提请会议审议。",
    "rulebooks": "专家、首席工程技术岗位管理办法",
    "total": "7",
    "people": "7",
    "counts": "聘任 2 项，续聘 1 项，聘期顺延 1 项，低聘 1 项，终止聘任 1 项，撤销 1 项",
    "appointed": [
        _NEWCOMER | {"no": "1"},
        _NEWCOMER
        | {
            "no": "2",
            "name": "赵强",
            "sex": "男",
            "verdict": "不符合",
            "conditions": "不符合：要求职称不低于高级；查得：中级。",
            "reason": "破格聘任。关键技术紧缺。",
            "points": "要求职称不低于高级；查得：中级。 拟破格。",
        },
    ],
    "renewed": [_HOLDER | {"no": "3", "mode": "续聘", "term": "2026-11-01\n2029-10-31"}],
    "extended": [_HOLDER | {"no": "4", "name": "孙丽", "sex": "女", "term": "2026-12-31", "reason": "项目未完。"}],
    "lowered": [
        _HOLDER
        | {
            "no": "5",
            "name": "周磊",
            "grade": "一级专家",
            "present": "首席工程师\n2023-01-01\n2025-12-31",
            "mode": "考核聘任",
            "term": "2026-11-01\n2029-10-31",
            "reason": "聘期考核基本称职。",
        }
    ],
    "ended": [_HOLDER | {"no": "6", "name": "吴刚", "mode": "退休", "term": "2026-11-01"}],
    "revoked": [_HOLDER | {"no": "7", "name": "郑华", "term": "2026年第一批聘任：续聘", "reason": "聘期录入有误。"}],
    "foot": "校验码 7KQF-2MXA-9TPD　李敏打印，2026-10-20 09:30",
}
MEETING_PLACEHOLDERS = {
    "title": _("Title of the batch"),
    "unit": _("Unit"),
    "effective": _("Day on which the batch takes effect"),
    "explanation": _("Explanation for the meeting"),
    "rulebooks": _("Rulebooks that govern the posts"),
    "total": _("Number of rows"),
    "people": _("Number of people"),
    "counts": _("Number of rows by act, in words"),
    "appointed": _("The people to be appointed, a row each"),
    "renewed": _("Those to be renewed; the same names within the row as for those to be appointed"),
    "extended": _("Those whose term is to be extended; the same names within the row"),
    "lowered": _("Those to be appointed to a lower grade; the same names within the row"),
    "ended": _("Those whose appointment is to end; the same names within the row"),
    "revoked": _("What is to be revoked; the same names within the row"),
    "appointed.no": _("Number of the row, over all tables of the paper"),
    "appointed.name": _("Name"),
    "appointed.sex": _("Sex"),
    "appointed.born": _("Born in (year and month); empty for readers who do not see it"),
    "appointed.unit": _("Unit of the person"),
    "appointed.title": _("Professional title"),
    "appointed.post": _("Post, with its unit"),
    "appointed.grade": _("Grade, of a lower appointment the new one"),
    "appointed.present": _("Present term, first to last day; of a lower appointment with the present grade"),
    "appointed.mode": _("By which way the person was chosen; of an end its reason"),
    "appointed.term": _("Proposed term; of an extension its last day, of an end its first day without"),
    "appointed.verdict": _("Whether the standing conditions are met, in a word"),
    "appointed.conditions": _("Standing conditions, met or not, in words"),
    "appointed.reason": _("Reason, and whether conditions are waived"),
    "appointed.points": _("What the meeting must know: warnings, unmet conditions, waivers; empty for nothing"),
    "foot": _("Check code, who printed it and when"),
}

_CERTIFICATE = {
    "number": "聘字〔2026〕0001号",
    "name": "王建国",
    "unit": "第一炼铁厂",
    "post": "高炉工艺首席工程师",
    "grade": "首席工程师",
    "starts_on": "2026年11月1日",
    "last_day": "2029年10月31日",
    "issuer": "示例集团有限公司",
    "date": "2026年10月28日",
    "code": "7KQF-2MXA-9TPD",
}
CERTIFICATES = {
    "certificates": [_CERTIFICATE, _CERTIFICATE | {"number": "聘字〔2026〕0002号", "name": "李敏", "code": "8B20D4E7"}]
}
CERTIFICATE_PLACEHOLDERS = {
    "certificates": _(
        "The certificates, a page each. The loop stands around the whole page as in the shipped file, its two ends each on a line of "
        "their own; the first line of the page has “page break before”."
    ),
    "certificates.number": _("Number of the certificate"),
    "certificates.name": _("Name"),
    "certificates.unit": _("Unit of the post"),
    "certificates.post": _("Post in words"),
    "certificates.grade": _("Grade"),
    "certificates.starts_on": _("First day of the term"),
    "certificates.last_day": _("Last day of the term, which counts"),
    "certificates.issuer": _("Unit whose body decided"),
    "certificates.date": _("Date of the document, or of the meeting while none is entered"),
    "certificates.code": _("Check code"),
}
