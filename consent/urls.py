"""The customer's pages."""

from django.urls import path

from consent.views import changes, consents, receipts, released, rights, voice_code

app_name = "consent"
urlpatterns = [
    path("", consents.consents, name="list"),
    path("released/", released.listed, name="released"),
    path("released/csv/", released.as_csv, name="released_csv"),
    path("released/json/", released.as_json, name="released_json"),
    path("released/check/", released.check_chain, name="check_chain"),
    path("receipts/<uuid:receipt_id>/", receipts.receipt, name="receipt"),
    path("receipts/<uuid:receipt_id>/json/", receipts.receipt_json, name="receipt_json"),
    path("disconnect-everything/", consents.disconnect_everything, name="disconnect_everything"),
    path("voice-code/", voice_code.voice_code_page, name="voice_code"),
    path("your-data/", rights.your_data, name="your_data"),
    path("your-data/export/", rights.export_ask, name="export"),
    path("your-data/export/<slug:public_id>/", rights.export, name="export"),
    path(
        "your-data/export/<slug:public_id>/download/",
        rights.export_download,
        name="export_download",
    ),
    path("your-data/erase-everything/", rights.erase_everything, name="erase_everything"),
    # The fixed ones stand above: an id could be called like one of them.
    path("<slug:public_id>/", consents.detail, name="detail"),
    path("<slug:public_id>/change/", changes.change, name="change"),
    path("<slug:public_id>/pause/", consents.pause, name="pause"),
    path("<slug:public_id>/resume/", consents.resume, name="resume"),
    path("<slug:public_id>/disconnect/", consents.disconnect, name="disconnect"),
    path("<slug:public_id>/erase/", rights.erase, name="erase"),
]
