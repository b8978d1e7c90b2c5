"""Alexa's custom skills as a web service of ours: proven, read and answered."""

from datetime import datetime

from assistant.platform import Platform, Reply, SignedRequest, Turn, VerifiedBody
from assistant.platforms.alexa import parse, render, verify


class Alexa:
    """The platform as the rest of Sayso sees it."""

    name = "alexa"
    # Alexa gives up after about 8 s (host-a-custom-skill-as-a-web-service); a certificate may take
    # 2 s of that, and the network and the answer itself need the rest.
    wait_s = 4.0

    def verify(self, request: SignedRequest, now: datetime) -> VerifiedBody:
        """Proves that Alexa sent this request, to our skill, just now.

        Raises:
            Unverified: It did not.

        """
        return verify.request(request, now)

    def parse(self, body: VerifiedBody) -> Turn:
        """Reads a request of any type; what we have no use for becomes silence.

        Raises:
            Malformed: It is no JSON of that shape, or has no id.

        """
        return parse.turn(body)

    def render(self, reply: Reply | None, turn: Turn) -> bytes:
        """Words, card and state as Alexa's response of at most 24 KB."""
        return render.response(reply, turn)


PLATFORM: Platform = Alexa()
