package change_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

// crashDB names, for a process that is to be killed, the database that it writes to.
const crashDB = "LIANZHANG_TEST_CRASH_DB"

func TestMain(m *testing.M) {
	if file := os.Getenv(crashDB); file != "" {
		writeUntilKilled(file)
	}
	os.Exit(m.Run())
}

// writeUntilKilled runs changes from eight sides at once. It tells each that was acknowledged, as "id version", in one
// write to the pipe, which a kill cannot cut in two.
func writeUntilKilled(file string) {
	ctx := context.Background()
	d, err := db.Open(ctx, file)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	r := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.System}
	run := func(fn func(tx *change.Tx) error) error {
		return r.Run(ctx, authz.System("cli"), change.What{Action: "crash", Perm: authz.FirmEdit}, fn)
	}
	for side := range 8 {
		go func() {
			for n := int64(0); ; n++ {
				row := newFirm(int64(os.Getpid())<<24|int64(side)<<20|n, r.Clock.Micro())
				if err := run(func(tx *change.Tx) error { return firms.Insert(ctx, tx, row) }); err != nil {
					continue
				}
				fmt.Fprintf(os.Stdout, "%s %d\n", row.ID, row.Version)
				after := *row
				after.Note = "又改"
				if err := run(func(tx *change.Tx) error { return firms.Update(ctx, tx, row, &after) }); err == nil {
					fmt.Fprintf(os.Stdout, "%s %d\n", after.ID, after.Version)
				}
				_ = run(func(tx *change.Tx) error { // one that fails must leave nothing, in a crash too
					if err := firms.Insert(ctx, tx, newFirm(-row.No, row.CreatedAt)); err != nil {
						return err
					}
					return errs.New(errs.Invalid, "不行")
				})
			}
		}()
	}
	select {}
}

// killOne starts a writer on the database, kills it after a while and gives what it had acknowledged.
func killOne(t *testing.T, file string, after time.Duration) map[string]string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashDB+"="+file)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	acked := map[string]string{}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(acked) == 0 {
			time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
		}
		key, version, _ := strings.Cut(strings.TrimSpace(line), " ")
		acked[key] = version
	}
	_ = cmd.Wait() // "signal: killed"
	if len(acked) == 0 {
		t.Fatal("the writer ended before its first change")
	}
	return acked
}

func TestAKilledProcessLosesNothingItAcknowledged(t *testing.T) {
	rounds := 200
	if testing.Short() {
		rounds = 10
	}
	total, file := 0, ""
	for i := range rounds {
		if i%8 == 0 { // later writers of a file find what the killed ones left
			file = filepath.Join(t.TempDir(), "crash.db")
		}
		acked := killOne(t, file, time.Duration(rand.IntN(60_000))*time.Microsecond)
		total += len(acked)
		survived(t, file, acked)
		if t.Failed() {
			t.Fatalf("in round %d", i)
		}
	}
	t.Logf("%d kills, %d acknowledged records, none lost", rounds, total)
}

func survived(t *testing.T, file string, acked map[string]string) {
	t.Helper()
	d, err := db.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for key, version := range acked {
		row, err := firms.Get(t.Context(), d, db.Everything, key)
		if err != nil {
			t.Errorf("%s: %v", key, err)
		} else if fmt.Sprint(row.Version) < version {
			t.Errorf("%s: version %d stored, %s acknowledged", key, row.Version, version)
		}
	}
	var undone int
	if err := d.QueryRow(t.Context(), "SELECT count(*) FROM enterprise WHERE no < 0").Scan(&undone); err != nil || undone != 0 {
		t.Errorf("%d rows of failed changes, %v", undone, err)
	}
	rep, err := journal.Verify(t.Context(), d, journal.Options{})
	if err != nil || !rep.OK() {
		t.Errorf("%+v, %v", rep, err)
	}
}
