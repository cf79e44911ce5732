#!/usr/bin/env python3
"""A `create` with 100 admission policies in force, against one with none: policies for another
kind, whose expressions nobody needs, and policies that all look at the Service."""
import json
import os

from measure import compare, finish, folder, make_state, output, run, say, services, state

LIMIT_MS = 2
COUNT = 100


def policy(number, resource, group):
    name = "policy-%03d" % number
    api = "admissionregistration.k8s.io/v1"
    rule = {"apiGroups": [group], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"],
            "resources": [resource]}
    yield {"apiVersion": api, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": name},
           "spec": {"failurePolicy": "Fail", "matchConstraints": {"resourceRules": [rule]},
                    "matchConditions": [{"name": "exclude", "expression": "object.metadata.name != 'kubernetes'"}],
                    "variables": [{"name": "allowed", "expression": "['10.96.0.0/16','2001:db8::/64']"}],
                    "validations": [{"expression": "has(object.spec) && variables.allowed.exists(allowedCIDR, "
                                                   "cidr(allowedCIDR).containsCIDR('10.96.1.0/24'))"}]}}
    yield {"apiVersion": api, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": name},
           "spec": {"policyName": name, "validationActions": ["Deny", "Audit"]}}


def put_in_force(name, resource, group):
    make_state(name, "10.0.0.0/20", services(10, (10 << 24) + 300, 200))
    path = os.path.join(folder, "policies.json")
    items = [item for number in range(COUNT) for item in policy(number, resource, group)]
    with open(path, "w") as file:
        json.dump({"apiVersion": "v1", "kind": "List", "items": items}, file)
    output("--state", state(name), "create", "-f", path)


def create(name):
    return lambda number: run("--state", state(name), "create", "service", "clusterip",
                              "new-%d" % (number + 10), "--tcp=80")


def main():
    make_state("none", "10.0.0.0/20", services(10, (10 << 24) + 300, 200))
    put_in_force("others", "servicecidrs", "networking.k8s.io")
    put_in_force("all", "services", "")
    say("%-44s %8s    %8s" % ("", "none", "100"))
    compare("create, policies for ServiceCIDRs", LIMIT_MS, create("none"), create("others"), difference=True)
    for number in range(-2, 40):
        output("--state", state("none"), "delete", "service", "new-%d" % (number + 10), "--ignore-not-found")
    compare("create, all look at the Service", LIMIT_MS, create("none"), create("all"), difference=True)
    finish()


main()
