"""The small flow on wasmtime: `pip install wasmtime`, then `python flow.py openbell.wasm flow.bin`.

Frames go in and events come out as bytes; the page engine-abi.md says how.
"""

import hashlib
import struct
import sys
from pathlib import Path

from wasmtime import Func, FuncType, Instance, Module, Store, Trap, ValType

# sessions, assets, markets, accounts, orders, client ids, price directory entries,
# tiers, special orders, order lists, withdrawals, bytes of output: as in flow.mjs
CAPACITIES = (1, 2, 1, 32, 4096, 4096, 256, 1, 256, 16, 16, 65536)
RUN_DRAIN = 1


class Engine:
    """One core. Its memory never grows after `initialise`."""

    def __init__(self, path):
        self.store = Store()
        exports = self._instantiate(path).exports(self.store)
        self.memory = exports["memory"]
        self.call = lambda name, *values: exports[name](self.store, *values)
        if self.call("initialise", *CAPACITIES) == 0:
            raise ValueError("the capacities do not fit into 4 GiB")
        self.sequence = 0

    def _instantiate(self, path):
        def abort(message, file, line, column):
            raise Trap(f"assertion failed at line {line}, column {column}")

        kind = FuncType([ValType.i32()] * 4, [])
        module = Module.from_file(self.store.engine, str(path))
        return Instance(self.store, module, [Func(self.store, kind, abort)])

    def apply(self, timestamp_us, commands):
        """Applies one frame and yields its events, as whole records."""
        self.sequence += 1
        address = self.call("inputAddress") & 0xFFFFFFFF
        self.memory.write(self.store, commands, address)
        halves = (*split(self.sequence), *split(timestamp_us))
        self.call("beginFrame", *halves, len(commands), 0)
        output = self.call("outputAddress") & 0xFFFFFFFF
        state = RUN_DRAIN
        while state == RUN_DRAIN:
            state = self.call("run")
            length = self.call("outputBytes")
            yield bytes(self.memory.read(self.store, output, output + length))

    def state_hash(self):
        address = self.call("stateHash") & 0xFFFFFFFF
        return struct.unpack("<Q", self.memory.read(self.store, address, address + 8))[0]


def split(value):
    """A u64 as two u32; wasmtime wants them signed."""
    low, high = value & 0xFFFFFFFF, value >> 32
    return (low - (1 << 32) if low >= 1 << 31 else low, high)


def frames(path):
    """bytes u32, microseconds u32, commands …"""
    flow = Path(path).read_bytes()
    at = 0
    while at < len(flow):
        length, timestamp_us = struct.unpack_from("<II", flow, at)
        yield timestamp_us, flow[at + 8 : at + 8 + length]
        at += 8 + length


if len(sys.argv) != 3:
    sys.exit("usage: python flow.py openbell.wasm flow.bin")
wasm_path, flow_path = sys.argv[1:]
engine = Engine(wasm_path)
events = hashlib.sha256()
for timestamp_us, commands in frames(flow_path):
    for part in engine.apply(timestamp_us, commands):
        events.update(part)
print(f"state hash   {engine.state_hash():016x}")
print(f"events hash  {events.hexdigest()}")
