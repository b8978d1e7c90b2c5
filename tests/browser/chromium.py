"""Where Chromium is on this machine, and how the tests start it."""

import shutil

_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    # As root, as in a container, it starts only so; what it opens is our own.
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def executable() -> str | None:
    """The program's path, if there is one."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def missing() -> str | None:
    """Why there is no browser, or None if there is."""
    if executable():
        return None
    return f"None of {', '.join(_NAMES)} is installed; on Debian: apt-get install chromium."
