"""The kinds of fact as OAuth scopes."""

from oauth2_provider.scopes import BaseScopes

from consent.scopes import OFFERED, Scope


class KindsOfFact(BaseScopes):  # type: ignore[misc]  # the toolkit has no types
    """What can be asked for; a request that names no scope is for nothing, not for everything."""

    def get_all_scopes(self) -> dict[str, str]:
        return {scope.value: str(scope.label) for scope in Scope}

    def get_available_scopes(self, *_: object, **__: object) -> list[str]:
        return [scope.value for scope in OFFERED]

    def get_default_scopes(self, *_: object, **__: object) -> list[str]:
        return []
