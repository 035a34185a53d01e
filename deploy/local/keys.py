"""The keys of a development stack, for signing and for personal data: drawn once, kept in the data directory."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import OKPKey

from chassis.personal import draw_keys


@dataclass(frozen=True)
class Keyring:
    """Where the keys are: private ones as single JWKs, public ones as JWK sets."""

    directory: Path

    @property
    def issuer(self) -> Path:
        """The development issuer's private key, for the gateway alone."""
        return self.directory / "issuer.json"

    @property
    def issuer_public(self) -> Path:
        """By which everybody verifies people's tokens."""
        return self.directory / "issuer.jwks.json"

    @property
    def services_public(self) -> Path:
        """By which services verify each other's tokens."""
        return self.directory / "services.jwks.json"

    def service(self, name: str) -> Path:
        """A service's private key."""
        return self.directory / f"{name}.json"

    def personal(self, name: str) -> Path:
        """The keys under which a service keeps personal data. Lost, that data is lost with them."""
        return self.directory / f"{name}.personal.json"

    def complete_personal(self, services: Sequence[str]) -> None:
        """Draw the keys of personal data that are missing, each service its own; call after `complete`."""
        for path in map(self.personal, services):
            if not path.exists():
                _write(path, draw_keys())

    def complete(self, services: Sequence[str]) -> None:
        """Draw the keys that are missing and write the public sets anew."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        issuer = _key(self.issuer, f"development-{secrets.token_hex(4)}")
        _write(self.issuer_public, {"keys": [_public(issuer)]})
        # A service's tokens are known by its name: the verifier takes the key id for the issuer.
        own = [_key(self.service(name), name) for name in services]
        _write(self.services_public, {"keys": [_public(key) for key in own]})


def _key(path: Path, kid: str) -> dict[str, Any]:
    if not path.exists():
        drawn = OKPKey.generate_key("Ed25519", {"kid": kid, "use": "sig", "alg": "Ed25519"}, private=True)
        _write(path, drawn.as_dict(private=True))
    key: dict[str, Any] = json.loads(path.read_text())
    return key


def _public(key: dict[str, Any]) -> dict[str, Any]:
    return OKPKey.import_key(key).as_dict(private=False)


def _write(path: Path, value: object) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(value, indent=1))
    unfinished.replace(path)
