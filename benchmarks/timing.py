"""Timing: passes of several contestants in turn, so that a slow moment of the machine strikes all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter

__all__ = ["Effort", "Timing", "clock_of", "measure"]


@dataclass(frozen=True)
class Effort:
    """How long to measure: rounds, seconds that one round of one contestant fills, seconds for it in all."""

    rounds: int
    round_seconds: float
    contestant_seconds: float


FULL = Effort(rounds=15, round_seconds=0.02, contestant_seconds=4.0)
QUICK = Effort(rounds=3, round_seconds=0.002, contestant_seconds=0.05)


@dataclass
class Timing:
    """Seconds that single passes took, each the mean of the passes of one round."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def spread(self) -> float:
        """The distance between the quartiles, as a part of the median."""
        if len(self.seconds) < 2:
            return 0.0
        low, _, high = quantiles(self.seconds, n=4, method="inclusive")
        return (high - low) / self.median


def clock_of(run: Callable[[], object]) -> Callable[[int], float]:
    """Return a clock for ``run``: seconds for so many passes."""

    def clock(passes: int) -> float:
        repeat = range(passes)
        start = perf_counter()
        for _ in repeat:
            run()
        return perf_counter() - start

    return clock


def measure(clocks: list[Callable[[int], float]], effort: Effort, *, collector: bool) -> list[Timing]:
    """Time each of ``clocks`` in rounds, the next one first in each; ``collector`` leaves gc on."""
    was_enabled = gc.isenabled()
    gc.collect()
    (gc.enable if collector else gc.disable)()
    try:
        passes, rounds, timings = [], [], []
        for clock in clocks:
            # The first pass filled caches when the answer was checked; this one says how many fit.
            once = max(clock(1), 1e-9)
            passes.append(max(1, round(effort.round_seconds / once)))
            fitting = int(effort.contestant_seconds / (once * passes[-1]))
            rounds.append(min(effort.rounds, fitting))
            # One that does not even fit once has this one figure.
            timings.append(Timing([] if fitting else [once]))
        for turn in range(effort.rounds):
            for place in range(len(clocks)):
                index = (turn + place) % len(clocks)
                if turn < rounds[index]:
                    timings[index].seconds.append(clocks[index](passes[index]) / passes[index])
            # Between rounds, so that no contestant pays for the garbage of the one before it.
            gc.collect()
        return timings
    finally:
        (gc.enable if was_enabled else gc.disable)()
