//! The small flow on wasmtime: `cargo run --release -- openbell.wasm flow.bin`.
//! Frames go in and events come out as bytes; the page engine-abi.md says how.

use sha2::{Digest, Sha256};
use wasmtime::{Engine, Error, Linker, Memory, Module, Result, Store, TypedFunc};

const RUN_DRAIN: i32 = 1;

type Capacities = (
    i32,
    i32,
    i32,
    i32,
    i32,
    i32,
    i32,
    i32,
    i32,
    i32,
    i32,
    i32,
);

/// Sessions, assets, markets, accounts, orders, client ids, price directory entries,
/// tiers, special orders, order lists, withdrawals, bytes of output: as in flow.mjs.
const CAPACITIES: Capacities = (1, 2, 1, 32, 4096, 4096, 256, 1, 256, 16, 16, 65536);

type Ask = TypedFunc<(), i32>;

/// One core. Its memory never grows after `initialise`.
struct Core {
    store: Store<()>,
    memory: Memory,
    input_address: Ask,
    begin_frame: TypedFunc<(i32, i32, i32, i32, i32, i32), ()>,
    run: Ask,
    output_address: Ask,
    output_bytes: Ask,
    state_hash: Ask,
    sequence: u64,
}

impl Core {
    fn new(path: &str) -> Result<Core> {
        let engine = Engine::default();
        let module = Module::from_file(&engine, path)?;
        let mut store = Store::new(&engine, ());
        let mut linker = Linker::<()>::new(&engine);
        linker.func_wrap("env", "abort", abort)?;
        let instance = linker.instantiate(&mut store, &module)?;
        let memory = instance
            .get_memory(&mut store, "memory")
            .ok_or_else(|| Error::msg("the module has no memory"))?;
        let initialise = instance.get_typed_func::<Capacities, i32>(&mut store, "initialise")?;
        if initialise.call(&mut store, CAPACITIES)? == 0 {
            return Err(Error::msg("the capacities do not fit into 4 GiB"));
        }
        Ok(Core {
            memory,
            input_address: instance.get_typed_func(&mut store, "inputAddress")?,
            begin_frame: instance.get_typed_func(&mut store, "beginFrame")?,
            run: instance.get_typed_func(&mut store, "run")?,
            output_address: instance.get_typed_func(&mut store, "outputAddress")?,
            output_bytes: instance.get_typed_func(&mut store, "outputBytes")?,
            state_hash: instance.get_typed_func(&mut store, "stateHash")?,
            store,
            sequence: 0,
        })
    }

    /// Applies one frame; `on_events` gets whole records.
    fn apply(
        &mut self,
        timestamp_us: u64,
        commands: &[u8],
        mut on_events: impl FnMut(&[u8]),
    ) -> Result<()> {
        self.sequence += 1;
        let input = self.input_address.call(&mut self.store, ())? as u32 as usize;
        self.memory.write(&mut self.store, input, commands)?;
        let (sequence, time) = (halves(self.sequence), halves(timestamp_us));
        let frame = (
            sequence.0,
            sequence.1,
            time.0,
            time.1,
            commands.len() as i32,
            0,
        );
        self.begin_frame.call(&mut self.store, frame)?;
        let output = self.output_address.call(&mut self.store, ())? as u32 as usize;
        let mut state = RUN_DRAIN;
        while state == RUN_DRAIN {
            state = self.run.call(&mut self.store, ())?;
            let length = self.output_bytes.call(&mut self.store, ())? as usize;
            on_events(&self.memory.data(&self.store)[output..output + length]);
        }
        Ok(())
    }

    /// Over all that shapes the future.
    fn state_hash(&mut self) -> Result<u64> {
        let at = self.state_hash.call(&mut self.store, ())? as u32 as usize;
        Ok(u64::from_le_bytes(
            self.memory.data(&self.store)[at..at + 8].try_into()?,
        ))
    }
}

fn abort(_message: i32, _file: i32, line: i32, column: i32) -> Result<()> {
    Err(Error::msg(format!(
        "assertion failed at line {line}, column {column}"
    )))
}

fn halves(value: u64) -> (i32, i32) {
    (value as i32, (value >> 32) as i32)
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, wasm, flow] = arguments.as_slice() else {
        return Err(Error::msg(
            "usage: cargo run --release -- openbell.wasm flow.bin",
        ));
    };
    let mut core = Core::new(wasm)?;
    let flow = std::fs::read(flow)?;
    let mut events = Sha256::new();
    let mut rest = flow.as_slice();
    // bytes u32, microseconds u32, commands …
    while rest.len() >= 8 {
        let length = u32::from_le_bytes(rest[..4].try_into()?) as usize;
        let timestamp_us = u32::from_le_bytes(rest[4..8].try_into()?);
        core.apply(timestamp_us.into(), &rest[8..8 + length], |part| {
            events.update(part)
        })?;
        rest = &rest[8 + length..];
    }
    println!("state hash   {:016x}", core.state_hash()?);
    println!("events hash  {:x}", events.finalize());
    Ok(())
}
