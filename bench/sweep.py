#!/usr/bin/env python3
"""Measures hairpin sweep: cases in a second, and the memory of a process.

Usage: bench/sweep.py [HAIRPIN]

A case is a set of failures, the network at rest again, and all pairs compared. CPU time is that of
all processes; where others use the machine it is the better measure.
"""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

REGIONS = ["West Europe", "North Europe", "UK South", "France Central", "Germany West Central"]
LOCATIONS = ["Amsterdam", "Dublin", "London", "Paris", "Frankfurt"]


def subnet(number, size=24):
    return "10.%d.%d.0/%d" % (number // 256, number % 256, size)


def hub(number, first, spokes, circuits, prefixes):
    """A hub with a gateway on two circuits (or the one), and networks that use it."""
    networks = [{
        "name": "hub-%d" % number,
        "region": REGIONS[number % 5],
        "address-space": [subnet(first + i) for i in range(prefixes)],
        "subnet": [{"name": "GatewaySubnet", "address-prefix": [subnet(first, 26)]}],
        "virtual-network-gateway": {
            "name": "gw-%d" % number,
            "sku": "ErGw3AZ",
            "allow-remote-vnet-traffic": True,
            "connection": [{"name": "to-er-%d" % c, "express-route-circuit": "er-%d" % c}
                           for c in sorted({number % circuits, (number + 1) % circuits})],
        },
        "virtual-network-peering": [{
            "name": "to-spoke-%d" % s,
            "remote-virtual-network": "spoke-%d-%d" % (number, s),
            "allow-gateway-transit": True,
        } for s in range(spokes)],
    }]
    for s in range(spokes):
        networks.append({
            "name": "spoke-%d-%d" % (number, s),
            "region": REGIONS[number % 5],
            "address-space": [subnet(first + prefixes + s)],
            "virtual-network-peering": [{
                "name": "to-hub",
                "remote-virtual-network": "hub-%d" % number,
                "use-remote-gateways": True,
                "allow-forwarded-traffic": True,
            }],
        })
    return networks


def site(number):
    """A circuit, and two routers on-premises, one on each of its links."""
    circuit = {
        "name": "er-%d" % number,
        "sku-tier": "Premium",
        "bandwidth-mbps": 10000,
        "peering-location": LOCATIONS[number % 5],
        "azure-private-peering": {
            "peer-asn": 65020 + number,
            "primary-peer-address-prefix": "172.16.%d.0/30" % number,
            "secondary-peer-address-prefix": "172.16.%d.4/30" % number,
            "vlan-id": 100 + number,
        },
    }
    routers = [{
        "name": "ce%d" % r,
        "asn": 65020 + number,
        "advertise": ["192.168.%d.0/24" % number],
        "circuit-link": [{"express-route-circuit": "er-%d" % number, "link": link}],
    } for r, link in enumerate(["primary", "secondary"])]
    return circuit, {"name": "site-%d" % number, "nearest-region": REGIONS[number % 5],
                     "access-rtt-ms": "2.0", "router": routers}


def lab(name, hubs, spokes, circuits, prefixes=1):
    networks = []
    for h in range(hubs):
        networks += hub(h, h * (spokes + prefixes), spokes, circuits, prefixes)
    sites = [site(c) for c in range(circuits)]
    return {"hairpin-lab:lab": {
        "name": name,
        "virtual-network": networks,
        "express-route-circuit": [circuit for circuit, _ in sites],
        "site": [at for _, at in sites],
    }}


def sweep(hairpin, path, failures, jobs, of):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    run = subprocess.run([hairpin, "sweep", path, "--failures", str(failures), "--jobs", str(jobs),
                          "-o", "jsonl", "-q", *of], stdout=subprocess.PIPE, check=False)
    took = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode not in (0, 1):
        sys.exit("hairpin sweep %s: exit status %d" % (path, run.returncode))
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(run.stdout.split(b"\n", 1)[0]), took, cpu


def largest(hairpin, path, failures, of):
    """The largest process of a sweep, in MiB: of a child of its own, for the maximum stays."""
    code = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    run = subprocess.run([sys.executable, "-c", code, hairpin, "sweep", path, "--failures",
                          str(failures), "-o", "jsonl", "-q", *of], stdout=subprocess.PIPE, check=True)
    return int(run.stdout) / 1024


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    hairpin = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "hairpin"))
    rows = [
        ("50 networks, 10 gateways, 4 circuits, 8 routers", lab("fifty", 10, 4, 4), 1, 2, []),
        ("the same, singles and doubles", lab("fifty", 10, 4, 4), 2, 2, []),
        ("1,000 networks, 40 gateways, 20 circuits", lab("thousand", 40, 24, 20), 1, 2, []),
        ("star of 100 gateways with 10 prefixes, its links and MSEEs", lab("star", 100, 0, 1, 10), 1, 1,
         ["--of", "links,msees"]),
    ]
    print("| sweep | cases | solved | wall s | cases/s | CPU ms a case | MiB |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lab.json")
        for name, made, failures, jobs, of in rows:
            with open(path, "w") as out:
                json.dump(made, out)
            # what comes before the first case is not the sweep's
            start = time.monotonic()
            subprocess.run([hairpin, "sim", path, "-q"], stdout=subprocess.DEVNULL, check=True)
            start = time.monotonic() - start
            head, took, cpu = sweep(hairpin, path, failures, jobs, of)
            print("| %s, %d at work | %d | %d | %.2f | %.0f | %.2f | %.0f |" % (
                name, jobs, head["cases"], head["solved"], took,
                head["cases"] / max(took - start, 0.001), 1000 * cpu / head["cases"],
                largest(hairpin, path, failures, of)), flush=True)


main()
