"""The scoring worker: `python -m services.scoring.jobs`."""

from chassis.jobs import run_worker
from chassis.settings import ServiceSettings

if __name__ == "__main__":
    run_worker(ServiceSettings())
