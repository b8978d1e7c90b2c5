"""The form above what was released: which assistant, account and days."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.history.released import Filters

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


class Day(forms.DateField):
    """A day that the browser's own calendar can pick."""

    def __init__(self, **more: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], **more)

    def clean(self, value: Any) -> date | None:  # noqa: ANN401 - Django's signature
        """Only days that can be counted with."""
        day = cast("date | None", super().clean(value))
        if day and not _EARLIEST <= day <= _LATEST:
            raise forms.ValidationError(_("Choose a day of this century."))
        return day


class FilterForm(forms.Form):
    """Read from the address; offers what she herself has."""

    assistant = forms.ChoiceField(label=_("Assistant"), required=False)
    account = forms.ChoiceField(label=_("Account"), required=False)
    since = Day(label=_("From"))
    until = Day(label=_("To"))
    consent = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        asked: Any,  # noqa: ANN401 - the request's query
        *,
        assistants: list[tuple[str, str]],
        accounts: dict[str, str],
    ) -> None:
        super().__init__(asked, label_suffix="")
        for name, offered, every in (
            ("assistant", assistants, _("All assistants")),
            ("account", list(accounts.items()), _("All accounts")),
        ):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = [("", every), *offered]

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        asked: dict[str, Any] = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return asked

    def filters(self) -> Filters:
        """What was asked for, once it is valid."""
        return Filters(**self.cleaned_data)
