"""The bank's own sign-in page, where a customer lets the client in."""

from html import escape
from urllib.parse import urlsplit

from banking.sandbox.exchange import HTML_TYPE, Reply

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Sandbox Bank</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; margin: 10vh auto; max-width: 24rem }}
label, input, button {{ display: block; width: 100%; box-sizing: border-box; font: inherit }}
input, button {{ margin: .25rem 0 1rem; padding: .6rem }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""
FORM = """<p>{client} asks to read your accounts and transactions at Sandbox Bank.</p>
{problem}
<form method="post">
<label for="username">User name</label>
<input id="username" name="username" autocomplete="username" required autofocus>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button name="decision" value="allow">Sign in and allow</button>
<button name="decision" value="cancel" formnovalidate>Cancel</button>
</form>"""


def sign_in_page(client_id: str, redirect_uri: str, *, is_wrong: bool = False) -> Reply:
    """Show the form; it posts to its own address, which still carries the client's request."""
    problem = '<p role="alert">User name or password is wrong.</p>' if is_wrong else ""
    content = FORM.format(client=escape(client_id), problem=problem)
    # Browsers hold the redirect after the form to form-action too, so the client's origin is named.
    parts = urlsplit(redirect_uri)
    return page(
        403 if is_wrong else 200, "Sign in", content, f"'self' {parts.scheme}://{parts.netloc}"
    )


def problem_page(sentence: str) -> Reply:
    """Tell the person what is wrong where it would be unsafe to redirect (RFC 6749 4.1.2.1)."""
    return page(400, "This request cannot go on", f"<p>{escape(sentence)}</p>", "'none'")


def page(status: int, title: str, content: str, form_action: str) -> Reply:
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none';"
        f" form-action {form_action}"
    )
    return Reply(
        status=status,
        body=PAGE.format(title=escape(title), content=content).encode(),
        content_type=HTML_TYPE,
        headers=(
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", policy),
            ("Referrer-Policy", "no-referrer"),
        ),
    )
