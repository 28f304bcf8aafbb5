"""Groups and their members."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from groups import actions
from groups.models import Membership, StudyGroup, group_slug
from tests.factories.accounts import UserFactory


class StudyGroupFactory(DjangoModelFactory):
    """A group without members; `services=[…]` are what it studies."""

    class Meta:
        model = StudyGroup
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Team {n}")
    slug = factory.LazyAttribute(lambda group: group_slug(group.name))
    time_zone = "Europe/Berlin"

    @factory.post_generation
    def services(self, create, extracted, **kwargs):
        if create and extracted:
            self.services.set(extracted)


class MembershipFactory(DjangoModelFactory):
    """A member ranked by name, with their standing, as joining makes one."""

    class Meta:
        model = Membership

    group = factory.SubFactory(StudyGroupFactory)
    user = factory.SubFactory(UserFactory)
    role = Membership.Role.MEMBER
    visibility = Membership.Visibility.NAME
    shown_name = ""
    now = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return actions.add_member(**kwargs)
