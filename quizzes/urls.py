"""Addresses of the quizzes app, below /practise/."""

from django.urls import path

from quizzes import views

app_name = "quizzes"

urlpatterns = [
    path("", views.practice, name="practice"),
    path("review/", views.review, name="review"),
    # One sitting
    path("<slug:slug>/", views.attempt_resume, name="attempt_resume"),
    path("<slug:slug>/end/", views.attempt_end, name="attempt_end"),
    path("<slug:slug>/results/", views.attempt_results, name="attempt_results"),
    path("<slug:slug>/redo/", views.attempt_redo, name="attempt_redo"),
    # One question of it
    path("<slug:slug>/<int:position>/", views.attempt_item, name="attempt_item"),
    path("<slug:slug>/<int:position>/flag/", views.flag_item, name="flag_item"),
    path("<slug:slug>/<int:position>/report/", views.report_item, name="report_item"),
]
