"""The form on which a customer chooses; nothing on it is chosen beforehand."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from banking.facts import AccountLabel
from consent.operations import DURATIONS, Choice
from consent.scopes import Scope

_DURATIONS = {
    1: _("24 hours"),
    30: _("30 days"),
    90: _("90 days"),
    365: _("One year, the longest there is"),
}


class ConsentForm(forms.Form):
    """Kinds of fact, accounts and days; or no."""

    scopes = forms.MultipleChoiceField(
        label=_("What may it tell you?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of fact, or say no.")},
    )
    accounts = forms.MultipleChoiceField(
        label=_("About which accounts?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one account, or say no.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        widget=forms.RadioSelect,
        coerce=int,
        choices=[(days, _DURATIONS[days]) for days in DURATIONS],
        error_messages={"required": _("Choose for how long, or say no.")},
    )
    answer = forms.ChoiceField(choices=[("allow", "allow"), ("deny", "deny")])

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        scopes: Iterable[Scope],
        accounts: Iterable[AccountLabel],
    ) -> None:
        super().__init__(data)
        self._labels = {str(label.ref): label.masked for label in accounts}
        self._field("scopes").choices = [(scope.value, scope.label) for scope in scopes]
        self._field("accounts").choices = list(self._labels.items())
        if self.is_denied:
            for name in ("scopes", "accounts", "days"):
                self.fields[name].required = False

    def _field(self, name: str) -> forms.MultipleChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - narrows the type
        return field

    def choices_to_make(self) -> list[forms.BoundField]:
        """What the page asks, in its order."""
        return [self["scopes"], self["accounts"], self["days"]]

    @property
    def is_denied(self) -> bool:
        """Whether the customer said no, whatever else is ticked."""
        return self.data.get("answer") == "deny"

    def choice(self) -> Choice:
        """What was chosen on a valid form that is no refusal."""
        return Choice(
            scopes=frozenset(Scope(name) for name in self.cleaned_data["scopes"]),
            accounts={ref: self._labels[ref] for ref in self.cleaned_data["accounts"]},
            days=self.cleaned_data["days"],
        )
