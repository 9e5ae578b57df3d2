// Command lianzhang is the working system of a city's industrial-chain chief office, in one file.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"lianzhang/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, os.Args[1:], cli.Std())
	stop()
	os.Exit(code)
}
