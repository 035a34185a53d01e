"""Imports: files of many lines, taken in chunks by a job, with every bad line named (contract, section 1, Bulk).

routes.py: `router(path, kind, model)`, `rules(path, permission, reporters)`: the resource that a file becomes
loading.py: `queue(handlers)`: the job that validates the lines and hands the good ones to a service's `Importer`
lines.py: a file as numbered lines
sealing.py: lines with personal data, which wait sealed
store.py: the tables (chassis/sql/0003_imports.sql)
"""

from chassis.imports.loading import Importer, Line, Rejection, queue
from chassis.imports.routes import router, rules

__all__ = ["Importer", "Line", "Rejection", "queue", "router", "rules"]
