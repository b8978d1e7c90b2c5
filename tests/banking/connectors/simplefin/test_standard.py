"""What the registry offers for SimpleFIN."""

from django.utils.translation import gettext, override

from banking.connectors import standard_of, ways_in
from banking.standard import Each, Limit


def test_a_link_comes_about_by_a_form() -> None:
    assert ways_in("simplefin") == {"form"}


def test_the_budget_is_a_days_of_each_link() -> None:
    limit = Limit(requests=24, window_s=86_400, each=Each.LINK)

    assert standard_of("simplefin").limits == (limit,)


def test_the_form_asks_for_one_secret_in_her_language() -> None:
    form = standard_of("simplefin").form
    assert form is not None
    [field] = form.fields

    with override("es"):
        assert (field.name, field.is_secret) == ("setup_token", True)
        assert gettext(field.label) == "Clave de conexión"
        assert gettext(field.hint) != field.hint
