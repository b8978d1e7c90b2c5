"""Where banks tell us what happened; assistant/shortcut.py spares these the pages' middleware."""

from django.urls import path

from banking.events import hearing

app_name = "bank_events"
urlpatterns = [
    path("<slug:institution>/events", hearing.hear, name="hear"),
    # UK Open Banking's banks append the resource's name to the address that they were given.
    path("<slug:institution>/events/event-notifications", hearing.hear),
]
