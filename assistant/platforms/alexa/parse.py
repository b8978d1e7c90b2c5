"""Alexa's request envelope as a turn."""

from collections.abc import Iterator
from datetime import datetime

from assistant.platform import Device, Malformed, Slot, Turn, VerifiedBody
from assistant.platforms.alexa import names, state, wire

SILENCE = "silence"
CAN_FULFILL = "can_fulfill"
LEFT = "left"
JOINED = "joined"
LONGEST_ID = 255
LOCALE = "en-US"  # events have none, and get no words

SCREEN = "Alexa.Presentation.APL"
MATCHED = "ER_SUCCESS_MATCH"
OF_CUSTOMER = "amzn1.er-authority.echo-sdk.dynamic."


def turn(body: VerifiedBody) -> Turn:
    """Reads a proven request.

    Raises:
        Malformed: It is no JSON of that shape, or has no id.

    """
    try:
        envelope = wire.read(body)
    except ValueError as error:
        raise Malformed from error
    request = envelope.request
    session = envelope.session or wire.Session()
    turn_id = _id(request.request_id)
    intent = _intent(request)
    return Turn(
        platform="alexa",
        turn_id=turn_id,
        conversation_id=_id(session.session_id or turn_id),
        unverified_token=_token(envelope),
        locale=request.locale or LOCALE,
        device=_device(envelope),
        intent=intent,
        slots=dict(_slots(request)),
        state=state.kept(session.attributes or {}),
        is_over=request.type not in {"LaunchRequest", "IntentRequest"},
        platform_user=_user(envelope),
        person=_person(envelope),
        happened_at=_happened_at(request) if intent == LEFT else None,
    )


def _id(value: str | None) -> str:
    if not value or len(value) > LONGEST_ID:
        raise Malformed
    return value


def _intent(request: wire.Request) -> str:
    """Types that Amazon adds, and those without a question in them, are heard in silence."""
    match request.type:
        case "LaunchRequest":
            return "launch"
        case "IntentRequest":
            name = request.intent.name if request.intent else None
            return names.ours(name) if name else names.FALLBACK
        case "CanFulfillIntentRequest":
            return CAN_FULFILL
        case "AlexaSkillEvent.SkillDisabled" | "AlexaSkillEvent.SkillAccountUnlinked":
            return LEFT
        case "AlexaSkillEvent.SkillAccountLinked":
            return JOINED
        case _:
            return SILENCE


def _token(envelope: wire.Envelope) -> str | None:
    if envelope.request.body and envelope.request.body.access_token:
        return envelope.request.body.access_token
    for holder in (envelope.system, envelope.session):
        if holder and holder.user and holder.user.access_token:
            return holder.user.access_token
    return None


def _user(envelope: wire.Envelope) -> str | None:
    for holder in (envelope.system, envelope.session):
        if holder and holder.user and holder.user.user_id:
            return holder.user.user_id
    return None


def _person(envelope: wire.Envelope) -> str | None:
    system = envelope.system
    return system.person.person_id if system and system.person else None


def _happened_at(request: wire.Request) -> datetime | None:
    """When it happened; sent again an hour later, an event has another timestamp."""
    try:
        moment = datetime.fromisoformat(str(request.event_creation_time))
    except ValueError:
        return request.timestamp
    return moment if moment.tzinfo else request.timestamp


def _device(envelope: wire.Envelope) -> Device:
    system = envelope.system
    interfaces = system.device.supported_interfaces if system and system.device else None
    return Device.SCREEN if SCREEN in (interfaces or {}) else Device.SPEAKER


def _slots(request: wire.Request) -> Iterator[tuple[str, Slot]]:
    slots = request.intent.slots if request.intent else None
    for name, slot in (slots or {}).items():
        if slot is None:
            continue
        simple = _simple(slot.slot_value)
        said = slot.value or simple.value
        if said:
            value = _resolved(slot.resolutions) or _resolved(simple.resolutions)
            yield name, Slot(said=said, value=value)


def _simple(value: wire.SlotValue | None) -> wire.SlotValue:
    """The value itself or, of several, the first: one question is about one thing."""
    if value is None:
        return wire.SlotValue()
    return value.values[0] if value.values else value


def _resolved(resolutions: wire.Resolutions | None) -> str | None:
    """What was meant: the customer's own names go before the skill's."""
    asked = (resolutions.resolutions_per_authority if resolutions else None) or []
    for authority in sorted(asked, key=lambda asked: not _is_of_customer(asked)):
        if authority.status and authority.status.code == MATCHED and authority.values:
            entity = authority.values[0].value or wire.Entity()
            return entity.id or entity.name
    return None


def _is_of_customer(authority: wire.Authority) -> bool:
    return (authority.authority or "").startswith(OF_CUSTOMER)
