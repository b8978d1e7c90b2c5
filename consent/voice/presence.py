"""Who is there in a turn: the voice that is recognised, and the code that was said."""

from datetime import datetime, timedelta

from django.db import transaction

from consent.models import VoicePass
from consent.privacy import Amounts, AsksCode
from consent.queries import Standing
from consent.release import Reason, TurnNote
from consent.voice import attempts, identities
from consent.voice.attempts import Attempt, Readiness

PASS_FOR = timedelta(minutes=5)
_VOICE = "person:"
_SAID = {
    Attempt.RIGHT: None,
    Attempt.WRONG: Reason.CODE_WRONG,
    Attempt.LOCKED: Reason.CODE_LOCKED,
    Attempt.NOT_SET: Reason.CODE_NOT_SET,
}
_UNSAID = {
    Readiness.READY: Reason.CODE_NEEDED,
    Readiness.LOCKED: Reason.CODE_LOCKED,
    Readiness.NOT_SET: Reason.CODE_NOT_SET,
}


class Presence:
    """One turn's customer, as far as her platform tells; its code is tried once at most.

    A question may start again; what was found of the code stays found.
    """

    __slots__ = ("_attempt", "note")

    def __init__(self, note: TurnNote) -> None:
        self.note = note
        self._attempt: Attempt | None = None

    def objection(self, standing: Standing, now: datetime) -> Reason | None:
        """What stands against answering whoever is there; None costs nothing by default."""
        if not standing.only_my_voice:
            return self._code(standing, now, by_pass=True) if _asks_code(standing) else None
        voice = self._voice()
        known = {each for each in standing.identities if each.startswith(_VOICE)}
        if not voice or (known and f"{_VOICE}{voice}" not in known):
            return Reason.VOICE_NOT_RECOGNISED
        return self._known(standing, now) if known else self._first(standing, voice, now)

    def _voice(self) -> str | None:
        said_by = self.note.person
        return identities.person(self.note.platform, said_by) if said_by else None

    def _known(self, standing: Standing, now: datetime) -> Reason | None:
        return self._code(standing, now, by_pass=True) if _asks_code(standing) else None

    def _first(self, standing: Standing, voice: str, now: datetime) -> Reason | None:
        """The first recognised voice becomes hers; if she has a code, only with it."""
        has_code = attempts.readiness(standing.customer) is not Readiness.NOT_SET
        if has_code or _asks_code(standing):
            # Not by a pass: between the code and this turn somebody else may have spoken.
            against = self._code(standing, now, by_pass=False)
            if against:
                return against
        is_hers = identities.learn_voice(standing.head.consent, voice)
        return None if is_hers else Reason.VOICE_NOT_RECOGNISED

    def _code(self, standing: Standing, now: datetime, *, by_pass: bool) -> Reason | None:
        if self._attempt is None and by_pass and self._has_pass(standing, now):
            return None
        if self.note.code is None:
            return _UNSAID[attempts.readiness(standing.customer)]
        if self._attempt is None:
            self._attempt = attempts.attempt(standing.customer, self.note.code, now)
            if self._attempt is Attempt.RIGHT:
                self._let_pass(standing, now)
        return _SAID[self._attempt]

    def _conversation(self) -> str:
        return identities.conversation(self.note.platform, self.note.conversation_id)

    def _has_pass(self, standing: Standing, now: datetime) -> bool:
        passes = VoicePass.objects.filter(consent=standing.head.consent, until__gt=now)
        return passes.filter(conversation=self._conversation()).exists()

    @transaction.atomic
    def _let_pass(self, standing: Standing, now: datetime) -> None:
        """For five minutes this conversation is not asked again; others are."""
        consent = standing.head.consent
        if not self.note.conversation_id or not identities.is_live(consent):
            return
        VoicePass.objects.filter(consent=consent, until__lte=now).delete()
        said_in = self._conversation()
        VoicePass.objects.bulk_create(
            [VoicePass(consent_id=consent, conversation=said_in, until=now + PASS_FOR)],
            update_conflicts=True,
            unique_fields=["consent", "conversation"],
            update_fields=["until"],
        )


def _asks_code(standing: Standing) -> bool:
    """Whether this consent wants the code before an answer: yes or no holds no amount."""
    if standing.asks_code == AsksCode.NEVER:
        return False
    return standing.asks_code == AsksCode.EVERYTHING or standing.manner is not Amounts.YES_NO
