"""What git keeps here or would keep, as a checkout has it."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def files() -> tuple[str, ...]:
    """The paths of all files that are tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    # A file that was deleted and not yet committed is still listed.
    return tuple(sorted(name for name in listed.stdout.split("\0") if (ROOT / name).is_file()))


def texts(ending: str = "") -> Iterator[tuple[str, str]]:
    """Each file with its text; bytes that are none become question marks."""
    for name in files():
        if name.endswith(ending):
            yield name, (ROOT / name).read_text(encoding="utf-8", errors="replace")
