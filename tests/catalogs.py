"""The catalogues of translations: ``python -m tests.catalogs`` brings them up to date.

What is to be translated is read from the code and the templates; what is gone leaves, what is new
comes in empty. Each app has its own, in ``<app>/locale/<language>/LC_MESSAGES/``.
"""

import ast
import io
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

# Read before Django's settings are: they are the tests', whatever the shell has set.
from tests import environment  # noqa: F401

ROOT = Path(__file__).parent.parent
APPS = ("assistant", "consent", "banking")
LANGUAGES = ("es",)
_WIDTH = 99
_SINCE = datetime(2026, 11, 21, tzinfo=UTC)
_KEYWORDS: Mapping[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def wanted(app: str) -> Catalog:
    """Every text of an app that is to be translated, without a translation."""
    catalog = Catalog(charset="utf-8")
    for path in sorted((ROOT / app).rglob("*")):
        if source := _source(path):
            where = str(path.relative_to(ROOT))
            read = io.BytesIO(source.encode())
            for _, text, comments, context in extract(
                "python", read, _keywords(path), comment_tags=["Translators:"]
            ):
                catalog.add(text, None, [(where, 1)], auto_comments=comments, context=context)
    return catalog


def _keywords(path: Path) -> Mapping[str, Any]:
    """The functions that take texts, under the names that the module imports them by too."""
    if path.suffix != ".py":
        return _KEYWORDS
    renamed = {
        name.asname: _KEYWORDS[name.name]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname and name.name in _KEYWORDS
    }
    return {**_KEYWORDS, **renamed}


def _source(path: Path) -> str:
    """The file as Python for the reader of messages; nothing if it holds none."""
    if path.suffix == ".py":
        return path.read_text()
    if path.suffix in {".html", ".txt"} and "templates" in path.parts:
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        return "\n".join(line.strip() for line in lines)
    return ""


def kept(app: str, language: str) -> Catalog:
    """The catalogue on disk."""
    with place(app, language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """What the running server reads."""
    written = io.BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def missing(catalog: Catalog, texts: Catalog) -> Iterator[str]:
    """The texts that the catalogue does not translate."""
    for message in texts:
        if message.id:
            found = catalog.get(message.id, message.context)
            if found is None or not _is_translated(found):
                yield str(message.id)


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(forms) and all(forms) and not message.fuzzy


def place(app: str, language: str) -> Path:
    return ROOT / app / "locale" / language / "LC_MESSAGES" / "django.po"


def update(app: str, language: str) -> list[str]:
    """Writes the catalogue and its compiled form; the texts it does not translate yet."""
    path = place(app, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = kept(app, language) if path.exists() else _new(language)
    texts = wanted(app)
    catalog.update(texts, no_fuzzy_matching=True)
    # Moments in a file that is written anew would make it differ each time.
    catalog.creation_date = catalog.revision_date = _SINCE
    catalog.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalog, width=_WIDTH, sort_by_file=True, include_lineno=False)
    path.with_suffix(".mo").write_bytes(compiled(kept(app, language)))
    return list(missing(catalog, texts))


def _new(language: str) -> Catalog:
    return Catalog(
        locale=language,
        charset="utf-8",
        fuzzy=False,
        project="Sayso",
        version="1",
        header_comment="# Sayso's texts; `python -m tests.catalogs` keeps this file up to date.",
        copyright_holder="Sayso",
        msgid_bugs_address="the issues of this repository",
        last_translator="Sayso",
        language_team="Sayso",
    )


def main() -> int:
    django.setup()
    untranslated = [
        f"{app}/{language}: {text}"
        for app in APPS
        for language in LANGUAGES
        for text in update(app, language)
    ]
    print("\n".join(untranslated) or "Everything is translated.")
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
