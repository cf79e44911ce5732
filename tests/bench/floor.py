#!/usr/bin/env python3
"""One durable `create service clusterip`, against a program that only opens an SQLite file with the
same settings and commits one row: bench_floor, the first argument."""
import os
import sys

from measure import compare, finish, folder, run, say, state

FLOOR = os.path.realpath(sys.argv[1])
ROW_FILE = os.path.join(folder, "floor.db")


def create(number):
    return run("--state", state("service"), "create", "service", "clusterip", "bench-%d" % number, "--tcp", "80")


def insert(_):
    return run(ROW_FILE, program=FLOOR)


def main():
    run("--state", state("service"), "init")
    insert(0)
    say("%-44s %8s    %8s" % ("", "a row", "create"))
    compare("create service clusterip", 2, insert, create, warm=5)
    finish()


main()
