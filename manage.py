#!/usr/bin/env python
"""Django's command line, with the demo's environment where no other is given."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assistant.settings")
    if sys.argv[1:2] == ["demo"]:
        from assistant import env  # noqa: PLC0415 - the demo's settings have to exist first

        env.load(create_demo=True)
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
