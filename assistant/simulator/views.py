"""Talk to the demo's devices in a browser; these views exist only in the demo."""

import json
import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assistant.simulator import conversation, vendor
from assistant.simulator.conversation import Heard, NoAnswerError, Talk
from assistant.simulator.vendor import DEVICES

_LONGEST = 200


def _device(claimed: str | None) -> str:
    return claimed if claimed in DEVICES else DEVICES[0]


def _to(device: str | None) -> HttpResponse:
    """The room with that device in it; a page to come back to, whatever led there."""
    return redirect(f"{reverse('simulator:room')}?device={_device(device)}")


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """The room with a person's device in it."""
    return _room(request, _device(request.GET.get("device")))


def _room(
    request: HttpRequest, device: str, *, text: str = "", heard: Heard | None = None
) -> HttpResponse:
    now_s = time.time()
    context: dict[str, Any] = {
        "device": device,
        "devices": DEVICES,
        "is_linked": vendor.access_token(device, now_s=now_s) is not None,
        "text": text,
        "heard": heard,
        "has_screen": "screen" in request.POST or heard is None,
    }
    if heard:
        exchange = {"request": heard.request, "response": heard.response}
        context["exchange"] = json.dumps(exchange, indent=2, ensure_ascii=False)
        context["talk"] = _written(heard.talk) if heard.talk else ""
    return render(request, "simulator/room.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Says the text to the device."""
    if request.method == "GET":
        return redirect("simulator:room")
    device, text = _device(request.POST.get("device")), request.POST.get("text", "")[:_LONGEST]
    has_screen = "screen" in request.POST
    try:
        talk = _talk(request.POST.get("talk", ""))
        now = timezone.now()
        heard = conversation.ask(device, text, now=now, talk=talk, has_screen=has_screen)
    except NoAnswerError as error:
        messages.error(request, str(error))
        return _to(device)
    return _room(request, device, text=text, heard=heard)


def _written(talk: Talk) -> str:
    return json.dumps({"session": talk.session_id, "state": dict(talk.state)})


def _talk(text: str) -> Talk | None:
    """The conversation that the page carries, or None where a new one begins."""
    try:
        said = json.loads(text or "{}")
    except json.JSONDecodeError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("state"), dict):
        return None
    state = {str(name): str(value) for name, value in said["state"].items()}
    return Talk(session_id=str(said.get("session", "")), state=state, is_new=False)


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Begins linking, as the vendor's app does when its owner taps the card."""
    return redirect(vendor.linking_url(_device(request.POST.get("device"))))


@require_safe
def linked(request: HttpRequest) -> HttpResponse:
    """Where the bank's side sends the owner back to."""
    state = request.GET.get("state", "")
    try:
        if "code" in request.GET:
            device = vendor.finish_linking(state, request.GET["code"], now_s=time.time())
            messages.success(request, f"{device.title()}'s device is linked. Ask it something.")
        elif request.GET.get("error") == "access_denied":
            messages.info(request, "Nothing was linked, as you wished.")
        else:
            messages.error(request, "The bank's side refused to link the device.")
    except vendor.NotLinkedError as error:
        messages.error(request, str(error))
    return _to(vendor.device_of(state))
