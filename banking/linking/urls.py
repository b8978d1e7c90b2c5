"""The customer's banks; mounted at ``/banks/``."""

from django.urls import path

from banking.linking.views import banks, linking

app_name = "banks"
urlpatterns = [
    path("", banks.banks, name="list"),
    # Without a slash at its end: this is the address that banks have on record.
    path("callback", linking.callback, name="callback"),
    # The server lets a larger body through below this one (assistant/incoming.py).
    path("with/<slug:public_id>/", linking.link, name="link"),
    path("<slug:public_id>/", banks.detail, name="detail"),
    path("<slug:public_id>/refresh/", banks.refresh_now, name="refresh"),
    path("<slug:public_id>/disconnect/", banks.disconnect, name="disconnect"),
]
