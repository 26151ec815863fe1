"""Rulebooks are read here; they are changed as new versions, through the services."""

from django.contrib import admin

from office.admin import ReadOnlyAdmin, ReadOnlyInline
from rulebooks import models


class GradeRuleInline(ReadOnlyInline):
    model = models.GradeRule


class CriterionInline(ReadOnlyInline):
    model = models.Criterion


class ComponentInline(ReadOnlyInline):
    model = models.Component


class ResultGradeInline(ReadOnlyInline):
    model = models.ResultGrade


class StageInline(ReadOnlyInline):
    model = models.Stage


@admin.register(models.Rulebook)
class RulebookAdmin(ReadOnlyAdmin):
    list_display = ["name", "version", "status", "in_force_from", "frozen_at"]
    list_filter = ["status"]
    inlines = [GradeRuleInline]


@admin.register(models.Standard)
class StandardAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "rulebook", "total"]
    list_filter = ["rulebook", "kind"]
    inlines = [CriterionInline]


@admin.register(models.Regime)
class RegimeAdmin(ReadOnlyAdmin):
    list_display = ["name", "kind", "rulebook", "standard"]
    list_filter = ["rulebook", "kind"]
    inlines = [ComponentInline, ResultGradeInline]


@admin.register(models.Procedure)
class ProcedureAdmin(ReadOnlyAdmin):
    list_display = ["name", "rulebook"]
    inlines = [StageInline]


@admin.register(models.VoteRule)
class VoteRuleAdmin(ReadOnlyAdmin):
    list_display = ["name", "rulebook", "members", "quorum", "threshold"]


@admin.register(models.Ladder, models.Grade)
class LadderAdmin(ReadOnlyAdmin):
    list_display = ["name", "code"]
