"""A customer who can sign in, and nothing else."""

import pytest

from banking.models import User
from tests.signin.visitor import PASSWORD


@pytest.fixture
def alice(db: None) -> User:
    """Alice, with a password and the address that her bank knows."""
    user: User = User.objects.create_user("alice", email="alice@mail.test", password=PASSWORD)
    return user


@pytest.fixture
def bob(db: None) -> User:
    """Bob, whom nothing of Alice's concerns."""
    user: User = User.objects.create_user("bob", email="bob@mail.test", password=PASSWORD)
    return user
