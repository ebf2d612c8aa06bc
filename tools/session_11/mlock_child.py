"""Asks to lock 64 MiB where 8 MiB are allowed, as a user without privileges."""
import ctypes
import json
import mmap
import os
import resource

from child_memory import memory

SIZE, ALLOWED = 64 << 20, 8 << 20
held = mmap.mmap(-1, SIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
held[::4096] = b"x" * (SIZE // 4096)
resource.setrlimit(resource.RLIMIT_MEMLOCK, (ALLOWED, ALLOWED))
if os.getuid() == 0:  # root may lock whatever it likes
    os.setresuid(65534, 65534, 65534)
libc = ctypes.CDLL(None, use_errno=True)
address = ctypes.addressof(ctypes.c_char.from_buffer(held))
libc.mlock.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
answer = libc.mlock(address, SIZE)
print(json.dumps({"asked": SIZE, "allowed": ALLOWED, "refused": answer != 0,
                  "why": os.strerror(ctypes.get_errno()) if answer else "", "locked": memory()["locked"]}))
