"""What is studied."""

import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from services.models import Category, Diagram, Fact, Note, Service

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200"><rect width="400" height="200"/></svg>'


class CategoryFactory(DjangoModelFactory):
    """The shelf of relational databases; another `slug` makes another shelf."""

    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    slug = "relational"
    name = factory.LazyAttribute(lambda category: category.slug.capitalize())
    short_name = factory.SelfAttribute("name")


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    slug = factory.Sequence(lambda n: f"svc{n}")
    name = factory.LazyAttribute(lambda service: f"Amazon {service.slug.upper()}")
    short_name = factory.LazyAttribute(lambda service: service.slug.upper())
    category = factory.SubFactory(CategoryFactory)
    order = factory.Sequence(lambda n: n)
    summary = "Managed databases on the engines you know."


class NoteFactory(DjangoModelFactory):
    class Meta:
        model = Note

    service = factory.SubFactory(ServiceFactory)
    slug = factory.Sequence(lambda n: f"topic-{n}")
    title = factory.LazyAttribute(lambda note: note.slug.replace("-", " ").capitalize())
    order = factory.Sequence(lambda n: n)
    summary = "One idea at a time."
    tasks = factory.LazyFunction(lambda: ["2.2"])
    body = "A paragraph that states no fact.\n"
    html = "<p>A paragraph that states no fact.</p>\n"


class FactFactory(DjangoModelFactory):
    """A sourced fact, checked today."""

    class Meta:
        model = Fact

    service = factory.SubFactory(ServiceFactory)
    # From 500 on, so that a test may write down rds-001 itself.
    key = factory.LazyAttributeSequence(lambda fact, n: f"{fact.service.slug}-{n + 500}")
    statement = "A read replica is copied asynchronously, so reads from it can lag behind."
    sources = factory.LazyFunction(lambda: ["https://docs.aws.amazon.com/rds/"])
    checked_on = factory.LazyFunction(timezone.localdate)
    expires_on = factory.LazyAttribute(lambda fact: fact.checked_on + dt.timedelta(days=120))
    confidence = Fact.Confidence.HIGH


class DiagramFactory(DjangoModelFactory):
    class Meta:
        model = Diagram

    service = factory.SubFactory(ServiceFactory)
    name = factory.Sequence(lambda n: f"picture-{n}.svg")
    svg = SVG
    source = "digraph { a -> b }"
