"""The study material of this repository itself."""

from django.conf import settings
from django.utils import timezone

from quizzes.lint import check_content


def test_content_breaks_no_rule():
    assert [str(fault) for fault in check_content(settings.CONTENT_DIR, timezone.localdate()).faults] == []
