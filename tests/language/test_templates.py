"""Every word of a page or mail can be translated."""

from pathlib import Path

import pytest

from tests.catalogs import ROOT
from tests.language import templates

# The same in every language.
NAMES = {"Sayso", "UTC"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", list(templates.of_customers()), ids=_name)
def test_a_template_has_no_word_of_its_own(path: Path) -> None:
    """Promise P10."""
    assert set(templates.untranslated(path)) - NAMES == set()


def test_templates_of_every_app_are_read() -> None:
    read = {path.relative_to(ROOT).parts[0] for path in templates.of_customers()}
    assert read == {"assistant", "banking", "consent"}


def test_a_word_outside_of_a_translation_is_found_wherever_it_can_be_read(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p title="Hint">{% translate "Yes" %}{# no #}{{ name }}</p>'
        '<img alt="Square" src="a.png"><input placeholder="Name" aria-label="{% translate "A" %}">'
        "<b>Bold{% blocktranslate %}kept{% endblocktranslate %}</b><script>let unread</script>"
    )
    assert templates.untranslated(page) == ["Hint", "Square", "Name", "Bold"]


def test_a_word_outside_of_a_translation_is_found_in_a_mail(tmp_path: Path) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_text('{% load i18n %}{% translate "Hello," %} dear {{ name }}')
    assert templates.untranslated(mail) == ["dear"]
