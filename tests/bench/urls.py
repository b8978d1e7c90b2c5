"""The site's addresses, and beside Alexa's endpoint the two views it is measured against."""

from django.urls import include, path

from tests.bench import views

# Under the platforms' prefix, so that they take the same way through the middleware.
urlpatterns = [
    path("platforms/constant/", views.constant),
    path("platforms/bare/", views.bare),
    path("", include("assistant.urls")),
]
