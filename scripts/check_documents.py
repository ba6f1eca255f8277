#!/usr/bin/env python3
"""Checks the Markdown documents of this repository.

    scripts/check_documents.py         names each fault with file and line; fails where there is one
    scripts/check_documents.py --wrap  first wraps paragraphs and list items at 120 characters

A fault is: a line of more than 120 characters outside tables, code blocks and URLs; a link to a file that does not
exist, or to a heading that its document lacks; and in CONTRIBUTING's recipes a file that does not exist, a test that
no source declares, or a recipe without a command that checks it.
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WIDTH = 120
FENCE = re.compile(r"^\s*```")
URL = re.compile(r"https?://[^\s)>]+")
LINK = re.compile(r"\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"")
ITEM = re.compile(r"^(\s*)([-*+]|\d+[.)])(\s+)")
VERBATIM = re.compile(r"^\s*(\||#|<|$)")  # table, heading, HTML, blank
MARKER = re.compile(r"^([-*+]|\d+[.)]|#+|>.*|\|.*)$")  # a word that must not begin a line of prose
TEST = re.compile(r"^\s*(?:TEST|TEST_F|TEST_P)\((\w+),\s*(\w+)\)", re.MULTILINE)
RECIPES = "## Recipes"


def documents():
    names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, text=True, check=True,
                           stdout=subprocess.PIPE).stdout.splitlines()
    return [ROOT / name for name in sorted(set(names)) if (ROOT / name).exists()]


def prose(lines):
    """(number, line) of every line outside code blocks."""
    inside = False
    for number, line in enumerate(lines, 1):
        if FENCE.match(line):
            inside = not inside
        elif not inside:
            yield number, line


def without_code(line):
    return re.sub(r"`[^`]*`", "", line)


def long_lines(lines):
    for number, line in prose(lines):
        if not line.lstrip().startswith("|") and len(URL.sub("", line)) > WIDTH:
            yield number, f"has {len(line)} characters, more than {WIDTH}: scripts/check_documents.py --wrap"


def anchors(document):
    """What GitHub makes of the document's headings."""
    found = set()
    for _, line in prose(document.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("#").strip())
            found.add(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-"))
    return found


def broken_links(document, lines):
    for number, line in prose(lines):
        for match in LINK.finditer(without_code(line)):
            target = match.group(1) or match.group(2)
            if URL.match(target):
                continue
            path, _, anchor = target.partition("#")
            file = (document.parent / path).resolve() if path else document
            if not file.exists():
                yield number, f"links to {target}, which does not exist"
            elif anchor and anchor not in anchors(file):
                yield number, f"links to {target}, but {file.name} has no such heading"


def test_names():
    return [".".join(match.groups()) for path in (ROOT / "tests").rglob("*_test.cpp")
            for match in TEST.finditer(path.read_text(encoding="utf-8"))]


def faults_of_files(code):
    """Words with a slash are files; one with a placeholder, such as plugins/<id>/cell.cpp, is checked up to it."""
    for word in code.split():
        word = word.strip("'\",;")
        if "/" not in word or word.startswith(("build/", "-", "gatewise/")):
            continue
        known = word if "<" not in word else word.split("<")[0].rpartition("/")[0]
        if not (ROOT / known).exists():
            yield f"names {word}, which does not exist"


def faults_of_tests(code, names):
    match = re.search(r"ctest .*-R '?([^' ]+)'?", code)
    for pattern in match.group(1).split("|") if match else []:
        if not any(re.search(pattern, name) for name in names):
            yield f"names the test {pattern}, which no source declares"


def faults_of_recipes(lines):
    """Of the section that starts with RECIPES, each recipe of which has a heading of the third level."""
    if RECIPES not in lines:
        yield 1, f"has no section '{RECIPES}'"
        return
    begin = lines.index(RECIPES) + 1
    end = next((i for i in range(begin, len(lines)) if lines[i].startswith("## ")), len(lines))
    names = test_names()
    heads = [i for i in range(begin, end) if lines[i].startswith("### ")]
    for head, following in zip(heads, heads[1:] + [end]):
        text = "\n".join(lines[head:following])
        codes = re.findall(r"`([^`]+)`", text)
        for code in codes:
            for fault in [*faults_of_files(code), *faults_of_tests(code, names)]:
                yield head + 1, f"recipe '{lines[head][4:]}' {fault}"
        if not any(code.startswith(("ctest ", "scripts/", "gatewise ")) for code in codes):
            yield head + 1, f"recipe '{lines[head][4:]}' names no command that checks it"


def faults_of(document):
    lines = document.read_text(encoding="utf-8").splitlines()
    yield from long_lines(lines)
    yield from broken_links(document, lines)
    if document == ROOT / "CONTRIBUTING.md":
        yield from faults_of_recipes(lines)


def words_of(text):
    """Words and, unbroken, inline code of a moderate length."""
    words = []
    for word in re.findall(r"(?:`[^`]*`|[^\s`]|`)+", " ".join(text.split())):
        words += [word] if len(word) <= WIDTH // 2 else word.split()
    return words


def wrapped(words, first, rest):
    """Lines of at most WIDTH characters; a word that Markdown would take for the begin of a list ends a line instead."""
    lines, line = [], first
    for i, word in enumerate(words):
        glued = word
        if i + 1 < len(words) and MARKER.match(words[i + 1]):
            glued += " " + words[i + 1]
        if line not in (first, rest) and len(line) + 1 + len(glued) > WIDTH and not MARKER.match(word):
            lines.append(line)
            line = rest
        line += word if line in (first, rest) else " " + word
    return lines + [line]


def wrap(lines):
    done, inside, block = [], False, []

    def flush():
        if block:
            item = ITEM.match(block[0])
            first = item.group(0) if item else re.match(r"\s*", block[0]).group(0)
            words = words_of(" ".join([block[0][len(first):]] + block[1:]))
            done.extend(wrapped(words, first, " " * len(first)))
            block.clear()

    for line in lines:
        if FENCE.match(line) or inside:
            flush()
            inside = inside != bool(FENCE.match(line))
            done.append(line)
        elif VERBATIM.match(line):
            flush()
            done.append(line)
        else:
            if ITEM.match(line):
                flush()
            block.append(line)
    flush()
    return done


def main():
    parser = argparse.ArgumentParser(description="Checks the Markdown documents of this repository.")
    parser.add_argument("--wrap", action="store_true", help=f"first wrap paragraphs and list items at {WIDTH}")
    options = parser.parse_args()
    if options.wrap:
        for document in documents():
            text = document.read_text(encoding="utf-8")
            document.write_text("\n".join(wrap(text.splitlines())) + "\n", encoding="utf-8")
    faults = [f"{document.relative_to(ROOT)}:{number}: {fault}" for document in documents()
              for number, fault in faults_of(document)]
    print("".join(fault + "\n" for fault in faults), end="")
    print(f"documents: {len(documents())} were read, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
