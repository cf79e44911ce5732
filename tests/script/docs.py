#!/usr/bin/env python3
"""The manual against the program: every command has a page, the SYNOPSIS of a page is the usage that
the program prints, its OPTIONS are the command's and say what its help says; cidrctl.1 names every
command and global option; pages render without a warning.

usage: docs.py FOLDER-OF-PAGES; the binary is $CIDRCTL."""
import os
import re
import shutil
import subprocess
import sys

binary = os.path.realpath(os.environ["CIDRCTL"])
pages = sys.argv[1]
failures = []


def fail(page, *words):
    failures.append("FAIL %s: %s" % (page, " ".join(words)))


# ---- the program ----

def output(*arguments):
    return subprocess.check_output([binary, *arguments], universal_newlines=True)


def complete(*words):
    return [line.split("\t")[0] for line in output("__complete", *words).splitlines()]


class Command:
    def __init__(self, path):
        text = output("help", *path)
        self.path = path
        self.usage = re.search(r"^Usage:\n  (.+)$", text, re.M).group(1)
        self.options = option_names(text)
        self.help = dict(re.findall(r"^    (?:-\w, )?(--[\w-]+)=.*:\n\t(.*)$", text, re.M))
        self.subcommands = []
        if "\nAvailable Commands:\n" in text:
            self.subcommands = [Command(path + [name]) for name in complete(*path, "") if name]
        # One that only groups others has no usage of its own.
        self.is_group = bool(self.subcommands) and not self.options

    def all(self):
        """The command and those below it that do something."""
        return ([] if self.is_group else [self]) + [one for below in self.subcommands for one in below.all()]


def option_names(help_text):
    return set(re.findall(r"^    (?:-\w, )?(--[\w-]+)=", help_text, re.M))


# ---- pages ----

def plain(text):
    for written, meant in (("\\-", "-"), ("\\&", ""), ("\\:", ""), ("\\e", "\\")):
        text = text.replace(written, meant)
    return text


def section(source, title):
    found = re.search(r"^\.Sh %s\n(.*?)(?=^\.Sh |\Z)" % title, source, re.M | re.S)
    return found.group(1) if found else ""


def synopses(source):
    parts = re.split(r"^\.Nm ", section(source, "SYNOPSIS"), flags=re.M)[1:]
    return [" ".join(plain(part).replace('"', "", 2).split()) for part in parts]


def documented_options(source):
    """The long options that head the items of the section."""
    items = re.findall(r"^\.It (.*Fl .*)$", section(source, "OPTIONS"), re.M)
    return {"-" + name for item in items for name in re.findall(r"Fl (-[\w-]+)", plain(item))}


def described_options(source):
    """What the items say, by long option."""
    items = re.split(r"^\.It ", section(source, "OPTIONS"), flags=re.M)[1:]
    heads_and_bodies = [plain(item).split("\n", 1) for item in items]
    return {"-" + name: " ".join(body.split()) for head, body in heads_and_bodies
            for name in re.findall(r"Fl (-[\w-]+)", head)}


def differ(page, what, documented, actual):
    for name in sorted(actual - documented):
        fail(page, what, name, "is missing")
    for name in sorted(documented - actual):
        fail(page, what, name, "is not the program's")


def check_command(command):
    page = "cidrctl-%s.1" % command.path[0]
    try:
        with open(os.path.join(pages, page), encoding="utf-8") as file:
            source = file.read()
    except OSError:
        return fail(page, "there is no such page")
    usages = [one.usage for one in command.all()]
    if synopses(source) != usages:
        fail(page, "SYNOPSIS is\n  %s\nbut the program prints\n  %s"
             % ("\n  ".join(synopses(source)), "\n  ".join(usages)))
    differ(page, "option", documented_options(source), set().union(*(one.options for one in command.all())))
    described = described_options(source)
    for one in command.all()[:1]:
        for name, text in one.help.items():
            if name in described and not described[name].startswith(" ".join(text.split())):
                fail(page, "%s is described as\n  %s\nbut the program says\n  %s" % (name, described[name], text))


def check_overview(commands):
    with open(os.path.join(pages, "cidrctl.1"), encoding="utf-8") as file:
        source = file.read()
    named = re.findall(r"^\.It Xr cidrctl-([a-z-]+) 1$", section(source, "COMMANDS"), re.M)
    differ("cidrctl.1", "command", set(named), set(commands))
    if named != sorted(named):
        fail("cidrctl.1", "the commands are not sorted")
    mentioned = {"-" + name for name in re.findall(r"(?:Fl|,) (-[\w-]+)", plain(section(source, "OPTIONS")))}
    differ("cidrctl.1", "option", mentioned - {"--help"}, option_names(output("options")))


def check_pages_are_listed(commands):
    present = set(os.listdir(pages)) - {"meson.build"}
    differ("man/", "page", present, {"cidrctl.1", "cidrctl-state.5"} | {"cidrctl-%s.1" % c for c in commands})
    with open(os.path.join(pages, "meson.build"), encoding="utf-8") as file:
        differ("man/meson.build", "page", set(re.findall(r"'(cidrctl[\w.-]*)'", file.read())), present)


def check_references():
    for page in os.listdir(pages):
        with open(os.path.join(pages, page), encoding="utf-8") as file:
            for name, number in re.findall(r"^\.(?:It )?Xr (cidrctl[\w-]*) (\d)", file.read(), re.M):
                if not os.path.exists(os.path.join(pages, "%s.%s" % (name, number))):
                    fail(page, "refers to %s(%s), which is not there" % (name, number))


def check_rendering():
    for page in sorted(os.listdir(pages)):
        if not re.search(r"\.\d$", page):
            continue
        path = os.path.join(pages, page)
        if shutil.which("mandoc"):
            lint = subprocess.run(["mandoc", "-T", "lint", path], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, universal_newlines=True).stdout
            for line in lint.splitlines():
                # It knows installed pages only; check_references knows ours.
                if "referenced manual not found" not in line and "outdated mandoc.db" not in line:
                    fail(page, line)
        if shutil.which("man"):
            shown = subprocess.run(["man", "--warnings=w", "-l", os.path.abspath(path)],
                                   env=dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8"),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
            if shown.stderr:
                fail(page, shown.stderr.strip())


def main():
    commands = [Command([name]) for name in complete("")]
    names = [command.path[0] for command in commands]
    for command in commands:
        check_command(command)
    check_overview(names)
    check_pages_are_listed(names)
    check_references()
    check_rendering()
    print("\n".join(failures + ["%d commands, %d failures" % (len(commands), len(failures))]))
    sys.exit(bool(failures) or not commands)


main()
