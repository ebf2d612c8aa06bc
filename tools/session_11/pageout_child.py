"""200 MiB of a file and 200 MiB of its own; the system is asked to take the file's pages back."""
import json
import mmap
import os
import sys

from child_memory import memory

SIZE = 200 << 20
MADV_PAGEOUT = 21  # linux/mman-common.h

path = os.path.join(sys.argv[1], "pages")
with open(path, "wb") as out:
    for _ in range(SIZE >> 20):
        out.write(os.urandom(4096) * 256)
    out.flush()
    os.fsync(out.fileno())  # a dirty page would have to be written before it can be taken back
with open(path, "rb") as source:
    pages = mmap.mmap(source.fileno(), SIZE, prot=mmap.PROT_READ)
held = mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
held[::4096] = b"x" * (SIZE // 4096)


def touch():
    return sum(pages[::4096])


said = {}
said["begin_sum"] = touch()
said["held"] = memory()
pages.madvise(MADV_PAGEOUT)
said["paged_out"] = memory()
said["again_sum"] = touch()
said["touched_again"] = memory()
held.close()
said["freed"] = memory()
print(json.dumps(said))
