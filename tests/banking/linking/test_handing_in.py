"""She hands in files that her bank gave her."""

import base64
import hashlib
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from banking.linking import documents
from banking.models import Document, Institution, Link, LinkState
from tests.banking.linking.fake import BAD_FILE, GOOD_FILE, FakeBank, institution
from tests.banking.linking.going import page_of, reads
from tests.consent.oauth.linking import Browser, browser
from tests.consent.pages.reading import text
from tests.people import Cast


@pytest.fixture
def moor(db: None, fake: FakeBank) -> Institution:
    """A bank of which she has files."""
    return institution("upload", "Moor Bank")


def hands_in(
    her: Browser, at: Institution, content: bytes = GOOD_FILE, name: str = "May.OFX"
) -> Any:
    return her.post(page_of(at), {"file": SimpleUploadedFile(name, content)})


def test_a_file_makes_a_link_and_is_kept_sealed_until_it_is_read(
    cast: Cast, moor: Institution, asked: list[int]
) -> None:
    alice = browser(cast.alice)
    page = reads(alice, hands_in(alice, moor))
    [link], [document] = Link.objects.filter(institution=moor), Document.objects.all()
    assert (link.customer, document.link, asked) == (cast.alice, link, [link.pk])
    assert document.digest == hashlib.sha256(GOOD_FILE).hexdigest()
    assert base64.b64decode(document.content.reveal()) == GOOD_FILE
    assert "Your bank is linked." in page


def test_another_file_goes_to_the_same_link_and_mends_it(cast: Cast, moor: Institution) -> None:
    alice = browser(cast.alice)
    hands_in(alice, moor)
    Link.objects.filter(institution=moor).update(state=LinkState.NEEDS_CUSTOMER, attempts=2)
    hands_in(alice, moor, GOOD_FILE + b" of June")
    [link] = Link.objects.filter(institution=moor)
    assert (link.state, link.attempts, link.documents.count()) == ("live", 0, 2)


def test_the_same_file_again_is_said_to_be_known(
    cast: Cast, moor: Institution, asked: list[int]
) -> None:
    alice = browser(cast.alice)
    hands_in(alice, moor)
    page = hands_in(alice, moor, name="Copy of May.qfx")
    assert page.status_code == 400
    assert "We have this file already." in text(page)
    assert (Document.objects.count(), len(asked)) == (1, 1)


def test_bob_may_hand_in_the_same_file_of_a_joint_account(cast: Cast, moor: Institution) -> None:
    for who in (cast.alice, cast.bob):
        hands_in(browser(who), moor)
    owners = Document.objects.order_by("pk").values_list("link__customer__username", flat=True)
    assert list(owners) == ["alice", "bob"]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (BAD_FILE, "May.ofx", "We could not read this file. Is it one that your bank gave you?"),
        (GOOD_FILE, "May.exe", "This is another kind of file. We can read: .ofx, .qfx"),
        (b"", "May.ofx", "This file is empty."),
        (b"x" * (documents.LARGEST_BYTES + 1), "May.ofx", "This file is larger than 8 MB."),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(
    cast: Cast, moor: Institution, content: bytes, name: str, told: str
) -> None:
    """Promise P10."""
    page = hands_in(browser(cast.alice), moor, content, name)
    assert page.status_code == 400
    assert told in text(page)
    assert not Link.objects.filter(institution=moor).exists()
    assert not Document.objects.exists()


def test_no_file_at_all_is_said(cast: Cast, moor: Institution) -> None:
    page = browser(cast.alice).post(page_of(moor), {})
    assert (page.status_code, "Choose a file first." in text(page)) == (400, True)


def test_what_is_handed_in_is_never_a_file_on_our_disk() -> None:
    handlers = settings.FILE_UPLOAD_HANDLERS
    assert handlers == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    # Beyond this the handler would leave the file to one that writes it to disk.
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE > documents.LARGEST_BYTES
