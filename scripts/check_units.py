#!/usr/bin/env python3
"""Compiles each source alone, without writing anything: a header that a file of the same unity unit brings along is
missing here.

  scripts/check_units.py BUILD_TREE     a tree that was configured with -DGATEWISE_UNITY=OFF (preset `units`)
"""
import concurrent.futures
import json
import os
import pathlib
import shlex
import subprocess
import sys


def check(entry):
    """What the compiler says of one source; empty where it is fine."""
    words = shlex.split(entry["command"])
    at = words.index("-o")
    run = subprocess.run(words[:at] + words[at + 2:] + ["-fsyntax-only"], cwd=entry["directory"], text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return run.stdout if run.returncode != 0 else ""


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    commands = pathlib.Path(sys.argv[1]) / "compile_commands.json"
    if not commands.exists():
        sys.exit(f"{commands} is missing; configure the tree first: cmake --preset units")
    entries = json.loads(commands.read_text())
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(check, entries) if fault]
    print("".join(faults), end="")
    print(f"units: {len(entries)} sources were compiled alone, {len(faults)} failed")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
