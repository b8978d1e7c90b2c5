"""The parts of Alexa's request envelope that we read.

Source: ASK "Request and Response JSON Reference" and ask-sdk-model 1.82.0. Amazon may add
properties and types at any time: what is not named here is not looked at, nothing is required.
"""

from datetime import datetime

import msgspec


class Application(msgspec.Struct, rename="camel"):
    application_id: str | None = None


class User(msgspec.Struct, rename="camel"):
    user_id: str | None = None
    access_token: str | None = None


class Person(msgspec.Struct, rename="camel"):
    """There only if the voice was recognised."""

    person_id: str | None = None


class Device(msgspec.Struct, rename="camel"):
    supported_interfaces: dict[str, object] | None = None


class System(msgspec.Struct):
    application: Application | None = None
    user: User | None = None
    person: Person | None = None
    device: Device | None = None


class Context(msgspec.Struct):
    system: System | None = msgspec.field(name="System", default=None)


class Session(msgspec.Struct, rename="camel"):
    """Absent from events and other requests outside a conversation."""

    session_id: str | None = None
    application: Application | None = None
    user: User | None = None
    attributes: dict[str, object] | None = None


class Entity(msgspec.Struct):
    name: str | None = None
    id: str | None = None


class Match(msgspec.Struct):
    value: Entity | None = None


class Status(msgspec.Struct):
    code: str | None = None


class Authority(msgspec.Struct):
    """One source of values asked what was meant: the skill's own, or the customer's."""

    authority: str | None = None
    status: Status | None = None
    values: list[Match] | None = None


class Resolutions(msgspec.Struct, rename="camel"):
    resolutions_per_authority: list[Authority] | None = None


class SlotValue(msgspec.Struct):
    """``Simple`` has a value, ``List`` has values that are simple."""

    value: str | None = None
    resolutions: Resolutions | None = None
    values: list["SlotValue"] | None = None


class Slot(msgspec.Struct, rename="camel"):
    value: str | None = None
    resolutions: Resolutions | None = None
    slot_value: SlotValue | None = None


class Intent(msgspec.Struct):
    name: str | None = None
    slots: dict[str, Slot | None] | None = None


class Body(msgspec.Struct, rename="camel"):
    """Of an event: a new link's token, if that is what it tells of."""

    access_token: str | None = None


class Request(msgspec.Struct, rename="camel"):
    type: str | None = None
    request_id: str | None = None
    timestamp: datetime | None = None
    locale: str | None = None
    intent: Intent | None = None
    # Of events; whatever it is, it must not keep one from being heard.
    event_creation_time: object = None
    body: Body | None = None


class Envelope(msgspec.Struct):
    request: Request
    session: Session | None = None
    context: Context | None = None

    @property
    def system(self) -> System | None:
        return self.context.system if self.context else None


read = msgspec.json.Decoder(Envelope).decode
