#!/usr/bin/env python3
"""Adds up what scripts/test ran: Surefire's reports, the checks and the sessions.

Prints every failed, skipped and flaky case by name, then one line: N passed, N failed, N skipped.
"""

import collections
import glob
import os
import sys
import xml.etree.ElementTree as xml


def surefire():
    """Yields (verdict, name, reason) of each test case of each module."""
    for report in sorted(glob.glob("*/target/surefire-reports/TEST-*.xml")):
        for case in xml.parse(report).getroot().iter("testcase"):
            name = "%s.%s" % (case.get("classname", "?").rpartition(".")[2], case.get("name"))
            skipped = case.find("skipped")
            wrong = [kind for kind in ("failure", "error") if case.find(kind) is not None]
            if wrong:
                yield "failed", name, first_line(case.find(wrong[0]).get("message"))
            elif skipped is not None:
                yield "skipped", name, first_line(skipped.get("message"))
            else:
                for flake in case.findall("flakyFailure") + case.findall("flakyError"):
                    print("flaky: %s: %s" % (name, first_line(flake.get("message"))))
                yield "passed", name, ""


def recorded(path):
    """Yields the lines VERDICT, tab, NAME and perhaps tab, REASON of a file that a check wrote."""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                verdict, name, reason = (line.rstrip("\n").split("\t", 2) + [""])[:3]
                yield verdict, name, reason


def first_line(text):
    return (text or "").strip().partition("\n")[0]


def main(results):
    cases = list(surefire())
    modules = len(cases)
    cases += recorded(os.path.join(results, "checks"))
    cases += recorded(os.path.join(results, "sessions"))
    if modules == 0:
        cases.append(("failed", "Surefire", "left no report: the modules did not build"))
    for kind in ("skipped", "failed"):
        for verdict, name, reason in cases:
            if verdict == kind:
                print("%s: %s%s" % (kind, name, ": " + reason if reason else ""))
    count = collections.Counter(verdict for verdict, _, _ in cases)
    print("%d passed, %d failed, %d skipped" % (count["passed"], count["failed"], count["skipped"]))
    return 1 if count["failed"] else 0


sys.exit(main(sys.argv[1]))
