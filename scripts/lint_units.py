#!/usr/bin/env python3
"""Names the translation units of a build tree that clang-tidy must look at, the largest first.

usage: lint_units.py <build tree> --all
       lint_units.py <build tree> < touched sources, one a line

A touched source picks every unit that compiles it. A touched header picks the units of the source beside it that has
its name; where there is none, it picks one unit that includes it. Sources that no unit reads are named on standard error.
"""
import functools
import json
import pathlib
import re
import shlex
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]', re.MULTILINE)


@functools.cache
def includes_of(file):
    return INCLUDE.findall(file.read_text())


def include_folders(command):
    """The folders of this tree in which the compiler looks for headers."""
    words = shlex.split(command)
    folders = [word[2:] for word in words if word.startswith("-I")]
    folders += [after for word, after in zip(words, words[1:]) if word == "-isystem"]
    return tuple(folder for folder in map(pathlib.Path, folders) if folder.is_relative_to(ROOT))


class Unit:
    def __init__(self, entry):
        self.file = pathlib.Path(entry["file"])
        self.folders = include_folders(entry["command"])
        is_unity = self.file.parent.name == "Unity"
        self.sources = {pathlib.Path(name) for name in includes_of(self.file)} if is_unity else {self.file}
        self.is_test = any(source.is_relative_to(ROOT / "tests") for source in self.sources)

    @functools.cache
    def reads(self):
        """Its sources and all headers of this tree that they include, whatever conditions stand around."""
        found, ahead = set(), list(self.sources)
        while ahead:
            file = ahead.pop()
            if file in found:
                continue
            found.add(file)
            for name in includes_of(file):
                places = (folder / name for folder in (file.parent, *self.folders))
                ahead += [place.resolve() for place in places if place.is_file()][:1]
        return found


def units_of(touched, units, picked):
    """The units to look at for one touched file; none where no unit reads it."""
    compiled = [unit for unit in units if touched in unit.sources]
    if compiled or touched.suffix not in (".h", ".hpp"):
        return compiled
    beside = [unit for unit in units if {touched.with_suffix(".cpp"), touched.with_suffix(".c")} & unit.sources]
    if beside:
        return beside
    likely_first = sorted(units, key=lambda unit: (unit not in picked, unit.is_test))
    return next(([unit] for unit in likely_first if touched in unit.reads()), [])


def main(tree, every=None):
    entries = json.loads((pathlib.Path(tree) / "compile_commands.json").read_text())
    units = list({entry["file"]: Unit(entry) for entry in entries}.values())
    gone = sorted(str(source) for unit in units for source in unit.sources if not source.exists())
    if gone:
        sys.exit(f"lint: {tree} is older than the sources: {gone[0]} is gone; configure it again")
    picked = units if every == "--all" else []
    # Sources come before headers: the units of a source often include the headers that were touched with it.
    lines = [] if every else sorted(sys.stdin.read().splitlines(), key=lambda line: line.endswith((".h", ".hpp")))
    for line in lines:
        found = units_of(ROOT / line, units, picked)
        picked += [unit for unit in found if unit not in picked]
        if not found:
            print(f"lint: {line} is in no unit of {tree}: left out (if it is new, configure again)", file=sys.stderr)
    for unit in sorted(picked, key=lambda unit: -len(unit.sources)):
        print(unit.file)


main(*sys.argv[1:])
