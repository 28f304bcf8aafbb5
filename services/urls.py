"""Addresses of the services app, below /library/."""

from django.urls import path

from services import views

app_name = "services"

urlpatterns = [
    path("facts/<slug:key>/", views.fact, name="fact"),
    path("<slug:slug>/", views.service_detail, name="service_detail"),
    path("<slug:slug>/facts/<slug:key>/", views.fact_source, name="fact_source"),
    path("<slug:slug>/diagrams/<str:name>", views.diagram, name="diagram"),
]
