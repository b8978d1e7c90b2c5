#!/usr/bin/env python
"""Django's command line, with the demo's environment where no other is given."""

import os
import sys


def main() -> None:
    """Runs a command; what is missing to do so is said in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistant.settings")
    try:
        from assistant import env  # noqa: PLC0415 - without the libraries even this fails
    except ModuleNotFoundError as error:
        sys.exit(f"{error}; run `make env`, and this with .venv/bin/python.")
    if sys.argv[1:2] == ["demo"]:
        env.load(create_demo=True)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except env.MissingSettingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
