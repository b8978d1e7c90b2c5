"""The customer's pages."""

from django.urls import path

from consent.views import consents

app_name = "consent"
urlpatterns = [
    path("", consents.consents, name="list"),
    path("<slug:public_id>/disconnect/", consents.disconnect, name="disconnect"),
]
