"""Corporate business pulls personal business, with both services as they are: the customer service asks escrow itself,
by its own token (domain T10)."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from joserfc.jwk import OKPKey

from chassis.clock import Clock
from chassis.settings import ServiceSettings
from services.escrow.app import create
from tests.customer.conftest import customer_service
from tests.customer.pipeline.test_pipeline import PATH, a_project, move
from tests.support.building import supervised_project
from tests.support.postgres import discard, fresh_database
from tests.support.running import Running, running


class Bank(NamedTuple):
    customer: Running
    escrow: Running


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    folder, others = tmp_path_factory.mktemp("escrow"), tmp_path_factory.mktemp("customer")
    services: list[Running] = []

    async def to_escrow(request: httpx.Request) -> httpx.Response:
        asked = services[0].client.request
        headers = {"Authorization": request.headers["Authorization"]}
        answer = await asyncio.to_thread(asked, request.method, str(request.url), headers=headers)
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    with customer_service(others, to_escrow) as customer:
        keys = folder / "services.jwks.json"
        own = OKPKey.import_key(json.loads(Path(str(customer.settings.service_key_file)).read_text()))
        keys.write_text(json.dumps({"keys": [own.as_dict(private=False)]}))

        def make(settings: ServiceSettings, clock: Clock) -> object:
            return create(settings.model_copy(update={"service_jwks_url": keys.as_uri()}), clock)

        database = fresh_database("escrow")
        with running("escrow", make, database, folder) as escrow:  # type: ignore[arg-type]
            services.append(escrow)
            yield Bank(customer, escrow)
        discard(database)


def test_a_project_is_followed_from_land_collateral_into_supervision(bank: Bank) -> None:
    house = supervised_project(bank.escrow)
    project = a_project(bank.customer)
    move(bank.customer, project, "grant_loan", development_loan="20000000.00")
    at = f"{PATH}/{project['id']}"
    corporate = bank.customer.staff("ls-corporate")
    corporate.do(f"{at}/link", {"escrow_project_id": house.project["id"]}, expect=200)
    found = bank.customer.staff("ls-manager-1").see(f"{at}/supervision")
    loan = bank.escrow.staff("ls-manager-1").see(f"/v1/projects/{house.project['id']}/development-loan")
    elsewhere = supervised_project(bank.escrow, "sz")
    refused = corporate.do(f"{at}/link", {"escrow_project_id": elsewhere.project["id"]}, expect=422)

    assert found["missing"] == []
    assert found["project"]["state"] == "supervised"
    assert found["agreement"]["state"] == "signed"
    assert found["development_loan"] == loan
    assert found["sales"]["units_filed"] == 0
    assert refused["errors"][0]["code"] == "UNKNOWN_ESCROW_PROJECT"
