"""What the benchmarks share: whole processes, timed one by one, those to compare in turn, so that
whatever else the machine does meets them alike. Every time is the median of ROUNDS, if not said
otherwise."""
import json
import multiprocessing
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = int(os.environ.get("CIDRCTL_BENCH_ROUNDS", 20))

binary = os.path.realpath(os.environ["CIDRCTL"])
folder = tempfile.mkdtemp(prefix="cidrctl-bench.")
environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": folder}
null = os.open(os.devnull, os.O_RDWR)
over = []


def run(*arguments, program=binary):
    """One process from its start to its end; seconds."""
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)]
    began = time.perf_counter()
    child = os.posix_spawn(program, [program, *arguments], environment, file_actions=actions)
    _, status = os.waitpid(child, 0)
    seconds = time.perf_counter() - began
    if status != 0:
        sys.exit("%s failed" % " ".join([program, *arguments]))
    return seconds


def output(*arguments):
    return subprocess.check_output([binary, *arguments], env=environment, universal_newlines=True)


def state(name):
    return os.path.join(folder, name + ".db")


def peak(*arguments):
    """One process whose output is read and dropped: seconds, and the most memory that it had, in
    MiB. Linux counts what a process had before its exec as well, so this is never less than what
    Python takes."""
    began = time.perf_counter()
    child = os.posix_spawn(binary, [binary, *arguments], environment,
                           file_actions=[(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1)])
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit("%s failed" % " ".join(arguments))
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def compare(title, limit, base, other, warm=2, difference=False, choose=statistics.median,
            rounds=ROUNDS):
    """base and other take the round's number and give seconds. The medians' ratio must be within
    the limit or, with difference, what other takes longer, in milliseconds. choose: min instead of
    the median, for work of the processor next to which the disk's is large and varies."""
    times = {base: [], other: []}
    for number in range(-warm, rounds):
        for task in (base, other) if number % 2 else (other, base):
            seconds = task(number)
            if number >= 0:
                times[task].append(seconds)
    first, second = (choose(times[task]) * 1000 for task in (base, other))
    numbers = "%8.2f ms %8.2f ms" % (first, second)
    if difference:
        report(title, "%s   %5.2f" % (numbers, second / first), second - first, limit, " ms")
    else:
        report(title, numbers, second / first, limit)


def report(title, numbers, value, limit, unit=""):
    verdict = "" if value <= limit else "  OVER"
    print("%-44s %s   %5.2f%s (at most %g)%s" % (title, numbers, value, unit, limit, verdict), flush=True)
    if verdict:
        over.append(title)


def say(text):
    print(text, flush=True)


def finish():
    shutil.rmtree(folder)
    sys.exit("over the limit: " + ", ".join(over) if over else 0)


# ---- objects for import ----

def uid(number):
    return "00000000-0000-4000-8000-%012x" % number


def address_text(number):
    return "%d.%d.%d.%d" % (number >> 24, number >> 16 & 255, number >> 8 & 255, number & 255)


def range_object(cidr):
    return {"apiVersion": "networking.k8s.io/v1", "kind": "ServiceCIDR",
            "metadata": {"name": "kubernetes", "uid": uid(1), "creationTimestamp": "2025-05-01T10:00:00Z",
                         "finalizers": ["networking.k8s.io/service-cidr-finalizer"]},
            "spec": {"cidrs": [cidr]},
            "status": {"conditions": [{"type": "Ready", "status": "True", "reason": "",
                                       "message": "Kubernetes Service CIDR is ready",
                                       "lastTransitionTime": "2025-05-01T10:00:00Z"}]}}


def service_object(name, ip, number):
    return {"apiVersion": "v1", "kind": "Service",
            "metadata": {"name": name, "namespace": "default", "uid": uid(2 * number),
                         "creationTimestamp": "2025-05-01T10:00:00Z", "labels": {"app": name}},
            "spec": {"clusterIP": ip, "clusterIPs": [ip], "internalTrafficPolicy": "Cluster",
                     "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
                     "ports": [{"name": "80", "port": 80, "protocol": "TCP", "targetPort": 80}],
                     "selector": {"app": name}, "sessionAffinity": "None", "type": "ClusterIP"},
            "status": {"loadBalancer": {}}}


def address_object(ip, number, parent, labels):
    return {"apiVersion": "networking.k8s.io/v1", "kind": "IPAddress",
            "metadata": {"name": ip, "uid": uid(2 * number + 1), "labels": labels,
                         "creationTimestamp": "2025-05-01T10:00:00Z"},
            "spec": {"parentRef": parent}}


ALLOCATED = {"ipaddress.kubernetes.io/ip-family": "IPv4",
             "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io"}


def services(count, first, size):
    """count Services on addresses drawn from size ones, each behind its IPAddress."""
    places = random.Random(1).sample(range(size), count)
    for number, place in enumerate(places, 1):
        name, ip = "svc-%d" % number, address_text(first + place)
        yield address_object(ip, number, {"resource": "services", "namespace": "default", "name": name},
                             ALLOCATED)
        yield service_object(name, ip, number)


def write_objects(path, cidr, objects):
    with open(path, "w") as file:
        file.write('{"apiVersion":"v1","kind":"List","items":[')
        file.write(json.dumps(range_object(cidr)))
        for one in objects:
            file.write(",\n" + json.dumps(one, separators=(",", ":")))
        file.write("]}\n")


def make_state(name, cidr, objects, raw=False):
    path = os.path.join(folder, "objects.json")
    began = time.monotonic()
    # In a process of its own: what it takes for a million would count as memory of every child.
    writer = multiprocessing.get_context("fork").Process(target=write_objects, args=(path, cidr, objects))
    writer.start()
    writer.join()
    if writer.exitcode != 0:
        sys.exit("cannot write " + path)
    written = time.monotonic()
    output("--state", state(name), "import", *(["--raw"] if raw else []), path)
    say("%s: %d MiB of manifests written in %.0f s, imported in %.0f s"
        % (name, os.path.getsize(path) >> 20, written - began, time.monotonic() - written))
    os.unlink(path)
    os.sync()
