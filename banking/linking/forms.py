"""What a customer types or hands in to link a bank."""

from collections.abc import Mapping

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from banking.linking.documents import LARGEST_BYTES
from banking.standard import Form, Upload

# As long as anything that a bank gives a person to type.
_LONGEST = 2000


class TypedForm(forms.Form):
    """The fields of a standard; what was typed into a secret one is never sent back."""

    def __init__(self, asked: Form, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        for each in asked.fields:
            kind = forms.PasswordInput if each.is_secret else forms.TextInput
            self.fields[each.name] = forms.CharField(
                label=gettext(str(each.label)),
                help_text=gettext(str(each.hint)) if each.hint else "",
                max_length=_LONGEST,
                strip=not each.is_secret,
                widget=kind(attrs={"autocomplete": "off", "spellcheck": "false"}),
                error_messages={"required": _("Please fill this in.")},
            )


class FileForm(forms.Form):
    """One file of a kind that the standard reads, and not too large."""

    file = forms.FileField(
        label=_("The file from your bank"),
        max_length=255,
        error_messages={
            "required": _("Choose a file first."),
            "missing": _("Choose a file first."),
            "invalid": _("Choose a file first."),
            "empty": _("This file is empty."),
            "max_length": _("The name of this file is too long."),
        },
    )

    def __init__(self, upload: Upload, request: HttpRequest | None = None) -> None:
        super().__init__(*((request.POST, request.FILES) if request else ()))
        self._suffixes = upload.suffixes
        self.fields["file"].widget.attrs["accept"] = ",".join(upload.suffixes)

    def clean_file(self) -> bytes:
        """The content.

        Raises:
            ValidationError: It is too large, or its name is that of another kind of file.

        """
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(_("This file is larger than 8 MB."))
        if not str(file.name).lower().endswith(self._suffixes):
            raise forms.ValidationError(
                _("This is another kind of file. We can read: %(kinds)s"),
                params={"kinds": ", ".join(self._suffixes)},
            )
        content: bytes = file.read()
        return content
