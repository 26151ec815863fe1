"""Files in: reading workbooks and CSV, planning what they would change, and doing it.

An import is a class named in ``settings.IMPORTS``; screen (office/views/imports.py) and command (``manage.py load``) do
the rest. For one model it is a declaration::

    class EngineerImport(ModelImport):
        code, label, model, key = "engineers", _("technical staff"), Engineer, ("employee_number",)
        list_url = "talent:engineer_list"
        columns = (
            Column("employee_number", _("employee number"), ("工号", "职工编号"), Code(32), required=True),
            Column("name", _("name"), ("姓名",), Text(60), required=True),
            Column("sex", _("sex"), ("性别",), Choice(Sex), required=True),
            Column("born_on", _("date of birth"), ("出生日期",), Date(whole=True), required=True),
            Column("unit", _("unit"), ("单位编码",), UnitReference(), required=True),
            Column("unit_name", _("unit name"), ("单位",), Text(), stored=False),   # read and checked, not written
        )
        derived = ("pinyin", "retires_on")            # fields that `complete` sets; compared like the columns'
        defaults = {"status": EngineerStatus.ON_DUTY}  # for new rows, where the file has no such column

        def prepare(self): ...                  # lookups, once
        def complete(self, row): row["pinyin"] = pinyin_of(row["name"])
        def check(self, rows): self.warn(row, "born_on", _("…"))     # or self.problem(...): then nothing is loaded
        def check_against(self, row, pk, old): ...                    # a row beside what is on record

`columns` may be a property where they depend on `self.params` (``params_of`` of the valid `form_class`, e.g. the cycle).
Column types are in ``cells``. An absent optional column leaves its field alone; an empty cell empties it. A reference's
value is a primary key. Where rows become several objects, derive from ``Import`` and write `existing`, `create`, `update`
(bulk statements and ``audit.record_many``; `self.actor`, `self.plan_made.name` as the reason). If each sheet must be told
apart, answer `tab_choices` and `suggest_tab`; then ``self.tabs[row.sheet]`` says what the row's sheet is.

``plan(workbook)`` writes nothing; ``apply(plan)``, on the same object, writes all or nothing in one transaction after
comparing again. The audit trail gets ``file.loaded`` once and ``<model>.loaded`` for every new and changed object:
name the latter with ``office.history.name_acts``.
"""
