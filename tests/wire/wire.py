#!/usr/bin/env python3
"""Sends the cases of one scene to a device under test and judges what it makes of them.

Usage: wire.py --scene NAME --lane I/N --device COMMAND FILE...
Runs where the neighbours' addresses are; tests/wire/run.sh makes the places. See README.md.
"""

import argparse
import ipaddress
import json
import os
import shlex
import socket
import subprocess
import sys

import cases
import judge
import messages
import peers

HERE = os.path.dirname(os.path.abspath(__file__))
MARK_AS = 64999  # in the path of what stood there before the case
PATIENCE_S = 30  # for what takes milliseconds
RECOVERY_S = 150  # for a session to be there again, whatever pauses the device makes
STARTS_MAX = 10
BEACON = {1: "192.0.2.0/24", 2: "2001:db8:beac::/48"}


class Trouble(Exception):
    """The case could not be judged: the device did not do what comes before or after it."""


class Device:
    def __init__(self, command, log):
        self.command = shlex.split(command)
        self.log = log
        self.process = None
        self.starts = 0

    def start(self):
        self.starts += 1
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log)

    def died(self):
        return self.process.poll() is not None

    def stop(self):
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


class Lane:
    """A device, its neighbours, and the cases one after the other."""

    def __init__(self, scene, device):
        self.scene = scene
        self.device = device
        self.device_as = scene["device"]["as"]
        self.peers = {name: peers.Peer(name, conf, self.device_as)
                      for name, conf in scene["peers"].items()}
        self.number = 0
        self.round = 0

    def all(self):
        return list(self.peers.values())

    def wait(self, until, seconds=PATIENCE_S):
        return peers.wait(self.all(), until, seconds)

    def ensure(self, peer, options=()):
        """A session of `peer` with these options; a new one only if need be."""
        if peer.up and peer.sock is not None and peer.options == options and not peer.ended:
            return
        peers.leave(peer, self.all(), PATIENCE_S)
        if not peers.establish(peer, self.all(), options, RECOVERY_S, self.device.died):
            raise Trouble(f"no session of {peer.name} in {RECOVERY_S} s")

    def ensure_beacon(self, observer):
        for family in observer.conf["families"]:
            if not observer.announced:
                self.announce(observer, family, BEACON[family])
        observer.announced = True

    def announce(self, peer, family, prefix, path=None, words=""):
        path = f"path={path}" if path else "path"
        if family == 1:
            step = f"update origin {path} next {words} nlri={prefix}"
        else:
            step = f"update origin {path} {words} reach={prefix}"
        if peer.conf["as"] == self.device_as:
            step = step.replace(" next", " next pref")
        peer.send(messages.write(step, peer.scope()))

    def withdraw(self, peer, family, prefix):
        word = "withdraw" if family == 1 else "unreach"
        peer.send(messages.write(f"update {word}={prefix}", peer.scope()))

    # ---- A case

    def run(self, case):
        """What happened, as a judge.Outcome."""
        self.number = self.number % 4000 + 1
        sender = self.peers[case.peer]
        observer = self.peers[case.observer or sender.conf["seen-by"]]
        act = Act(self, case, sender, observer)
        outcome = act.play()
        act.clean()
        return outcome


