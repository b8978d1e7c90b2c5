"""The eyes that look at every page: they see what is wrong with one."""

import pytest

from tests.browser.conftest import LOOKS, OpenPage
from tests.browser.looks import Looks

pytestmark = pytest.mark.browser

_BAD = """
<!DOCTYPE html>
<html><title>Bad</title><body>
  <p style="color: #bbb; background: #fff">Too faint</p>
  <p style="width: 2000px">Too wide</p>
  <button style="width: 20px; height: 20px; padding: 0">x</button>
  <script>console.error("An error of the page's")</script>
</body></html>
"""


def test_they_see_what_is_wrong(open_page: OpenPage) -> None:
    looks = Looks()
    page = looks.watch(open_page("/accounts/login/").context)
    page.set_content(_BAD)
    looks.at(page, "bad")
    assert [(look.width, look.scheme) for look in looks.seen] == LOOKS
    for look in looks.seen:
        rules = {finding.split(" at ")[0] for finding in look.accessibility}
        assert {"color-contrast", "html-has-lang", "landmark-one-main"} <= rules
        assert look.wide
        assert [small.split()[0] for small in look.small] == ["20x20"]
    assert looks.complaints == ["about:blank: An error of the page's"]
