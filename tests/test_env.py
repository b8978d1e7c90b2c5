"""The typed readers of the environment, and when a file may fill it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import env
from assistant.env import MissingSettingError

NAME = "SAYSO_PLANTED"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment that says nothing of Sayso, and where the demo's file would be."""
    for name in list(os.environ):
        if name.startswith("SAYSO_"):
            monkeypatch.delenv(name)
    # What a file fills in goes again when the test ends.
    monkeypatch.setattr(os, "environ", os.environ.copy())
    monkeypatch.setattr(env, "DEMO_FILE", tmp_path / ".run" / "demo.env")
    return env.DEMO_FILE


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the variable that the tests read."""
    return lambda value: monkeypatch.setenv(NAME, value)


@pytest.mark.parametrize("reader", [env.text, env.words])
@pytest.mark.parametrize("value", [None, ""])
def test_a_reader_names_the_variable_it_misses(
    bare: Path, monkeypatch: pytest.MonkeyPatch, reader: Callable[[str], object], value: str | None
) -> None:
    """Promise P2."""
    if value is not None:
        monkeypatch.setenv(NAME, value)
    with pytest.raises(MissingSettingError, match=f"{NAME} is not set"):
        reader(NAME)


@pytest.mark.parametrize("value", ["many", "-1", "1.5", "0x10"])
def test_a_whole_number_is_nothing_else(given: Callable[[str], None], value: str) -> None:
    given(value)
    with pytest.raises(MissingSettingError, match=f"{NAME} must be a whole number"):
        env.whole(NAME, 7)


@pytest.mark.parametrize("value", ["true", "1", "on", "maybe"])
def test_a_switch_is_yes_or_no(given: Callable[[str], None], value: str) -> None:
    given(value)
    with pytest.raises(MissingSettingError, match=f"{NAME} must be yes or no, not '{value}'"):
        env.switch(NAME)


def test_what_is_set_wins_over_the_default(given: Callable[[str], None]) -> None:
    given("12")
    assert (env.text(NAME, "a"), env.whole(NAME, 7), env.words(NAME, "a,b")) == ("12", 12, ["12"])


def test_the_defaults_are_used_where_nothing_is_set(bare: Path) -> None:
    assert env.text(NAME, "a") == "a"
    assert env.words(NAME, " a, ,b ,") == ["a", "b"]
    assert env.whole(NAME, 7) == 7
    assert (env.switch(NAME), env.switch(NAME, default=True)) == (False, True)


def test_a_switch_reads_either_case(given: Callable[[str], None]) -> None:
    given("YES")
    assert env.switch(NAME)


def test_the_demos_file_is_written_only_when_asked_for(bare: Path) -> None:
    env.load()
    assert not bare.exists()
    assert "SAYSO_DEMO" not in os.environ


def test_the_demos_file_has_fresh_secrets_for_its_owner_alone(bare: Path) -> None:
    env.load(create_demo=True)

    assert bare.stat().st_mode & 0o777 == 0o600
    assert set(env.DEMO_NAMES) <= set(os.environ)
    assert len(os.environ["SAYSO_SECRET_KEY"]) >= 50


def test_the_demos_file_is_kept_once_it_is_there(bare: Path) -> None:
    env.load(create_demo=True)
    written = bare.read_text()
    for name in env.DEMO_NAMES:
        del os.environ[name]

    env.load(create_demo=True)

    assert bare.read_text() == written


def test_an_older_demos_file_gets_what_it_lacks_and_keeps_the_rest(bare: Path) -> None:
    bare.parent.mkdir(parents=True)
    bare.write_text("SAYSO_DEMO=yes\nSAYSO_SECRET_KEY=an old one")

    env.load(create_demo=True)

    assert os.environ["SAYSO_SECRET_KEY"] == "an old one"
    assert len(env.signing_keys("SAYSO_LEDGER_KEYS")) == 1
    assert bare.read_text().startswith("SAYSO_DEMO=yes\nSAYSO_SECRET_KEY=an old one\nSAYSO_")


SEED = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="  # RFC 8032, section 7.1, test 1


def test_signing_keys_are_a_seed_and_then_seeds_or_public_keys(
    given: Callable[[str], None],
) -> None:
    given(f"{SEED}, public:{SEED},{SEED}")
    assert env.signing_keys(NAME) == [SEED, f"public:{SEED}", SEED]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("short", "base64 of 32 bytes as key 1"),
        (SEED[:-4], "base64 of 32 bytes as key 1"),
        (f"{SEED},{SEED}AAAA", "base64 of 32 bytes as key 2"),
        (f"{SEED},private:{SEED}", "base64 of 32 bytes as key 2"),
        (f"{SEED},\u00e4", "base64 of 32 bytes as key 2"),
        (f"public:{SEED}", "must begin with a key that signs"),
        (",", "must begin with a key that signs"),
    ],
)
def test_a_signing_key_that_is_none_is_named_by_its_place_and_not_shown(
    given: Callable[[str], None], value: str, problem: str
) -> None:
    given(value)
    with pytest.raises(MissingSettingError, match=f"{NAME} .*{problem}") as refused:
        env.signing_keys(NAME)
    assert SEED[:8] not in str(refused.value)


def test_an_environment_that_speaks_of_sayso_gets_nothing_from_the_demo(bare: Path) -> None:
    """Promise P2: production with a variable missing must not become a demo."""
    os.environ["SAYSO_PUBLIC_URL"] = "https://bank.test"

    env.load(create_demo=True)

    assert not bare.exists()
    assert "SAYSO_DEMO" not in os.environ


def test_the_environment_wins_over_a_file_that_was_named(bare: Path, tmp_path: Path) -> None:
    named = tmp_path / "named.env"
    named.write_text(f"# a remark=1\n{NAME} = from the file \nSAYSO_OTHER=a=b\nno separator\n")
    os.environ |= {"SAYSO_ENV_FILE": str(named), NAME: "from the environment"}

    env.load()

    assert (env.text(NAME), env.text("SAYSO_OTHER")) == ("from the environment", "a=b")


def test_a_log_level_beside_the_demo_does_not_hide_its_file(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env.load(create_demo=True)
    for name in env.DEMO_NAMES:
        os.environ.pop(name)
    monkeypatch.setenv("SAYSO_LOG_LEVEL", "DEBUG")
    env.load()
    assert env.switch("SAYSO_DEMO")


def test_real_settings_never_get_the_demos_secrets(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise P2."""
    env.load(create_demo=True)
    for name in env.DEMO_NAMES:
        os.environ.pop(name)
    monkeypatch.setenv("SAYSO_DATABASE_URL", "postgres://production/sayso")
    env.load()
    with pytest.raises(MissingSettingError, match="SAYSO_SECRET_KEY"):
        env.text("SAYSO_SECRET_KEY")


def test_a_file_that_is_not_there_is_named(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYSO_ENV_FILE", "nowhere.env")
    with pytest.raises(MissingSettingError, match="names a file that is not there"):
        env.load()
