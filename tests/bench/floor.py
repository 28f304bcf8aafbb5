"""The floor that speed is measured against: the least that Django views could do for the same four pages.

Served by the same server, database, settings and middleware as the product, under addresses that only the benchmark mounts.
"""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

TABLES = (
    "CREATE TABLE floor_answer (user_id bigint NOT NULL, question_id bigint NOT NULL, chosen varchar(6), correct int)",
    "CREATE TABLE floor_score (user_id bigint PRIMARY KEY, score int NOT NULL)",
    "CREATE INDEX floor_score_top ON floor_score (score DESC)",
)
PAGE = (
    "<!doctype html><html lang=en><title>Question</title><h1>Question</h1><div>{{ stem|safe }}</div>"
    "<form method=post><input type=hidden name=csrfmiddlewaretoken value={{ csrf_token }}>"
    "{% for option in options %}<label><input type=radio name=chosen value={{ option.key }}> {{ option.html|safe }}</label>"
    "{% endfor %}<button>Check</button></form>"
)


def one(statement: str, *values: object) -> tuple[object, ...]:
    """Runs one SELECT for one row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def question(request: HttpRequest) -> HttpResponse:
    """Session, user, one SELECT, a small page with a form."""
    assert request.user.is_authenticated
    stem, options = one("SELECT stem_html, options FROM quizzes_questionversion WHERE id = %s", request.GET["id"])
    if isinstance(options, str):
        import json

        options = json.loads(options)
    template = engines["django"].from_string(PAGE)
    return HttpResponse(template.render({"stem": stem, "options": options}, request))


def answer(request: HttpRequest) -> HttpResponse:
    """Session, CSRF, one read, one insert, one update, a hundred bytes back."""
    user = request.user.pk
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT stem_html, options FROM quizzes_questionversion WHERE id = %s", [request.POST["id"]])
        row = cursor.fetchone()
        is_correct = int(f'"key": "{request.POST["chosen"]}"' in str(row[1]))
        cursor.execute(
            "INSERT INTO floor_answer (user_id, question_id, chosen, correct) VALUES (%s, %s, %s, %s)",
            [user, request.POST["id"], request.POST["chosen"], is_correct],
        )
        cursor.execute("UPDATE floor_score SET score = score + %s WHERE user_id = %s", [is_correct, user])
    return HttpResponse(
        f"<p>{'Correct' if is_correct else 'Incorrect'}. Your answer has been stored. <a href=/>Next</a></p>"
    )


def board(request: HttpRequest) -> HttpResponse:
    """Session, user, the fifty best of a stored score."""
    assert request.user.is_authenticated
    with connection.cursor() as cursor:
        cursor.execute("SELECT user_id, score FROM floor_score ORDER BY score DESC LIMIT 50")
        rows = "".join(f"<tr><td>{user}<td>{score}" for user, score in cursor.fetchall())
    return HttpResponse(f"<!doctype html><title>Board</title><table>{rows}</table>")


urlpatterns = [
    path("floor/question/", question),
    path("floor/answer/", answer),
    path("floor/board/", board),
]
