"""The whole stack on one computer: an embedded PostgreSQL, every service, the gateway (`python -m deploy.local`)."""
