package bench

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
)

// BenchmarkProcess starts the program itself on a site of 100,000 projects: how long until it answers, how much memory it
// takes when nobody asks, and at its most under five hundred clients. Bare is the start of a process that does nothing.
func BenchmarkProcess(b *testing.B) {
	program := build(b)
	engines(b, func(b *testing.B, empty func() string) {
		s := fullSite(b, empty)
		cookie := s.signIn(b, office)
		crowd := s.crowd(b, clients, "", cookie)
		target, dir := s.DB.Target(), b.TempDir()
		if err := s.Close(); err != nil { // the program has the database for itself
			b.Fatal(err)
		}
		b.Run("start", func(b *testing.B) {
			var health, page []time.Duration
			t := contest(b, 9, side{name: "bare", do: func() error { return exec.Command(program, "version").Run() }}, side{name: "ours", do: func() error {
				p := start(b, program, target, dir)
				defer p.stop(b)
				health = append(health, p.answers(b, "/healthz"))
				page = append(page, p.answers(b, "/login"))
				return nil
			}})
			slices.Sort(health)
			slices.Sort(page)
			b.ReportMetric(ms(t[0]), "bare-ms")
			b.ReportMetric(ms(percentile(health, 50)), "health-ms")
			b.ReportMetric(ms(percentile(page, 50)), "page-ms")
			b.ReportMetric(0, "ns/op")
		})
		b.Run("memory", func(b *testing.B) {
			p := start(b, program, target, dir)
			defer p.stop(b)
			p.answers(b, "/login")
			time.Sleep(2 * time.Second)
			b.ReportMetric(p.memory(b, "VmRSS"), "idle-MB")
			for _, c := range crowd {
				c.base = p.url
			}
			took, failed := work(b, crowd, 8*time.Second, 0)
			b.ReportMetric(p.memory(b, "VmHWM"), "peak-MB")
			b.ReportMetric(p.memory(b, "VmRSS"), "after-MB")
			b.ReportMetric(float64(len(took))/8, "answers/s")
			b.ReportMetric(float64(failed), "errors")
			b.ReportMetric(0, "ns/op")
		})
	})
}

// build makes the program as it is shipped.
func build(b *testing.B) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "lianzhang")
	cmd := exec.Command("go", "build", "-trimpath", "-o", file, "lianzhang/cmd/lianzhang")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return file
}

// process is a running program.
type process struct {
	cmd   *exec.Cmd
	since func() time.Duration
	url   string
}

var serving = regexp.MustCompile(`http://[0-9.:]+`)

// start starts the program without its background work and waits until it names its address.
func start(b *testing.B, program, target, dir string) *process {
	b.Helper()
	settings := filepath.Join(dir, "bench.toml")
	if err := os.WriteFile(settings, []byte("jobs = false\nlog_level = \"error\"\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	p := &process{cmd: exec.Command(program, "serve", "--config", settings, "--data", dir, "--database", target, "--listen", "127.0.0.1:0"), since: clock.Stopwatch()}
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		p.url = serving.FindString(lines.Text())
	}
	if p.url == "" {
		b.Fatal("the program named no address")
	}
	return p
}

// answers asks until the page comes and gives the time since the start.
func (p *process) answers(b *testing.B, path string) time.Duration {
	b.Helper()
	for p.since() < 20*time.Second {
		res, err := http.Get(p.url + path)
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return p.since()
			}
		}
		time.Sleep(time.Millisecond)
	}
	b.Fatalf("%s does not answer", path)
	return 0
}

// memory reads a size of the process from the system, in MB.
func (p *process) memory(b *testing.B, field string) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		b.Skip("memory is read from /proc")
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kb, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				b.Fatal(err)
			}
			return float64(kb) / 1024
		}
	}
	b.Fatalf("no %s", field)
	return 0
}

func (p *process) stop(b *testing.B) {
	b.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		b.Fatal(err)
	}
	_ = p.cmd.Wait()
}
