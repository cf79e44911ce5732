#!/usr/bin/env python3
"""Completion in real shells: the keys are typed into an interactive bash, zsh and fish, and the
completed command line is run. A shell that is not installed is left out.

usage: completions.py FOLDER-OF-COMPLETIONS; the binary is $CIDRCTL."""
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PATIENCE = 30  # seconds for one answer
READY = "ready-to-type"

# What is typed behind "cidrctl ", \t being the completion key, and what the command then prints.
# A completed word is followed by a space.
CASES = [
    ("verif\t\r", r"No findings"),
    ("expor\t-o yaml | grep -c 'kind: ServiceCIDR'\r", r"\n1\r"),
    ("create serv\tclusteri\tnew --tcp 80\r", r"service/new created"),
    ("get svc very-l\t-o name\r", r"\nservice/very-long-name\r"),
    ("get svc/very-l\t-o name\r", r"\nservice/very-long-name\r"),
    ("get ipaddresses fd00::5\t-o name\r", r"\nipaddress.networking.k8s.io/fd00::51\r"),
    ("get ns kube-pub\t--no-head\t| tr -s ' '\r", r"\nkube-public Active "),
    ("-n kube-sy\tget services\r", r"No resources found in kube-system namespace."),
    ("create --dry-run=client -o name -f manif\t\r", r"\nnamespace/from-a-file\r"),
]

SETUP = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source %s/cidrctl.bash"),
    "zsh": (["zsh", "-f", "-i"], "fpath=(%s $fpath); autoload -Uz compinit; compinit -u -D"),
    "fish": (["fish", "--no-config", "--interactive"], "source %s/cidrctl.fish"),
}


class Shell:
    def __init__(self, name, folder, environment):
        arguments, setup = SETUP[name]
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.execvpe(arguments[0], arguments, environment)
        self.type(setup % folder + "\r")
        self.settle()

    def type(self, keys):
        os.write(self.terminal, keys.encode())

    def read(self, pattern):
        """Everything up to a match of the pattern; None when it does not come."""
        text, end = "", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if select.select([self.terminal], [], [], 0.1)[0]:
                try:
                    text += os.read(self.terminal, 65536).decode("utf-8", "replace")
                except OSError:
                    break
                if re.search(pattern, re.sub(r"\x1b[\[\]()?0-9;]*[a-zA-Z]", "", text)):
                    return text
        self.seen = text
        return None

    def settle(self):
        """Waits until everything typed so far is done."""
        self.type("echo %s | tr a-z A-Z\r" % READY)
        if self.read(READY.upper()) is None:
            sys.exit("FAIL the shell does not answer: " + repr(self.seen))

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.terminal)


def offers(environment, folder):
    """The commands that bash is offered, by the completion itself."""
    script = ("source %s/cidrctl.bash; COMP_WORDS=(cidrctl ''); COMP_CWORD=1; _cidrctl; "
              'printf "%%s\\n" "${COMPREPLY[@]}"' % folder)
    return subprocess.check_output(["bash", "-c", script], env=environment, universal_newlines=True).split()


def commands(binary):
    """The commands that help lists, and the two that it does not."""
    text = subprocess.check_output([binary, "help"], universal_newlines=True)
    return re.findall(r"^  ([a-z-]+)   ", text, re.M) + ["help", "options"]


def prepare(folder, environment):
    def run(*arguments):
        subprocess.check_call([environment["CIDRCTL"], *arguments], env=environment, stdout=subprocess.DEVNULL)

    run("init", "--service-cluster-ip-range", "10.96.0.0/24,fd00::/120")
    run("create", "service", "clusterip", "very-long-name", "--tcp", "80")
    with open(os.path.join(folder, "six.yaml"), "w") as file:
        file.write("apiVersion: v1\nkind: Service\nmetadata: {name: six}\n"
                   "spec: {ipFamilies: [IPv6], clusterIP: 'fd00::51', ports: [{port: 80}]}\n")
    with open(os.path.join(folder, "manifest.yaml"), "w") as file:
        file.write("apiVersion: v1\nkind: Namespace\nmetadata: {name: from-a-file}\n")
    run("create", "-f", os.path.join(folder, "six.yaml"))


def main():
    completions = os.path.realpath(sys.argv[1])
    binary = os.path.realpath(os.environ["CIDRCTL"])
    folder = tempfile.mkdtemp(prefix="cidrctl-completions.")
    os.mkdir(os.path.join(folder, "bin"))
    os.symlink(binary, os.path.join(folder, "bin", "cidrctl"))
    environment = {"CIDRCTL": binary, "HOME": folder, "TERM": "dumb", "LC_ALL": "C.UTF-8",
                   "PATH": os.path.join(folder, "bin") + ":" + os.environ["PATH"],
                   "CIDRCTL_STATE": os.path.join(folder, "state.db")}
    for name, value in os.environ.items():
        if name.endswith("SAN_OPTIONS"):
            environment[name] = value
    os.chdir(folder)
    failed = 0
    if sorted(offers(environment, completions)) != sorted(commands(binary)):
        failed += 1
        print("FAIL the commands that completion offers: " + " ".join(offers(environment, completions)))
    for name in SETUP:
        if shutil.which(name) is None:
            print("skipped: %s (not installed)" % name)
            continue
        for file in os.listdir(folder):
            if file.startswith("state.db"):
                os.unlink(file)
        prepare(folder, environment)
        shell = Shell(name, completions, environment)
        for keys, expected in CASES:
            shell.type("cidrctl " + keys)
            if shell.read(expected) is None:
                failed += 1
                print("FAIL %s: %r: %r" % (name, keys, shell.seen))
            shell.settle()
        shell.end()
    shutil.rmtree(folder)
    sys.exit(failed != 0)


main()
