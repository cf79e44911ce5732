#!/usr/bin/env python3
"""A `create` with 100 admission policies in force, against one with none: policies for another
kind, whose expressions nobody needs, and policies that all look at the Service, no two of them with
the same expressions."""
import json
import os

from measure import ROUNDS, compare, finish, folder, make_state, output, run, say, services, state

LIMIT_MS = 2
COUNT = 100


def policy(number, resource, group):
    name = "policy-%03d" % number
    api = "admissionregistration.k8s.io/v1"
    rule = {"apiGroups": [group], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"],
            "resources": [resource]}
    yield {"apiVersion": api, "kind": "ValidatingAdmissionPolicy", "metadata": {"name": name},
           "spec": {"failurePolicy": "Fail", "matchConstraints": {"resourceRules": [rule]},
                    "matchConditions": [{"name": "exclude",
                                         "expression": "object.metadata.name != 'kubernetes-%d'" % number}],
                    "variables": [{"name": "allowed",
                                   "expression": "['10.96.0.0/16', '2001:db8:%d::/64']" % number}],
                    "validations": [{"expression": "has(object.spec) && variables.allowed.exists(cidr%d, "
                                                   "cidr(cidr%d).containsCIDR('10.96.1.0/24'))"
                                                   % (number, number)}]}}
    yield {"apiVersion": api, "kind": "ValidatingAdmissionPolicyBinding", "metadata": {"name": name},
           "spec": {"policyName": name, "validationActions": ["Deny", "Audit"]}}


def put_in_force(name, resource, group):
    make_state(name, "10.0.0.0/20", services(10, (10 << 24) + 300, 200))
    path = os.path.join(folder, "policies.json")
    items = [item for number in range(COUNT) for item in policy(number, resource, group)]
    with open(path, "w") as file:
        json.dump({"apiVersion": "v1", "kind": "List", "items": items}, file)
    output("--state", state(name), "create", "-f", path)


def create(state_name, prefix):
    return lambda number: run("--state", state(state_name), "create", "service", "clusterip",
                              "%s-%d" % (prefix, number + 10), "--tcp=80")


def main():
    make_state("none", "10.0.0.0/20", services(10, (10 << 24) + 300, 200))
    put_in_force("others", "servicecidrs", "networking.k8s.io")
    put_in_force("all", "services", "")
    say("%-44s %8s    %8s" % ("", "none", "100"))
    for title, name in (("create, policies for ServiceCIDRs", "others"),
                        ("create, all look at the Service", "all")):
        compare(title, LIMIT_MS, create("none", name), create(name, name), difference=True, choose=min,
                rounds=3 * ROUNDS)
    finish()


main()
