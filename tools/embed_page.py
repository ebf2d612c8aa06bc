#!/usr/bin/env python3
"""Makes the page of `tare report --html` a string constant: tools/embed_page.py OUT PAGE UPLOT

OUT is the C++ source to write, PAGE the folder of our page.html, page.css and *.js, UPLOT the folder
that tools/fetch_uplot.sh fills. Scripts are joined in the order of their names. The page's own
policy allows exactly these scripts and styles, by their hashes, and no connection to anywhere.
"""
import base64
import hashlib
import pathlib
import sys

# What a run puts in: the text before each of these is one constant.
HOLES = ["@LANGUAGE@", "@TITLE@", "@NO_SCRIPT@", "@DATA@"]
NAMES = ["before_language", "before_title", "before_no_script", "before_data", "end"]


def read(path):
    return path.read_text(encoding="utf-8")


def source_hash(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def once(text, hole, value):
    if text.count(hole) != 1:
        sys.exit(f"page.html holds {hole} {text.count(hole)} times, and must hold it once")
    return text.replace(hole, value)


def page(folder, uplot):
    library = read(uplot / "uPlot.iife.min.js").strip()
    script = "\n".join(read(path) for path in sorted(folder.glob("*.js")))
    script = f"(() => {{\n'use strict';\n{script}}})();\n"
    style = read(uplot / "uPlot.min.css").strip() + "\n" + read(folder / "page.css")
    for text in (library, script, style):
        for end in ("</script", "</style", "<!--"):
            if end in text.lower():
                sys.exit(f"a script or style holds {end}, which would end it")
    policy = (f"default-src 'none'; script-src {source_hash(library)} {source_hash(script)}; "
              f"style-src {source_hash(style)}; img-src data:; base-uri 'none'; form-action 'none'")
    html = read(folder / "page.html")
    for hole, value in (("@POLICY@", policy), ("@STYLE@", style), ("@LICENCE@", read(uplot / "LICENSE")),
                        ("@UPLOT@", library), ("@SCRIPT@", script)):
        html = once(html, hole, value)
    return html


def parts(html):
    for hole in HOLES:
        before, found, html = html.partition(hole)
        if not found:
            sys.exit(f"page.html lacks {hole}, or it stands in the wrong order")
        yield before
    yield html


def literal(text):
    """A raw string; one of them may be long, but not for every compiler: cut into pieces."""
    pieces = [text[i:i + 8000] for i in range(0, len(text), 8000)] or [""]
    return "\n".join(f'R"~page~({piece})~page~"' for piece in pieces)


def main(out, folder, uplot):
    rows = [f"    .{name} =\n{literal(text)}sv," for name, text in
            zip(NAMES, parts(page(pathlib.Path(folder), pathlib.Path(uplot))))]
    pathlib.Path(out).write_text(
        '// Made by tools/embed_page.py out of src/report/page and uPlot; not to be edited.\n'
        '#include "report/page_parts.h"\n\nusing namespace std::string_view_literals;\n\nnamespace tare {\n\n'
        'const PageParts kPageParts = {\n' + "\n".join(rows) + '\n};\n\n'
        '}  // namespace tare\n', encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
