"""A program that is told what to do by lines of JSON, and answers each with one."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
_ENDS_WITHIN_S = 10


class BrokeError(Exception):
    """The program did not do it; its own words are the message."""


class Program:
    """A child process that lives as long as the context, and ends when its input does."""

    def __init__(self, *command: str, environment: Mapping[str, str], log: Path) -> None:
        self._log = log
        with log.open("a") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - the tests' own programs
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._process.communicate(timeout=_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def ask(self, do: str, /, **what: Any) -> Any:
        """What it answers.

        Raises:
            BrokeError: It could not, or is no longer there.

        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps({"do": do, **what}) + "\n")
        stdin.flush()
        line = stdout.readline()
        answer = json.loads(line or "{}")
        if "done" not in answer:
            raise BrokeError(answer.get("broke") or self._log.read_text()[-2000:])
        return answer["done"]
