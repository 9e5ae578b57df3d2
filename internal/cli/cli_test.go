package cli_test

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lianzhang/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lianzhang": func() { os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Std())) },
	})
}

// TestScripts plays the command line as whoever owns the machine types it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
