"""``manage.py export_skill alexa``: the interaction model to put into a platform's console."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assistant import language
from assistant.language import alexa_model
from assistant.language.vocabulary import LanguageError


class Command(BaseCommand):
    help = "Writes the interaction model of a platform's skill, made from our own sentences."
    # It reads files of ours and nothing else, so it works before a database is there.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("platform", choices=["alexa"])
        parser.add_argument("--locale", default="en-US")
        parser.add_argument("--output", default="-", help="A file, or - for standard output.")
        parser.add_argument(
            "--invocation-name", default="example bank", help="What customers call the bank."
        )

    def handle(self, *, locale: str, output: str, invocation_name: str, **_: object) -> None:
        # A model in other words than its locale's would be worse than none.
        if not language.is_spoken(locale):
            message = f"No language for {locale}; there is {', '.join(sorted(language.codes()))}."
            raise CommandError(message)
        try:
            model = alexa_model.interaction_model(language.of(locale), invocation_name)
        except LanguageError as error:
            raise CommandError(str(error)) from error
        text = json.dumps(model, indent=2, ensure_ascii=False)
        if output == "-":
            self.stdout.write(text)
        else:
            Path(output).write_text(text + "\n", encoding="utf-8")
