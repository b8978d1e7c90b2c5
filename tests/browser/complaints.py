"""What a browser complains of while it shows our pages."""

from playwright.sync_api import ConsoleMessage, Page

_POLICY = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`${event.violatedDirective} forbids ${event.blockedURI}`));
"""


def heard(page: Page, complaints: list[str]) -> None:
    """Notes from now on each error, each warning and each thing that our policy forbids."""

    def hear(said: ConsoleMessage) -> None:
        # A page that says no, such as a form with a mistake in it, is meant to.
        is_refusal = "status of 4" in said.text and said.location["url"] == page.url
        if said.type in ("error", "warning") and not is_refusal:
            complaints.append(f"{page.url}: {said.text}")

    page.add_init_script(_POLICY)
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
