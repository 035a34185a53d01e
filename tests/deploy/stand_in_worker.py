"""A worker that waits for its end."""

import time

time.sleep(3600)
