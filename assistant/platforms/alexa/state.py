"""What a conversation carries in Alexa's session attributes, bounded both ways."""

from collections.abc import Mapping

import msgspec

LIMIT_BYTES = 4096


def kept(attributes: Mapping[str, object]) -> dict[str, str]:
    """The texts among them, in order, as long as they fit."""
    state: dict[str, str] = {}
    size = 0
    for key, value in attributes.items():
        if not isinstance(value, str):
            continue
        size += len(msgspec.json.encode((key, value)))
        if size > LIMIT_BYTES:
            break
        state[key] = value
    return state
