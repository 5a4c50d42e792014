"""Answers the driver's requests, one JSON line each, by the functions of a peer."""
import json
import resource
import sys
import time


def timed(work):
    """Seconds that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def serve(operations):
    for line in sys.stdin:
        request = json.loads(line)
        operation = operations.get(request["operation"])
        if operation is None:
            answer = {"unavailable": "no operation '%s'" % request["operation"]}
        else:
            seconds = operation(request["folder"], **request["params"])
            answer = {"seconds": seconds, "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
        print(json.dumps(answer), flush=True)
