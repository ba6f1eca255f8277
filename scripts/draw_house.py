#!/usr/bin/env python3
"""Draws the folders of framework/, reports and plugins and the arrows between them, from the #include lines.

    scripts/draw_house.py                          prints the drawing (Mermaid, which GitHub renders)
    scripts/draw_house.py --check CONTRIBUTING.md  fails where the drawing in the document differs
    scripts/draw_house.py --write CONTRIBUTING.md  replaces it

The document holds the drawing between the lines `<!-- house: begin -->` and `<!-- house: end -->`. An arrow points
from a folder to one that it includes; an arrow that a longer way implies is left out. A layer holds the folders whose
longest way down to a folder without arrows has the same length.
"""
import argparse
import difflib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- house: begin -->", "<!-- house: end -->"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]')
INNER_ROOMS = {"training/terms"}  # parts of a folder that have arrows of their own, as in arrows_test.cpp
ENDINGS = {".h", ".hpp", ".c", ".cpp"}


def room_of(parts):
    """The room that a path below framework/ lies in."""
    inner = "/".join(parts[:2])
    return inner if inner in INNER_ROOMS else parts[0]


def room_of_file(path):
    parts = path.relative_to(ROOT).parts
    return room_of(parts[1:]) if parts[0] == "framework" else parts[0]


def room_of_include(name, rooms):
    """The room that an #include names; None for a library's header and for a file beside the source."""
    if name == "gatewise/abi.h":
        return "abi"
    if name == "gatewise/sdk.hpp" or name.startswith("gatewise/sdk/"):
        return "sdk"
    if name.startswith("gatewise/conformance"):
        return "conformance"
    parts = name.split("/")
    room = room_of(parts)
    return room if len(parts) > 1 and room in rooms else None


def arrows():
    """{room: the rooms that it includes}."""
    files = [path for top in ("framework", "reports", "plugins") for path in sorted((ROOT / top).rglob("*"))
             if path.suffix in ENDINGS and "node_modules" not in path.parts]
    found = {room_of_file(path): set() for path in files}
    for path in files:
        own = room_of_file(path)
        for line in path.read_text(encoding="utf-8").splitlines():
            match = INCLUDE.match(line)
            target = room_of_include(match.group(1), found) if match else None
            if target and target != own:
                found[own].add(target)
    return found


def reachable(graph, room, above=()):
    """All rooms below `room`; an error where the arrows make a circle."""
    if room in above:
        sys.exit("the arrows make a circle: " + " -> ".join(above[above.index(room):] + (room,)))
    below = set()
    for target in graph[room]:
        below |= {target} | reachable(graph, target, above + (room,))
    return below


def reduced(graph):
    """The arrows that no longer way implies."""
    below = {room: reachable(graph, room) for room in graph}
    return {room: {to for to in graph[room] if not any(to in below[other] for other in graph[room])} for room in graph}


def layer_of(graph, room):
    return 1 + max((layer_of(graph, target) for target in graph[room]), default=-1)


def node(room):
    """Mermaid takes no slash in a node's name; its label has it."""
    return room.replace("/", "_")


def drawing():
    graph = reduced(arrows())
    layers = {}
    for room in graph:
        layers.setdefault(layer_of(graph, room), []).append(room)
    lines = ["```mermaid", "flowchart TD"]
    for layer in sorted(layers):
        lines.append(f"  %% layer {layer}: {', '.join(sorted(layers[layer]))}")
        for room in sorted(layers[layer]):
            if node(room) != room or not graph[room]:
                lines.append(f'  {node(room)}["{room}"]')
            if graph[room]:
                lines.append(f"  {node(room)} --> {' & '.join(node(to) for to in sorted(graph[room]))}")
    return lines + ["```"]


def parts_of(document):
    """The lines of a document before, within and behind the marks."""
    lines = document.read_text(encoding="utf-8").splitlines()
    if lines.count(BEGIN) != 1 or lines.count(END) != 1 or lines.index(BEGIN) > lines.index(END):
        sys.exit(f"{document}: needs one line '{BEGIN}' and behind it one line '{END}'")
    begin, end = lines.index(BEGIN) + 1, lines.index(END)
    return lines[:begin], lines[begin:end], lines[end:]


def check(document):
    drawn, wanted = parts_of(document)[1], drawing()
    if drawn == wanted:
        print(f"house: the drawing in {document} is what the includes say")
        return
    sys.stdout.writelines(line + "\n" for line in difflib.unified_diff(drawn, wanted, str(document), "includes", lineterm=""))
    sys.exit(f"{document}: the drawing is not what the includes say; scripts/draw_house.py --write {document} mends it")


def write(document):
    before, _, behind = parts_of(document)
    document.write_text("\n".join(before + drawing() + behind) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="Draws the folders and their arrows from the #include lines.")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", type=pathlib.Path, metavar="DOCUMENT", help="fail where its drawing differs")
    choice.add_argument("--write", type=pathlib.Path, metavar="DOCUMENT", help="replace its drawing")
    options = parser.parse_args()
    if options.check:
        check(options.check)
    elif options.write:
        write(options.write)
    else:
        print("\n".join(drawing()))


if __name__ == "__main__":
    main()
