#!/usr/bin/env python3
"""Runs the command lines of a transcript and compares what they print with what the transcript says.

usage: run.py [--accept] TRANSCRIPT
  --accept  write what was printed into the transcript; read the difference before it is committed

A transcript is text in which these lines mean something, and all others are for the reader:

    == TITLE      a new folder, with a new state that holds the objects of cluster.json
    == TITLE (CLUSTER)  the same with the objects of CLUSTER.json
    $ LINE        runs in bash, in that folder; kubectl is the program; `> LINE` goes on with it
    |TEXT         a line of its standard output
    !TEXT         a line of its standard error
    [N]           its exit status, when that is not 0

A blank at the end of a line is written as a visible one, and so is a missing last newline. The clock
stands at 2025-06-01T10:00:00Z, and random choices repeat themselves.

The binary is $CIDRCTL."""
import difflib
import os
import shutil
import subprocess
import sys
import tempfile

BLANK, NO_NEWLINE = "\u2420", "\u2403"


def marked(mark, text):
    """The output as lines of a transcript."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    else:
        lines[-1] += NO_NEWLINE
    for line in lines:
        bare = line.rstrip(" ")
        yield mark + bare + BLANK * (len(line) - len(bare))


class Cluster:
    """A folder with a state file, for the lines of one section."""

    def __init__(self, top, binary, objects):
        self.folder = tempfile.mkdtemp(dir=top)
        tools = os.path.join(self.folder, ".tools")
        os.mkdir(tools)
        os.symlink(binary, os.path.join(tools, "kubectl"))
        self.environment = {
            "PATH": tools + os.pathsep + os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8",
            "TZ": "UTC", "TMPDIR": tools, "CIDRCTL_STATE": os.path.join(tools, "state.db"),
            "CIDRCTL_NOW": "2025-06-01T10:00:00Z", "CIDRCTL_SEED": "1",
        }
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.run("kubectl import --raw " + objects)

    def run(self, line):
        done = subprocess.run(["bash", "-c", line], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        printed = [*marked("|", done.stdout.decode("utf-8", "replace")),
                   *marked("!", done.stderr.decode("utf-8", "replace"))]
        return printed + (["[%d]" % done.returncode] if done.returncode != 0 else [])


def replay(lines, here, top, binary):
    """The transcript with what is printed now."""
    cluster, at = None, 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if line[:1] in ("|", "!") or (line[:1] == "[" and line[-1:] == "]"):
            continue
        yield line
        if line.startswith("== "):
            name = line.rsplit("(", 1)[1].rstrip(")") if line.endswith(")") else "cluster"
            cluster = Cluster(top, binary, os.path.join(here, name + ".json"))
        elif line.startswith("$ "):
            command = [line[2:]]
            while at < len(lines) and lines[at].startswith(">"):
                yield lines[at]
                command.append(lines[at][2:])
                at += 1
            yield from cluster.run("\n".join(command))


def main():
    accept = "--accept" in sys.argv[1:]
    path = sys.argv[-1]
    with open(path, encoding="utf-8", newline="") as file:
        want = file.read().split("\n")[:-1]
    top = tempfile.mkdtemp(prefix="cidrctl-transcript.")
    try:
        got = list(replay(want, os.path.dirname(os.path.realpath(path)), top,
                          os.path.realpath(os.environ["CIDRCTL"])))
    finally:
        shutil.rmtree(top)
    if accept:
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write("\n".join(got) + "\n")
        return 0
    difference = list(difflib.unified_diff(want, got, "expected", "printed", lineterm="", n=4))
    print("\n".join(difference))
    print("%d command lines, %d differences" % (sum(line.startswith("$ ") for line in want),
                                               sum(line.startswith("@@") for line in difference)))
    return 1 if difference else 0


sys.exit(main())
