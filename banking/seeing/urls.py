"""Where Prometheus asks how refreshes go."""

from django.urls import path

from banking.seeing import metrics

app_name = "metrics"
urlpatterns = [path("", metrics.collected, name="collected")]