class Act:
    """One case on the stage of its lane."""

    def __init__(self, lane, case, sender, observer):
        self.lane, self.case, self.sender, self.observer = lane, case, sender, observer
        number = ipaddress.ip_address("198.18.0.0") + lane.number * 16
        self.own = {1: f"{number}/28", 2: f"2001:db8:{lane.number:x}::/48"}
        self.subject = {family: judge.subject(case.steps, family, self.own[family])
                        for family in (1, 2)}
        self.spoken = [f for f in sender.conf["families"] if f in observer.conf["families"]]
        self.pending = b""
        self.started = False

    def play(self):
        lane = self.lane
        lane.ensure(self.observer)
        lane.ensure_beacon(self.observer)
        if self.case.steps[0] not in ("connect", "collide"):
            lane.ensure(self.sender, self.case.options)
            self.prepare()
        self.sender.options = self.case.options
        if judge.asks_for(self.case, "refreshed", "quiet"):
            self.expect_beacon()
        for step in self.case.steps:
            self.step(step)
        self.flush()
        return self.conclude()

    def prepare(self):
        """What the case speaks of is announced, well-formed, before it."""
        if "new" in self.case.options:
            return
        told = [family for family in self.spoken if self.own[family] in self.subject[family]]
        first = "" if self.sender.scope().internal else f"{self.sender.conf['as']},"
        for family in told:
            self.lane.announce(self.sender, family, self.own[family], f"{first}{MARK_AS}")
        seen = lambda: all(self.own[family] in self.observer.table for family in told)
        if not self.lane.wait(lambda: seen() or self.sender.ended) or self.sender.ended:
            raise Trouble("a well-formed announcement was not passed on")

    def expect_beacon(self):
        """What a refresh would bring once more."""
        beacon = BEACON[self.spoken[0]]
        if not self.lane.wait(lambda: beacon in self.sender.table):
            raise Trouble("the observer's route does not come")
        self.told_before = self.sender.arrivals[beacon]

    def step(self, step):
        word, *items = step.split()
        scope = self.sender.scope(self.own[1], self.own[2])
        if word in messages.WRITERS:
            if "drip" in items:
                self.flush()
                self.sender.send(messages.write(step.replace(" drip", ""), scope), True)
            else:
                self.pending += messages.write(step, scope, self.case.options)
            return
        self.flush()
        getattr(self, "do_" + word)(items)

    def flush(self):
        if self.pending:
            self.sender.send(self.pending)
        self.pending = b""

    def do_connect(self, items):
        peers.leave(self.sender, self.lane.all(), PATIENCE_S)
        if not peers.reach(self.sender, self.lane.all(), RECOVERY_S, self.lane.device.died):
            raise Trouble("the device takes no connection")

    def do_hangup(self, items):
        self.sender.close()
        self.sender.ended = ("closed",)

    def do_silent(self, items):
        self.sender.speaks = False
        self.lane.wait(lambda: self.sender.ended)

    def do_alive(self, items):
        enough = self.sender.keepalives + int(items[0])
        self.lane.wait(lambda: self.sender.ended or self.sender.keepalives >= enough)

    def do_babble(self, items):
        """An UPDATE a second, and never a KEEPALIVE."""
        self.sender.speaks = False
        for _ in range(int(items[0])):
            self.lane.announce(self.sender, self.spoken[0], "203.0.113.0/24")
            self.lane.wait(lambda: self.sender.ended, 1)
        self.sender.speaks = True

    def do_second(self, items):
        """A second connection of a peer that is up: the device closes it, in its own time."""
        other = peers.Peer(self.sender.name, self.sender.conf, self.lane.device_as)
        if other.connect():
            other.send(messages.write(" ".join(items), self.sender.scope()))
            peers.wait(self.lane.all() + [other], lambda: other.ended, PATIENCE_S)
            other.close()

    def do_flood(self, items):
        """flood N: so many prefixes, in messages of 200."""
        count = int(items[0])
        base = ipaddress.ip_address("100.64.0.0")
        for first in range(0, count, 200):
            some = ",".join(f"{base + 16 * i}/28" for i in range(first, min(count, first + 200)))
            self.sender.send(messages.write(f"update base nlri={some}", self.sender.scope()))

    def do_collide(self, items):
        """Both sides open a connection; this one says `id=`. What is kept goes on as usual."""
        sender, lane = self.sender, self.lane
        peers.leave(sender, lane.all(), PATIENCE_S)
        called = self.called()
        other = peers.Peer(sender.name, sender.conf, lane.device_as)
        other.adopt(called)
        both = lane.all() + [other]
        if not sender.connect():
            raise Trouble("a second connection is not taken")
        opening = messages.open_message(items, sender.scope())
        other.send(opening)
        sender.send(opening)
        if not peers.wait(both, lambda: other.ended or sender.ended, PATIENCE_S):
            raise Trouble("both connections are kept")
        self.collision = other.ended or sender.ended
        if sender.ended:
            self.kept = "theirs"
            lane.peers[sender.name] = self.sender = other
        else:
            self.kept = "ours"
        (other if self.kept == "ours" else sender).close()

    def called(self):
        """The device's own connection."""
        conf = self.sender.conf
        family = socket.AF_INET6 if ":" in conf["address"] else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((conf["address"], 179))
            listener.listen()
            listener.setblocking(False)
            found = []

            def accepted():
                try:
                    found.append(listener.accept()[0])
                except BlockingIOError:
                    return False
                return True

            if not self.lane.wait(accepted, RECOVERY_S):
                raise Trouble("the device does not connect")
            return found[0]

    # ---- What came of it

    def conclude(self):
        outcome = judge.Outcome(subject=self.subject, spoken=self.spoken,
                                kept=getattr(self, "kept", None))
        if not self.confirm() or not self.sentinel():
            outcome.stuck = not self.sender.ended
        elif judge.asks_for(self.case, "refreshed", "quiet"):
            outcome.refreshed = self.refreshed()
        outcome.ended = self.sender.ended
        outcome.malformed = self.sender.malformed + self.observer.malformed
        if self.observer.ended:
            raise Trouble(f"the observer's session ended: {self.observer.ended}")
        if outcome.ended:
            self.expect_all_gone()
        outcome.table = dict(self.observer.table)
        return outcome

    def confirm(self):
        """Brings up a session that the case itself opened, if the device lets it."""
        sender = self.sender
        if sender.up or sender.ended:
            return not sender.ended
        if not self.lane.wait(lambda: sender.keepalives or sender.ended) or sender.ended:
            return False
        sender.send(messages.keepalive())
        sender.up = True
        return True

    def sentinel(self):
        """A prefix announced and then withdrawn behind the case. When the observer has seen both,
        it has seen whatever the case changed: two rounds, as a speaker may pack in any order."""
        lane, sender, table = self.lane, self.sender, self.observer.table
        if not self.spoken:
            return not sender.ended
        family = self.spoken[0]
        lane.round += 1
        prefix = f"203.0.113.{lane.round % 256}/32" if family == 1 else (
            f"2001:db8:ffff:{lane.round % 65536:x}::/64")
        lane.announce(sender, family, prefix)
        if not lane.wait(lambda: prefix in table or sender.ended) or sender.ended:
            return False
        lane.withdraw(sender, family, prefix)
        return lane.wait(lambda: prefix not in table or sender.ended) and not sender.ended

    def refreshed(self):
        """Was the observer's beacon told again? The same proof the other way round."""
        lane, sender, observer = self.lane, self.sender, self.observer
        family = self.spoken[0]
        prefix = "203.0.113.0/24" if family == 1 else "2001:db8:feed::/48"
        lane.announce(observer, family, prefix)
        lane.wait(lambda: prefix in sender.table or sender.ended)
        lane.withdraw(observer, family, prefix)
        lane.wait(lambda: prefix not in sender.table or sender.ended)
        return sender.arrivals[BEACON[family]] > self.told_before

    def expect_all_gone(self):
        told = [prefix for family in self.spoken for prefix in self.subject[family]]
        if not self.lane.wait(lambda: not any(p in self.observer.table for p in told)):
            raise Trouble("routes stay although the session has ended")

    def clean(self):
        self.observer.malformed.clear()
        if self.sender.ended or not self.sender.up:
            self.sender.close()
            return
        for family in self.spoken:
            for prefix in self.subject[family]:
                self.lane.withdraw(self.sender, family, prefix)
        if any(step.split()[0] in ("flood", "open", "collide") for step in self.case.steps):
            peers.leave(self.sender, self.lane.all(), PATIENCE_S)


