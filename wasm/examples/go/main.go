// The small flow on wazero: `go mod tidy`, then `go run . openbell.wasm flow.bin`.
// Frames go in and events come out as bytes; the page engine-abi.md says how.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"log"
	"os"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

const runDrain = 1

// sessions, assets, markets, accounts, orders, client ids, price directory entries,
// tiers, special orders, order lists, withdrawals, bytes of output: as in flow.mjs
var capacities = []uint64{1, 2, 1, 32, 4096, 4096, 256, 1, 256, 16, 16, 65536}

// Engine is one core. Its memory never grows after initialise.
type Engine struct {
	ctx      context.Context
	module   api.Module
	sequence uint64
}

// NewEngine makes a core that has applied nothing.
func NewEngine(ctx context.Context, runtime wazero.Runtime, wasm []byte) (*Engine, error) {
	abort := func(message, file, line, column uint32) {
		panic(fmt.Sprintf("assertion failed at line %d, column %d", line, column))
	}
	host := runtime.NewHostModuleBuilder("env")
	if _, err := host.NewFunctionBuilder().WithFunc(abort).Export("abort").Instantiate(ctx); err != nil {
		return nil, err
	}
	module, err := runtime.Instantiate(ctx, wasm)
	if err != nil {
		return nil, err
	}
	engine := &Engine{ctx: ctx, module: module}
	bytes, err := engine.call("initialise", capacities...)
	if err == nil && bytes == 0 {
		err = fmt.Errorf("the capacities do not fit into 4 GiB")
	}
	return engine, err
}

// Apply applies one frame; onEvents gets whole records, valid during the call only.
func (engine *Engine) Apply(timestampUs uint64, commands []byte, onEvents func([]byte)) error {
	engine.sequence++
	input, err := engine.call("inputAddress")
	if err != nil {
		return err
	}
	if !engine.module.Memory().Write(input, commands) {
		return fmt.Errorf("a frame of %d bytes is too large", len(commands))
	}
	sequence := engine.sequence
	_, err = engine.call("beginFrame", sequence&0xffffffff, sequence>>32,
		timestampUs&0xffffffff, timestampUs>>32, uint64(len(commands)), 0)
	for state := uint32(runDrain); err == nil && state == runDrain; {
		if state, err = engine.call("run"); err == nil {
			err = engine.drain(onEvents)
		}
	}
	return err
}

func (engine *Engine) drain(onEvents func([]byte)) error {
	address, err := engine.call("outputAddress")
	if err != nil {
		return err
	}
	length, err := engine.call("outputBytes")
	if err != nil {
		return err
	}
	events, _ := engine.module.Memory().Read(address, length)
	onEvents(events)
	return nil
}

// StateHash is over all that shapes the future.
func (engine *Engine) StateHash() (uint64, error) {
	address, err := engine.call("stateHash")
	if err != nil {
		return 0, err
	}
	hash, _ := engine.module.Memory().ReadUint64Le(address)
	return hash, nil
}

func (engine *Engine) call(name string, values ...uint64) (uint32, error) {
	results, err := engine.module.ExportedFunction(name).Call(engine.ctx, values...)
	if err != nil || len(results) == 0 {
		return 0, err
	}
	return uint32(results[0]), nil
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: go run . openbell.wasm flow.bin")
	}
	wasm, err := os.ReadFile(os.Args[1])
	check(err)
	flow, err := os.ReadFile(os.Args[2])
	check(err)
	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	defer runtime.Close(ctx)
	engine, err := NewEngine(ctx, runtime, wasm)
	check(err)

	events := sha256.New()
	// bytes u32, microseconds u32, commands …
	for len(flow) >= 8 {
		length := binary.LittleEndian.Uint32(flow)
		timestampUs := uint64(binary.LittleEndian.Uint32(flow[4:]))
		check(engine.Apply(timestampUs, flow[8:8+length], func(part []byte) { events.Write(part) }))
		flow = flow[8+length:]
	}
	hash, err := engine.StateHash()
	check(err)
	fmt.Printf("state hash   %016x\nevents hash  %x\n", hash, events.Sum(nil))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
