"""The page on which the demo's devices can be talked to."""

from django.urls import path

from assistant.simulator import views

app_name = "simulator"
urlpatterns = [
    path("", views.room, name="room"),
    path("ask/", views.ask, name="ask"),
    path("link/", views.link, name="link"),
    path("linked/", views.linked, name="linked"),
]
