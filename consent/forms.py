"""The forms on which a customer chooses; on the first, nothing is chosen beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from consent.operations import DURATIONS, Choice
from consent.privacy import Amounts, AsksCode, Privacy
from consent.scopes import NAMES_MERCHANTS, Scope

DURATION_LABELS = {
    1: _("24 hours"),
    30: _("30 days"),
    90: _("90 days"),
    365: _("One year, the longest there is"),
}
# Where nothing is spoken, no voice can be told from another.
_WRITTEN = {"messenger", "mcp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What can be chosen: scopes, accounts with their labels by ref, and how it is told."""

    scopes: tuple[Scope, ...]
    accounts: Mapping[str, str]
    platform: str
    has_voice_code: bool


class ConsentForm(forms.Form):
    """Kinds of fact, accounts, days, and how loudly it is told."""

    scopes = forms.MultipleChoiceField(
        label=_("What may it tell you?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind of fact.")},
    )
    accounts = forms.MultipleChoiceField(
        label=_("About which accounts?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one account.")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long?"),
        widget=forms.RadioSelect,
        coerce=int,
        empty_value=None,
        choices=[(days, DURATION_LABELS[days]) for days in DURATIONS],
        error_messages={"required": _("Choose for how long.")},
    )
    amounts = forms.ChoiceField(
        label=_("How may it tell amounts?"),
        widget=forms.RadioSelect,
        choices=Amounts.choices,
        error_messages={"required": _("Choose how amounts are told.")},
    )
    asks_code = forms.ChoiceField(
        label=_("When must it ask for your voice code?"),
        widget=forms.RadioSelect,
        choices=AsksCode.choices,
        error_messages={"required": _("Choose when it asks for your voice code.")},
    )
    says_merchants = forms.BooleanField(label=_("It may say the names of shops"), required=False)
    only_my_voice = forms.BooleanField(
        label=_("It answers only when it knows my voice"), required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        offer: Offer,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.offer = offer
        self._choices("scopes", [(scope.value, str(scope.label)) for scope in offer.scopes])
        self._choices("accounts", offer.accounts.items())
        if not NAMES_MERCHANTS & set(offer.scopes):
            del self.fields["says_merchants"]
        if offer.platform in _WRITTEN:
            del self.fields["only_my_voice"]

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asks = cleaned.get("asks_code", AsksCode.NEVER)
        if asks != AsksCode.NEVER and not self.offer.has_voice_code:
            problem = _("You have no voice code yet. Set one first, or choose \u201cNever\u201d.")
            self.add_error("asks_code", problem)
        return cleaned

    def scope_options(self) -> list[tuple[forms.boundfield.BoundWidget, str]]:
        """Each kind of fact with an example of what could be heard."""
        return [
            (option, scope.example)
            for option, scope in zip(self["scopes"], self.offer.scopes, strict=True)
        ]

    def switches(self) -> list[forms.BoundField]:
        """What is on or off."""
        return [self[name] for name in ("says_merchants", "only_my_voice") if name in self.fields]

    def privacy(self) -> Privacy:
        """How loudly, on a valid form."""
        chosen = {**self.initial, **self.cleaned_data}
        return Privacy(
            amounts=Amounts(chosen["amounts"]),
            says_merchants=chosen.get("says_merchants", False),
            only_my_voice=chosen.get("only_my_voice", False),
            asks_code=AsksCode(chosen["asks_code"]),
        )

    def choice(self) -> Choice:
        """What was chosen, on a valid form."""
        return Choice(
            scopes=frozenset(Scope(name) for name in self.cleaned_data["scopes"]),
            accounts={ref: self.offer.accounts[ref] for ref in self.cleaned_data["accounts"]},
            days=self.cleaned_data["days"],
            privacy=self.privacy(),
        )

    def chosen(self) -> list[tuple[str, str]]:
        """The same as fields of a form, to be posted again; on a valid form."""
        fields = []
        for name, value in self.cleaned_data.items():
            if isinstance(value, list):
                fields += [(name, each) for each in value]
            elif value not in (None, False):
                fields.append((name, "on" if value is True else str(value)))
        return fields


class ChangeForm(ConsentForm):
    """The same for a consent that is there: what it has is chosen, and it may keep its end."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        offer: Offer,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, offer=offer, initial=initial)
        self.fields["days"].required = False
        days = [(str(days), str(DURATION_LABELS[days])) for days in DURATIONS]
        self._choices("days", [("", str(_("Keep the end it has"))), *days])
