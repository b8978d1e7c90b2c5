"""Databases for programs that bring their own: empty ones, gone afterwards."""

import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg


@contextmanager
def empty(url: str, folder: Path, purpose: str) -> Iterator[str]:
    """The address of an empty database: a file in the folder, or a new one on that PostgreSQL."""
    if not url:
        yield f"sqlite:///{folder / purpose}.sqlite3"
        return
    # One process may want several at once.
    server, name = url.rpartition("/")[0], f"sayso_{purpose}_{secrets.token_hex(6)}"
    _command(server, f"CREATE DATABASE {name}")
    try:
        yield f"{server}/{name}"
    finally:
        _command(server, f"DROP DATABASE {name} WITH (FORCE)")


def _command(server: str, command: LiteralString) -> None:
    # The address's own database need not be there, and a server may be killed meanwhile.
    with closing(psycopg.connect(f"{server}/postgres", autocommit=True)) as connection:
        connection.execute(command)
