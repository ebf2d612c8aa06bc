"""A hundred messages as Python objects (question, reply, its 50 tokens as numbers), and in SQLite."""
import json
import os
import random
import sqlite3
import sys
import tracemalloc

from child_memory import memory

MESSAGES, TOKENS = 100, 50


def exchange(number):
    tokens = [random.randrange(257, 32000) for _ in range(TOKENS)]
    reply = " ".join(f"word{token}" for token in tokens)
    return {"user": f"Comment vas-tu ? {number}", "reply": reply, "tokens": tokens}


random.seed(1)
tracemalloc.start()
before = tracemalloc.get_traced_memory()[0]
kept = [exchange(0)]
one = tracemalloc.get_traced_memory()[0] - before
kept += [exchange(number) for number in range(1, MESSAGES)]
all_of_them = tracemalloc.get_traced_memory()[0] - before
tracemalloc.stop()


def database(path):
    """Own bytes that a database of these exchanges adds while it is open."""
    begin = memory()["own"]
    opened = sqlite3.connect(path)
    opened.execute("CREATE TABLE chat_history(id INTEGER PRIMARY KEY, user_input TEXT, bot_response TEXT)")
    opened.executemany("INSERT INTO chat_history(user_input, bot_response) VALUES (?, ?)",
                       [(one["user"], one["reply"]) for one in kept])
    opened.commit()
    rows = opened.execute("SELECT * FROM chat_history").fetchall()
    added = memory()["own"] - begin
    assert len(rows) == MESSAGES
    opened.close()
    return added


print(json.dumps({"messages": MESSAGES, "tokens": TOKENS, "one": one, "all": all_of_them,
                  "sqlite": database(os.path.join(sys.argv[1], "chat.db"))}))
