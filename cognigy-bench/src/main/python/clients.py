"""The three usual ways to ask from Python.

Prints their names, then reads lines of a name and a number of calls, and answers each with the costs of those calls.
Ends with its standard input.
"""

import json
import sys
import time

import httpx
import requests

URL, KEY = sys.argv[1:3]
HEADERS = {"Authorization": "Bearer " + KEY, "Accept": "application/json"}
SHARED = httpx.Client(headers=HEADERS)


def new_client():
    with httpx.Client(headers=HEADERS) as client:
        return client.get(URL).json()


def no_session():
    return requests.get(URL, headers=HEADERS).json()


def shared_client():
    return SHARED.get(URL).json()


WAYS = {
    "Python, httpx, a new client a call": new_client,
    "Python, requests without a session": no_session,
    "Python, one httpx client": shared_client,
}


def measure(way, calls):
    nanos = []
    cpu = time.process_time_ns()
    for _ in range(calls):
        start = time.perf_counter_ns()
        deployment = way()
        nanos.append(time.perf_counter_ns() - start)
        if deployment["status"] != "running":
            raise ValueError("another answer")
    return {"nanos": nanos, "cpuNanos": time.process_time_ns() - cpu}


print(json.dumps(list(WAYS)), flush=True)
for line in sys.stdin:
    name, calls = json.loads(line)
    print(json.dumps(measure(WAYS[name], calls)), flush=True)