def play(lane, case):
    """One line for the case."""
    head = f"{case.name} ({case.rfc})"
    try:
        outcome = lane.run(case)
        if judge.allowed(case, outcome, lane):
            print(f"ok: {head}: {judge.words(outcome)}", flush=True)
        else:
            print(f"FAIL: {head}: {judge.words(outcome)}; allowed: {judge.wanted(case)}"
                  f" [{case.place}]", flush=True)
    except Trouble as trouble:
        print(f"FAIL: {head}: {trouble} [{case.place}]", flush=True)
        for peer in lane.all():
            peer.close()
    if lane.device.died():
        print(f"FAIL: the device ended, status {lane.device.process.returncode}", flush=True)
        for peer in lane.all():
            peer.close()
        lane.device.start()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scene", required=True)
    parser.add_argument("--lane", default="0/1")
    parser.add_argument("--device", required=True)
    parser.add_argument("--log", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    with open(os.path.join(HERE, "scenes.json")) as file:
        scene = json.load(file)[options.scene]
    mine = [case for case in cases.read_files(options.files) if case.peer in scene["peers"]
            and options.only in case.name]
    index, count = (int(part) for part in options.lane.split("/"))
    mine = mine[index::count]
    # Sessions with the same options follow each other, so that few must begin anew.
    mine.sort(key=lambda case: (case.peer, [o for o in case.options if o != "new"]))
    with open(options.log, "ab") as log:
        device = Device(options.device, log)
        device.start()
        lane = Lane(scene, device)
        for case in mine:
            play(lane, case)
            if device.starts > STARTS_MAX:
                print("FAIL: the device ends again and again", flush=True)
                break
        for peer in lane.all():
            peer.close()
        status = device.stop()
    if status not in (0, -15):
        print(f"FAIL: the device ends with status {status}")


if __name__ == "__main__":
    sys.exit(main())
