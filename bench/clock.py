"""Process CPU of one call: the median of 40 after 5 warm-ups, in milliseconds."""

import gc
import statistics
import time

WARM_UPS, TIMES = 5, 40


def medians(*calls, warm_ups=WARM_UPS, times=TIMES):
    """The median of each call. They take turns, so that what disturbs the machine disturbs all of them alike.

    What the run itself has built and keeps is not gone through again by the garbage collector at the expense of a call.
    """
    for _turn in range(warm_ups):
        for call in calls:
            call()
    gc.collect()
    gc.freeze()
    rounds = [[once(call) for call in calls] for _turn in range(times)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def once(call):
    """Process CPU of one call in milliseconds."""
    start = time.process_time_ns()
    call()
    return (time.process_time_ns() - start) / 1_000_000


def best_of(call, times=3):
    """The least wall-clock milliseconds of a few calls: for long work, where the database works in another process."""
    best = float("inf")
    for _turn in range(times):
        start = time.perf_counter_ns()
        call()
        best = min(best, time.perf_counter_ns() - start)
    return best / 1_000_000
