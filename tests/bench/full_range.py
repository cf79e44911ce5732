#!/usr/bin/env python3
"""What the last free address of a /12 costs, against the first: with the free one in the dynamic
band, and in the static band, which is only looked at when the dynamic one is full."""
import os

from measure import address_object, address_text, compare, finish, make_state, run, say, state

BITS = int(os.environ.get("CIDRCTL_BENCH_PREFIX", 12))
NETWORK = 10 << 24
SIZE = (1 << (32 - BITS)) - 2
CIDR = "10.0.0.0/%d" % BITS
GATEWAY = {"group": "example.com", "resource": "gateways", "namespace": "default", "name": "gateway"}


def all_but(free):
    """Reservations of somebody else, which allocation must respect all the same."""
    for offset in range(1, SIZE + 1):
        if offset != free:
            yield address_object(address_text(NETWORK + offset), offset, GATEWAY, {})


def create(name):
    def task(_):
        seconds = run("--state", state(name), "create", "service", "clusterip", "last", "--tcp", "80")
        run("--state", state(name), "delete", "service", "last")
        return seconds
    return task


def main():
    make_state("empty", CIDR, [], raw=True)
    make_state("dynamic", CIDR, all_but(SIZE // 3 * 2), raw=True)
    make_state("static", CIDR, all_but(200), raw=True)
    for name in ("empty", "dynamic", "static"):
        run("--state", state(name), "create", "namespace", "default")
    say("%-44s %8s    %8s" % ("", "first", "last"))
    compare("create, last address in the dynamic band", 1.5, create("empty"), create("dynamic"))
    compare("create, last address in the static band", 1.5, create("empty"), create("static"))
    finish()


main()
