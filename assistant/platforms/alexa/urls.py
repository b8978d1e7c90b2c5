"""Where Alexa calls."""

from django.urls import path

from assistant.platforms.alexa import views

app_name = "alexa"
urlpatterns = [path("", views.turn, name="turn")]
