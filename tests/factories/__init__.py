"""One factory a model, one file an app."""

from tests.factories.accounts import UserFactory
from tests.factories.groups import MembershipFactory, StudyGroupFactory
from tests.factories.quizzes import (
    BlueprintFactory,
    ConfusionPairFactory,
    OptionFactory,
    ProblemReportFactory,
    QuestionFactory,
)
from tests.factories.services import CategoryFactory, DiagramFactory, FactFactory, NoteFactory, ServiceFactory

__all__ = [
    "BlueprintFactory",
    "CategoryFactory",
    "ConfusionPairFactory",
    "DiagramFactory",
    "FactFactory",
    "MembershipFactory",
    "NoteFactory",
    "OptionFactory",
    "ProblemReportFactory",
    "QuestionFactory",
    "ServiceFactory",
    "StudyGroupFactory",
    "UserFactory",
]
