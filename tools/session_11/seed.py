"""The rows of the seed's document: every table cell with the line it stands on.

The data file is made from the document itself, so that no number is typed twice; a test reads the
document in its own way and looks for every number in the data file.
"""
import json
import re

# The heading that a table stands under, and what the judgements call it and its columns.
TABLES = {
    "Outils Utilisés": ("tools", ["tool", "version", "use"]),
    "Profil 1 : Démarrage Basique": ("startup", ["step", "ram", "vram", "system"]),
    "Profil 2 : Chargement LLM": ("load", ["step", "ram", "vram", "plus_ram", "plus_vram"]),
    "Profil 3 : Conversation Longue": ("talk", ["step", "ram", "vram", "messages", "plus_ram"]),
    "VRAM GPU : Stable et Saine": ("talk_vram", ["step", "vram", "change"]),
    "Baseline Desktop-Mate": ("metrics", ["metric", "value", "notes"]),
    "Overhead Mémoire": ("overhead", ["component", "ram", "vram", "percent"]),
}
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def cells_of(line):
    return [cell.strip().replace("**", "") for cell in line.strip().strip("|").split("|")]


def first_number(text):
    found = NUMBER.search(text.replace("~", ""))
    return float(found[0]) if found else None


def parse(document):
    """[{table, line, columns, rows: [{line, cells: [text], numbers: [number or None]}]}]"""
    tables, headings, table = [], [], None
    for number, line in enumerate(document.splitlines(), 1):
        if line.startswith("#"):
            level = len(line) - len(line.lstrip("#"))
            headings = headings[:level - 1] + [""] * (level - 1 - len(headings)) + [line]
        if not line.startswith("|"):
            table = None
            continue
        cells = cells_of(line)
        if table is None:
            name, columns = [value for key, value in TABLES.items() if key in " ".join(headings)][-1]
            table = {"table": name, "line": number, "columns": columns, "titles": cells, "rows": []}
            tables.append(table)
        elif not set(line) <= set("|-: "):
            table["rows"].append({"line": number, "cells": cells,
                                  "numbers": [first_number(cell) for cell in cells]})
    return tables


def write(document_path, data_path):
    tables = parse(document_path.read_text())
    data_path.write_text(json.dumps({"document": document_path.name, "tables": tables},
                                    ensure_ascii=False, indent=1) + "\n")


class Row:
    """A row whose columns are attributes: load[3].ram."""

    def __init__(self, columns, row):
        for name, number in zip(columns, row["numbers"]):
            setattr(self, name, number)
        self.line = row["line"]


class Table(list):
    """Rows counted from 1, as the seed numbers its steps (2b of the conversation is row 3)."""

    def __getitem__(self, number):
        return super().__getitem__(number - 1)


def read(data_path):
    """{table name: Table}"""
    data = json.loads(data_path.read_text())
    return {table["table"]: Table(Row(table["columns"], row) for row in table["rows"])
            for table in data["tables"]}
