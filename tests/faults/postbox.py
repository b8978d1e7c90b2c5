"""A mail server that writes each mail to a file and then takes its time to say so."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

# Long enough that a kill at random mostly falls between sending and settling.
SILENCE_S = 0.02


class Postbox(BaseEmailBackend):
    def send_messages(self, messages: Sequence[Any]) -> int:
        with Path(os.environ["SAYSO_TEST_POSTBOX"]).open("a") as box:
            for message in messages:
                box.write(f"{message.message()['Message-ID']}\n")
                box.flush()
                os.fsync(box.fileno())
        time.sleep(SILENCE_S)
        return len(messages)
