"""The gateway: one door to every service. `uvicorn --factory gateway.app:create`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi_offline import FastAPIOffline
from starlette.routing import Route

from chassis import health, heap, logs
from chassis.identity import TokenVerifier
from chassis.refusals import LastResort, speak_problems
from gateway import identity, overview, portal
from gateway.forwarding import Forwarding
from gateway.settings import GatewaySettings
from gateway.upstreams import Upstreams


def create() -> FastAPI:
    """The gateway as the environment's settings describe it. Raises ValidationError for settings that are wrong."""
    return gateway(GatewaySettings())


def gateway(settings: GatewaySettings) -> FastAPI:
    """The gateway for these settings."""
    logs.configure(settings)
    upstreams = Upstreams(settings)
    verifier = TokenVerifier(settings.issuer, settings.audience, settings.jwks_url)
    issuer = identity.development_issuer(settings)
    organisation = identity.organisation(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await upstreams.start()
        heap.settle()
        with health.draining(settings.drain_seconds):
            yield
        await upstreams.stop()
        if organisation is not None:
            await organisation.close()

    app: FastAPI = FastAPIOffline(
        title=portal.TITLE,
        version=portal.VERSION,
        lifespan=lifespan,
        redoc_url=None,
        swagger_ui_parameters={"persistAuthorization": True, "docExpansion": "none", "filter": True},
    )

    documents = portal.Portal(app, upstreams, demo_sign_in=issuer is not None)
    app.openapi = documents.document  # type: ignore[method-assign]  # FastAPI's own way to extend the document
    # Before FastAPI's own route, which would write out the whole document again for every caller.
    app.router.routes.insert(0, Route("/openapi.json", documents.answer))

    @app.get("/", include_in_schema=False)
    async def landing() -> RedirectResponse:
        return RedirectResponse("/docs")

    app.include_router(health.router({name: upstream.check for name, upstream in upstreams.items()}))
    if issuer is not None and organisation is not None:
        app.include_router(identity.router(issuer, organisation))
    composed = overview.Overview(upstreams, settings.overview_seconds)
    app.include_router(overview.router(composed, verifier))
    speak_problems(app)
    app.add_middleware(Forwarding, settings=settings, upstreams=upstreams, verifier=verifier)
    app.add_middleware(LastResort)
    app.add_middleware(health.Metrics)
    app.add_middleware(logs.RequestContext)
    return app
