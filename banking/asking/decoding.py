"""A bank's JSON as the entities of its standard, each amount as the digits that were sent."""

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from banking.connector import Unreadable

Entity = TypeVar("Entity")

# msgspec's messages may quote a value; where it stood are field names of ours.
_PLACE = re.compile(r"(?:at `\$|field `)([A-Za-z0-9_.\-\[\]]*)`\Z")


def decoded(raw_body: bytes | msgspec.Raw, entity: type[Entity], *, standard: str) -> Entity:
    """The entity that the JSON holds.

    Raises:
        Unreadable: It holds none; the message tells the field, never the value.

    """
    try:
        return msgspec.json.decode(raw_body, type=entity)
    except msgspec.ValidationError as error:
        place = _PLACE.search(str(error))
        where = place[1].lstrip(".") if place else ""
        name = getattr(entity, "__name__", "entity")
        problem = f"breaks {standard} at {where}" if where else f"is no {standard} {name}"
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        problem = "is no JSON"
    message = f"The bank's answer {problem}"
    raise Unreadable(message)


def joined(fields: Mapping[str, msgspec.Raw], entity: type[Entity], *, standard: str) -> Entity:
    """The entity made of fields that are still JSON.

    Raises:
        Unreadable: They make none.

    """
    return decoded(msgspec.json.encode(fields), entity, standard=standard)
