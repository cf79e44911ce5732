#!/usr/bin/env python3
"""kill -9 at random moments under load: whatever a command acknowledged is there afterwards, and
verify finds nothing.

Each round starts a few commands on one state file, kills all of them at a random moment, and looks
at what each had printed by then. The binary is $CIDRCTL."""
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROUNDS = 100
VERIFY_EVERY = 10
BULK = 120

binary = os.path.realpath(os.environ["CIDRCTL"])
seed = int(os.environ.get("CIDRCTL_TEST_SEED", random.randrange(1 << 32)))
rng = random.Random(seed)
folder = tempfile.mkdtemp(prefix="cidrctl-kill.")
state = os.path.join(folder, "state.db")
environment = dict(os.environ, CIDRCTL_STATE=state, HOME=folder)


def fail(message):
    print("FAIL (CIDRCTL_TEST_SEED=%d): %s" % (seed, message))
    print("state kept in " + folder)
    sys.exit(1)


def run(*arguments):
    done = subprocess.run([binary, *arguments], env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    if done.returncode != 0:
        fail("cidrctl %s: exit %d: %s" % (" ".join(arguments), done.returncode, done.stdout + done.stderr))
    return done.stdout


def start(*arguments, manifest=None):
    path = os.path.join(folder, "manifest.%d" % rng.randrange(1 << 30))
    with open(path, "w") as file:
        file.write(manifest or "")
    with open(path) as stdin:
        process = subprocess.Popen([binary, *arguments], env=environment, stdin=stdin,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
    os.unlink(path)
    return process


def service(name):
    return ("---\napiVersion: v1\nkind: Service\nmetadata:\n  name: %s\nspec:\n"
            "  ports:\n  - port: 80\n" % name)


def addresses():
    """The Services and their addresses, after checking that no two have the same."""
    items = json.loads(run("get", "services", "-o", "json"))["items"]
    found = {item["metadata"]["name"]: item["spec"]["clusterIP"] for item in items}
    if len(set(found.values())) != len(found):
        fail("two Services have one address: %s" % sorted(found.items()))
    return found


class Truth:
    """What must and what may be there. A command that was killed may or may not have happened."""

    def __init__(self):
        self.there, self.gone, self.serial = set(), set(), 0

    def new_name(self):
        self.serial += 1
        return "s%d" % self.serial

    def acknowledge(self, line):
        words = line.split()
        if len(words) == 2 and words[1] == "created":
            self.there.add(words[0].split("/", 1)[1])
        elif len(words) == 3 and words[2] == "deleted":
            self.gone.add(words[1].strip('"'))


def load(truth):
    """Commands of one round: single ones, one that commits in groups, one that deletes."""
    processes = [start("create", "service", "clusterip", truth.new_name(), "--tcp", "80") for _ in range(3)]
    bulk = [truth.new_name() for _ in range(BULK)]
    processes.append(start("apply", "-f", "-", manifest="".join(service(name) for name in bulk)))
    if len(truth.there) > BULK:
        victims = rng.sample(sorted(truth.there), min(len(truth.there) // 2, BULK))
        truth.there -= set(victims)  # from now on they may be there or not
        processes.append(start("delete", "service", *victims))
    return processes


def check(truth):
    found = set(addresses())
    if not truth.there <= found:
        fail("acknowledged and lost: %s" % sorted(truth.there - found))
    if truth.gone & found:
        fail("deleted and still there: %s" % sorted(truth.gone & found))
    # Those whose command was killed half-way are settled now.
    truth.there = found - {"kubernetes"}


def main():
    truth, killed = Truth(), 0
    longest = 0.02
    run("init", "--service-cluster-ip-range", "10.96.0.0/16")
    for number in range(ROUNDS):
        began = time.monotonic()
        processes = load(truth)
        time.sleep(rng.uniform(0, longest))
        for process in processes:
            process.send_signal(signal.SIGKILL)
        for process in processes:
            out, err = process.communicate()
            # A sanitizer may have a word to say about a process that dies in its hands.
            if process.returncode == -signal.SIGKILL:
                killed += 1
            elif err or process.returncode != 0:
                fail("exit %d: %s" % (process.returncode, err))
            for line in out.splitlines(True):
                if line.endswith("\n"):
                    truth.acknowledge(line)
        check(truth)
        if number % VERIFY_EVERY == 0:
            # How long a round takes that nobody disturbs: kills must fall into all of it.
            began = time.monotonic()
            for process in load(truth):
                out, err = process.communicate()
                if err or process.returncode != 0:
                    fail("exit %d: %s" % (process.returncode, err))
                for line in out.splitlines():
                    truth.acknowledge(line)
            longest = (time.monotonic() - began) * 1.1
            check(truth)
            run("verify")
    if run("verify") != "No findings\n":
        fail("verify found something")
    print("%d rounds, %d commands killed, %d Services left" % (ROUNDS, killed, len(truth.there)))
    if killed < ROUNDS // 4:
        fail("only %d commands were killed half-way" % killed)
    shutil.rmtree(folder)


main()
