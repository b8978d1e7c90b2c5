"""The app's addresses."""

from django.urls import path, re_path

from consent.api import codes, consents, history, links, problems, schema

app_name = "api"
urlpatterns = [
    path("schema/", schema.Schema.as_view(), name="schema"),
    path("accounts/", links.Accounts.as_view(), name="accounts"),
    path("links/", links.Links.as_view(), name="links"),
    path("links/<slug:public_id>/approve/", links.Approve.as_view(), name="approve"),
    path("links/<slug:public_id>/deny/", links.Deny.as_view(), name="deny"),
    path("consents/", consents.Consents.as_view(), name="consents"),
    path("consents/end-everything/", consents.EndEverything.as_view(), name="end_everything"),
    path("consents/<slug:public_id>/", consents.OneConsent.as_view(), name="consent"),
    path("consents/<slug:public_id>/preview/", consents.Preview.as_view(), name="preview"),
    path("consents/<slug:public_id>/pause/", consents.Pause.as_view(), name="pause"),
    path("consents/<slug:public_id>/resume/", consents.Resume.as_view(), name="resume"),
    path("consents/<slug:public_id>/end/", consents.End.as_view(), name="end"),
    path("disclosures/", history.Disclosures.as_view(), name="disclosures"),
    path("receipts/", history.Receipts.as_view(), name="receipts"),
    path("receipts/<uuid:receipt>/", history.OneReceipt.as_view(), name="receipt"),
    path("voice-code/", codes.VoiceCode.as_view(), name="voice_code"),
    re_path(r"^", problems.unknown, name="unknown"),
]
