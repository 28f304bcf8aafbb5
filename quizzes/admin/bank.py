"""Pairs that people mix up, and the exam."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from quizzes.models import Blueprint, ConfusionPair, Option
from services.admin import DeskAdmin, ReadOnlyAdmin, rows_of


@admin.register(ConfusionPair)
class ConfusionPairAdmin(DeskAdmin):
    list_display = ("slug", "first", "second", "option_count")
    search_fields = ("slug", "first", "second")
    name_fields = ("slug",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(options_with_it=rows_of(Option, "confusion"))

    @admin.display(description="options tagged with it", ordering="options_with_it")
    def option_count(self, pair: Any) -> int:
        return int(pair.options_with_it)


@admin.register(Blueprint)
class BlueprintAdmin(ReadOnlyAdmin):
    """The exam as loaded from its file; changed there, with a review, and nowhere else."""

    list_display = ("code", "version", "title", "is_current")
    fields = ("code", "version", "title", "is_current", "domains")
    readonly_fields = fields

    @admin.display(description="domains and task statements")
    def domains(self, blueprint: Blueprint) -> SafeString:
        rows = (
            (
                domain["number"],
                domain["name"],
                domain["weight"],
                format_html_join("", "<li>{} {}</li>", ((task["id"], task["summary"]) for task in domain["tasks"])),
            )
            for domain in blueprint.data.get("domains", [])
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}. {}, {} %<ul>{}</ul></li>", rows))
