#!/usr/bin/env python3
"""What commands cost on a state of a million Services, against a state of ten; what the million take
on the disk; and how much memory it takes to print them all. $CIDRCTL_BENCH_SERVICES stands for the
million."""
import os

from measure import compare, finish, make_state, peak, report, run, say, services, state

MANY = int(os.environ.get("CIDRCTL_BENCH_SERVICES", 1000000))
FEW = 10
LIMIT = 1.5
MEMORY_MIB = 64

# What prints or reads everything, and must not keep it. The last one fails when the state is wrong.
STREAMS = [
    "get services",
    "get services -o wide",
    "get services -o json",
    "get services -o yaml",
    "get services -o name",
    "get services -o custom-columns=NAME:.metadata.name",
    "get services -l app=svc-5",
    "get ipaddresses",
    "describe services",
    "export",
    "verify",
]

# The dynamic band of 10.0.0.0/8.
FIRST = (10 << 24) + 257
SIZE = (1 << 24) - 2 - 256


def create(name, *arguments):
    return lambda number: run("--state", state(name), "create", "service", "clusterip",
                              "bench-%d" % number, "--tcp", "80", *arguments)


def delete(name):
    return lambda number: run("--state", state(name), "delete", "service", "bench-%d" % number)


# In the static band, which nobody else uses.
def create_static(name):
    return lambda number: run("--state", state(name), "create", "service", "clusterip",
                              "bench-%d" % number, "--tcp", "80", "--clusterip", "10.0.0.%d" % (number + 100))


def get(name, count):
    return lambda number: run("--state", state(name), "get", "service", "svc-%d" % (number * 7919 % count + 1))


def get_ranges(name):
    return lambda number: run("--state", state(name), "get", "servicecidr")


def main():
    make_state("few", "10.0.0.0/8", services(FEW, FIRST, SIZE))
    make_state("many", "10.0.0.0/8", services(MANY, FIRST, SIZE))
    say("%-44s %8s    %8s" % ("", FEW, MANY))
    compare("create service clusterip", LIMIT, create("few"), create("many"))
    compare("get service NAME", LIMIT, get("few", FEW), get("many", MANY))
    compare("delete service NAME", LIMIT, delete("few"), delete("many"))
    compare("create service clusterip --clusterip=IP", LIMIT, create_static("few"), create_static("many"))
    compare("delete service NAME (static)", LIMIT, delete("few"), delete("many"))
    compare("get servicecidr", LIMIT, get_ranges("few"), get_ranges("many"))
    size = os.path.getsize(state("many"))
    report("size of the state file, a Service", "%8d MiB %9s" % (size >> 20, ""), size / MANY, 1024, " B")
    say("")
    for line in STREAMS:
        seconds, memory = peak("--state", state("many"), *line.split())
        report(line, "%8.1f s %10s" % (seconds, ""), memory, MEMORY_MIB, " MiB")
    finish()


main()
