"""Hypothesis profiles: ``dev`` by hand, ``ci`` for every change, ``nightly``, ``memcheck`` for long runs."""

import os
from importlib.util import find_spec

from hypothesis import HealthCheck, settings

QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]

# No deadlines: speed is a benchmark's business, and machines differ.
settings.register_profile("dev", max_examples=60, deadline=None, suppress_health_check=QUIET)
settings.register_profile("ci", max_examples=100, deadline=None, suppress_health_check=QUIET)
settings.register_profile("nightly", max_examples=5000, deadline=None, suppress_health_check=QUIET)
# Under valgrind all takes fifty times as long; the examples are the same each time.
settings.register_profile(
    "memcheck", max_examples=4, deadline=None, suppress_health_check=QUIET, derandomize=True, database=None
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))

# Two engines can only be compared where both are.
collect_ignore = [] if find_spec("treequery._core") else ["engines"]
