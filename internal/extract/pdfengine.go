package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// maxEnginePages is 80 MB for the engine's own memory, in pages of 64 KB.
const maxEnginePages = 80 << 20 / (64 << 10)

// engine is PDFium compiled to WebAssembly: it sees neither files nor network,
// and its memory is bounded. It starts once, with the first PDF.
type engine struct {
	size  int
	cache string

	mu    sync.Mutex
	pool  pdfium.Pool
	store wazero.CompilationCache
	err   error
	slots chan struct{} // one for each PDF being read
	idle  []*instance   // warm instances
	rooms []*room       // what the instance being made has asked for
}

// room is the memory of an instance: it grows where it stands, so that there
// are never two of it, and goes back to the system at once when the instance
// ends, not when Go looks for what nobody uses.
type room struct{ all []byte }

// Reallocate gives the first size bytes of the room, nil beyond its end.
func (m *room) Reallocate(size uint64) []byte {
	if size > uint64(len(m.all)) {
		return nil
	}
	return m.all[:size]
}

// Free does nothing: the library calls it while a killed call may still run.
func (m *room) Free() {}

// allocate makes the room of the instance being made; e.mu is held.
func (e *engine) allocate(_, most uint64) experimental.LinearMemory {
	m := &room{all: addresses(most)}
	e.rooms = append(e.rooms, m)
	return m
}

// start prepares the engine; after the first time it does nothing.
func (e *engine) start() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool != nil || e.err != nil {
		return e.err
	}
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(maxEnginePages).WithCloseOnContextDone(true).
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling) // PDFium's longjmp
	if dir := e.cacheDir(); dir != "" {
		// Without the store the engine only starts more slowly.
		if store, err := wazero.NewCompilationCacheWithDir(dir); err == nil {
			e.store = store
			config = config.WithCompilationCache(store)
		}
	}
	e.slots = make(chan struct{}, e.size)
	e.pool, e.err = webassembly.Init(webassembly.Config{
		Context:       experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(e.allocate)),
		MaxTotal:      -1, // slots bound it: an instance being killed still counts in the pool
		RuntimeConfig: config, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
	})
	if e.err != nil {
		e.err = fmt.Errorf("start pdf engine: %w", e.err)
	}
	return e.err
}

// cacheDir is where the compiled engine is kept, writable by its owner only,
// for it is code that will be run.
func (e *engine) cacheDir() string {
	dir := e.cache
	switch dir {
	case "-":
		return ""
	case "":
		home, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, "yangguang", "pdf-engine")
	}
	if os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm()&0o022 != 0 {
		return ""
	}
	return dir
}

func (e *engine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	if e.store != nil {
		err = errors.Join(err, e.store.Close(context.Background()))
	}
	for _, in := range e.idle {
		in.leave()
	}
	e.pool, e.idle, e.err = nil, nil, errors.New("pdf engine is closed")
	return err
}

// take waits for an instance nobody uses.
func (e *engine) take(ctx context.Context) (*instance, error) {
	select {
	case e.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if n := len(e.idle); n > 0 {
		in := e.idle[n-1]
		e.idle = e.idle[:n-1]
		return in, nil
	}
	if e.pool == nil {
		<-e.slots
		return nil, e.err
	}
	in, err := newInstance(e.pool)
	if err != nil {
		(&instance{rooms: e.rooms}).leave()
		e.rooms = nil
		<-e.slots
		return nil, fmt.Errorf("pdf engine: %w", err)
	}
	in.rooms, e.rooms = e.rooms, nil
	return in, nil
}

// put keeps an instance warm for the next file.
func (e *engine) put(in *instance) {
	e.mu.Lock()
	e.idle = append(e.idle, in)
	e.mu.Unlock()
	<-e.slots
}

// kill ends an instance even while it runs: the library closes its module, and
// code compiled with WithCloseOnContextDone looks for that in every loop.
func (e *engine) kill(in *instance) {
	_ = in.owner.Kill()
	go func() {
		in.reading.Lock() // until the call that was ended has returned
		defer in.reading.Unlock()
		in.leave()
		<-e.slots
	}()
}
