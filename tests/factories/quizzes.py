"""The question bank."""

import factory
from factory.django import DjangoModelFactory

from quizzes.actions import publish_question
from quizzes.models import Blueprint, ConfusionPair, Option, ProblemReport, Question
from tests.factories.accounts import UserFactory
from tests.factories.services import FactFactory, ServiceFactory

DOMAINS = {1: ("Secure", 3), 2: ("Resilient", 2), 3: ("High-performing", 5), 4: ("Cost-optimized", 4)}


class BlueprintFactory(DjangoModelFactory):
    """The exam, with the task statements 1.1–1.3, 2.1–2.2, 3.1–3.5 and 4.1–4.4."""

    class Meta:
        model = Blueprint
        django_get_or_create = ("code", "version")

    code = "SAA-C03"
    version = "2024-01-01"
    title = "AWS Certified Solutions Architect – Associate"
    data = factory.LazyFunction(
        lambda: {
            "questions": 65,
            "minutes": 130,
            "domains": [
                {
                    "number": number,
                    "name": name,
                    "weight": 25,
                    "tasks": [{"id": f"{number}.{task}", "summary": "Design"} for task in range(1, tasks + 1)],
                }
                for number, (name, tasks) in DOMAINS.items()
            ],
        }
    )


class ConfusionPairFactory(DjangoModelFactory):
    class Meta:
        model = ConfusionPair

    slug = factory.Sequence(lambda n: f"pair-{n}")
    first = factory.Sequence(lambda n: f"First {n}")
    second = factory.Sequence(lambda n: f"Second {n}")


class OptionFactory(DjangoModelFactory):
    class Meta:
        model = Option

    question = factory.SubFactory("tests.factories.quizzes.QuestionFactory", with_options=False)
    key = "a"
    text = factory.LazyAttribute(lambda option: f"Use the design called {option.key}")
    rationale = factory.LazyAttribute(lambda option: f"This says why the design called {option.key} is as it is.")


class QuestionFactory(DjangoModelFactory):
    """A question fit to be published: four options, `a` is right.

    `multiple=True` has five options, `a` and `b` right; `published=True` is published as version 1;
    `with_options=False` has none.
    """

    class Meta:
        model = Question
        skip_postgeneration_save = True

    class Params:
        multiple = factory.Trait(
            kind=Question.Kind.MULTIPLE,
            stem="Which two designs meet the need of this company at the lowest cost?",
        )

    service = factory.SubFactory(ServiceFactory)
    fact = factory.SubFactory(FactFactory, service=factory.SelfAttribute("..service"))
    # From 500 on, so that a test may write down rds-q001 itself.
    key = factory.LazyAttributeSequence(lambda question, n: f"{question.service.slug}-q{n + 500}")
    kind = Question.Kind.SINGLE
    style = Question.Style.SCENARIO
    domain = Question.Domain.RESILIENT
    task = "2.2"
    stem = "Which design meets the need of this company at the lowest cost?"

    @factory.post_generation
    def with_options(self, create, extracted, **kwargs):
        if not create or extracted is False:
            return
        is_multiple = self.kind == Question.Kind.MULTIPLE
        right = "ab" if is_multiple else "a"
        for key in "abcde" if is_multiple else "abcd":
            is_key = key in right
            OptionFactory(question=self, key=key, is_key=is_key, fact=self.fact if is_key else None)

    @factory.post_generation
    def published(self, create, extracted, **kwargs):
        if create and extracted:
            publish_question(question=self, by=None, reviewed_by="pack")


class ProblemReportFactory(DjangoModelFactory):
    """A report by some learner about the live version of a published question."""

    class Meta:
        model = ProblemReport

    class Params:
        question = factory.SubFactory(QuestionFactory, published=True)

    user = factory.SubFactory(UserFactory)
    version = factory.LazyAttribute(lambda report: report.question.current)
    reason = ProblemReport.Reason.OUTDATED
    text = "This changed last year."
