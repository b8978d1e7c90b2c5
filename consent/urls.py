"""The customer's pages."""

from django.urls import path

from consent import views

app_name = "consent"
urlpatterns = [
    path("", views.consents, name="list"),
    path("<slug:public_id>/disconnect/", views.disconnect, name="disconnect"),
]
