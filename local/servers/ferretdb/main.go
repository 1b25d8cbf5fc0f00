// A MongoDB-protocol server for one machine: FerretDB with SQLite files, for machines
// that reach package registries but no download page of mongod.
//
// FerretDB's own cmd/ferretdb panics when it is built from the module proxy (its version
// files are generated in its repository), so it is embedded instead.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:27017", "address to listen on")
	data := flag.String("data", "", "folder of the SQLite files; must exist")
	version := flag.Bool("version", false, "print the version and exit")
	flag.Parse()

	if *version {
		fmt.Println("FerretDB", embedded())
		return
	}

	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()

	if err := serve(ctx, *listen, *data); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, listen, data string) error {
	dir, err := filepath.Abs(data)
	if err != nil {
		return err
	}

	// As durable against the death of this process as FULL, and several times as fast;
	// only a power cut may take the last few writes.
	files := url.URL{Scheme: "file", OmitHost: true, Path: dir + "/", RawQuery: "_pragma=synchronous(normal)"}

	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: listen},
		Logger:    slog.New(&lateHandler{handler: slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})}),
		Handler:   "sqlite",
		SQLiteURL: files.String(),
	})
	if err != nil {
		return err
	}

	return server.Run(ctx)
}

// FerretDB gives its logger every statement with all that it stores before it knows whether
// anybody will read it, and slog's own handlers write that out at once: a third of the time that
// a file took. This one writes it out when there is a line to write.
type lateHandler struct {
	handler slog.Handler
	given   []func(slog.Handler) slog.Handler
}

func (h *lateHandler) Enabled(ctx context.Context, level slog.Level) bool {
	return h.handler.Enabled(ctx, level)
}

func (h *lateHandler) Handle(ctx context.Context, record slog.Record) error {
	handler := h.handler
	for _, give := range h.given {
		handler = give(handler)
	}

	return handler.Handle(ctx, record)
}

func (h *lateHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return h.with(func(handler slog.Handler) slog.Handler { return handler.WithAttrs(attrs) })
}

func (h *lateHandler) WithGroup(name string) slog.Handler {
	return h.with(func(handler slog.Handler) slog.Handler { return handler.WithGroup(name) })
}

func (h *lateHandler) with(give func(slog.Handler) slog.Handler) slog.Handler {
	return &lateHandler{handler: h.handler, given: append(slices.Clip(h.given), give)}
}

func embedded() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			if dep.Path == "github.com/FerretDB/FerretDB" {
				return dep.Version
			}
		}
	}

	return "unknown"
}
