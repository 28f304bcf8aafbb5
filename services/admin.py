"""The editor's desk: what all its pages have in common, and those of shelves, services and pictures.

Notes and facts are edited in `quizzes.admin`: their pages are checked against the exam and the bank, which lie above this app.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.admin import options
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from services.actions import save_note, save_service
from services.forms import CategoryForm, DiagramForm, OpenedForm, ProseField, ServiceForm
from services.history import Part, Story, changes, snapshot
from services.models import Category, Diagram, Note, Service

if TYPE_CHECKING:
    BaseModelAdmin = options.BaseModelAdmin[Any]
    ModelAdmin = admin.ModelAdmin[Any]
else:
    BaseModelAdmin = options.BaseModelAdmin
    ModelAdmin = admin.ModelAdmin


def rows_of(model: type[models.Model], owner: str) -> Coalesce:
    """How many rows of `model` point at a row with their field `owner`: a column of a list, counted in its one statement."""
    counted = model._default_manager.filter(**{owner: OuterRef("pk")}).order_by().values(owner)
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)


class DeskFields(BaseModelAdmin):
    """Fields as every form of the desk has them."""

    formfield_overrides: ClassVar[dict[Any, Any]] = {models.TextField: {"form_class": ProseField}}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Leaves out Django's pop-up windows beside what a row points at; six options alone would have thirty-six of them."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class DeskAdmin(DeskFields, ModelAdmin):
    """A page of the desk: nothing is saved over another's work, and the history tells what changed."""

    list_per_page = 50
    show_full_result_count = False
    # Fields that name a row for good: written when it is added, read-only ever after.
    name_fields: ClassVar[Sequence[str]] = ()
    # The rows that this one owns and that are edited with it, if any.
    part: ClassVar[Part | None] = None

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return [*self.name_fields, *fields] if obj else fields

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> models.Model | None:
        """Locks the row while a form is being saved, so that two people save one after another."""
        found: models.Model | None = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            if not self.model._default_manager.select_for_update().filter(pk=found.pk):
                return None
            found.refresh_from_db()
        return found

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def parts_of(self, obj: models.Model) -> list[Any]:
        """The rows that `obj` owns and that are edited with it."""
        return []

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        if isinstance(form, OpenedForm) and form.is_conflict:
            stored = self.model._default_manager.get(pk=form.instance.pk)
            typed = [
                inline_form.instance
                for inline in context["inline_admin_formsets"]
                for inline_form in inline.formset.forms
                if inline_form.instance.pk or inline_form.has_changed()
            ]
            context["conflict"] = changes(
                snapshot(stored, self.parts_of(stored), self.part, form.fields),
                snapshot(form.instance, typed, self.part, form.fields),
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what and when, field by field; falls back on the desk's own log where no history is kept."""
        # Before it is looked for, so that what is there and what is not get the same answer.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {obj}",
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": obj,
            "opts": self.opts,
            "entries": self.story_of(obj).entries(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/story.html", context)

    def story_of(self, obj: Any) -> Story:
        """The records of a row and of the rows it owns."""
        return Story(list(obj.history.select_related("history_user").order_by("history_date", "history_id")))


class ReadOnlyAdmin(DeskAdmin):
    """A page on which nothing can be changed, whoever looks."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Category)
class CategoryAdmin(DeskAdmin):
    form = CategoryForm
    list_display = ("name", "slug", "order", "service_count")
    search_fields = ("name", "slug")
    ordering = ("order", "slug")
    name_fields = ("slug",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(services_in_it=rows_of(Service, "category"))

    @admin.display(description="services", ordering="services_in_it")
    def service_count(self, category: Any) -> int:
        return int(category.services_in_it)


@admin.register(Service)
class ServiceAdmin(DeskAdmin):
    form = ServiceForm
    list_display = ("name", "short_name", "category", "order", "note_count", "fact_count", "question_count")
    list_select_related = ("category",)
    list_filter = ("category",)
    search_fields = ("name", "short_name", "slug", "aliases")
    autocomplete_fields = ("category",)
    name_fields = ("slug",)

    def get_queryset(self, request: HttpRequest) -> Any:
        counts = {
            f"{name}_in_it": rows_of(Service._meta.get_field(name).related_model, "service")  # type: ignore[union-attr,arg-type]
            for name in ("notes", "facts", "questions")
        }
        return super().get_queryset(request).annotate(**counts)

    def save_model(self, request: HttpRequest, obj: Service, form: "ModelForm[Any]", change: bool) -> None:
        save_service(obj)

    @admin.display(description="notes", ordering="notes_in_it")
    def note_count(self, service: Any) -> int:
        return int(service.notes_in_it)

    @admin.display(description="facts", ordering="facts_in_it")
    def fact_count(self, service: Any) -> int:
        return int(service.facts_in_it)

    @admin.display(description="questions", ordering="questions_in_it")
    def question_count(self, service: Any) -> int:
        return int(service.questions_in_it)


@admin.register(Diagram)
class DiagramAdmin(DeskAdmin):
    form = DiagramForm
    list_display = ("name", "service")
    list_select_related = ("service",)
    list_filter = ("service",)
    search_fields = ("name", "service__name")
    autocomplete_fields = ("service",)
    name_fields = ("service", "name")

    def save_model(self, request: HttpRequest, obj: Diagram, form: "ModelForm[Any]", change: bool) -> None:
        """Saves the picture, and renders the notes that show it anew, because they state its size."""
        super().save_model(request, obj, form, change)
        for note in Note.objects.select_related("service").filter(service=obj.service, body__contains=obj.name):
            save_note(note)
