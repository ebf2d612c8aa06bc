"""A hundred messages as Python objects: question, reply, and its 50 tokens as a list of numbers."""
import json
import random
import tracemalloc

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
print(json.dumps({"messages": MESSAGES, "tokens": TOKENS, "one": one, "all": all_of_them}))
