#!/usr/bin/env python3
"""Whole `get` and `describe` processes on a small state, against a C program that does nothing:
bench_trivial, the first argument. What counts is the difference: the part that is ours."""
import os
import sys

from measure import compare, finish, make_state, run, say, services, state

TRIVIAL = os.path.realpath(sys.argv[1])
LIMIT_MS = 3

COMMANDS = [
    "get service svc-5",
    "get service svc-5 -o json",
    "get service svc-5 -o yaml",
    "get service svc-5 -o jsonpath={.spec.clusterIP}",
    "get services -A",
    "get service svc-404 --ignore-not-found",
    "describe service svc-5",
    "describe services",
    "describe servicecidr kubernetes",
]


def trivial(_):
    return run(program=TRIVIAL)


def command(line):
    return lambda _: run("--state", state("few"), *line.split())


def main():
    make_state("few", "10.0.0.0/24", services(10, (10 << 24) + 20, 200))
    say("%-44s %8s    %8s" % ("", "trivial", "ours"))
    for line in COMMANDS:
        compare(line, LIMIT_MS, trivial, command(line), difference=True)
    finish()


main()
