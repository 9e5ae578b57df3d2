package uitest

import (
	"context"
	"encoding/json"
	"lianzhang/internal/web/ui"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Tab is one tab of a headless Chromium that lives as long as its test. Every method fails the test by itself.
type Tab struct {
	t   testing.TB
	ctx context.Context
}

// Need leaves a browser test out of the short run, and with a word where there is no Chromium or the browser files are not
// built; with REQUIRE set, and where CI runs, these two are failures. Browser asks it too: call it first where a test has much to prepare.
func Need(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("browser test left out of the short run")
	}
	lack := t.Skip
	if os.Getenv("REQUIRE") != "" || os.Getenv("CI") == "true" {
		lack = t.Fatal
	}
	if chromium() == "" {
		lack("no Chromium on this machine: browser test left out")
	}
	assets, err := ui.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	if missing := assets.Missing(); len(missing) > 0 {
		lack("browser files are not built (make web):", missing)
	}
}

// Browser starts Chromium with a window of the given size, when Need allows. Breaches of the content policy are kept and fail
// the test at its end.
func Browser(t testing.TB, width, height int) *Tab {
	t.Helper()
	Need(t)
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(width, height), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("lang", "zh-CN"))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	tab := &Tab{t, ctx}
	watch := page.AddScriptToEvaluateOnNewDocumentParams{Source: `window.breaches = [];
		document.addEventListener("securitypolicyviolation", (e) => breaches.push(e.violatedDirective + " " + e.blockedURI));
		addEventListener("error", (e) => breaches.push("error: " + e.message));
		addEventListener("unhandledrejection", (e) => breaches.push("rejected: " + e.reason));`}
	_, err := chromedp.Run(ctx, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, watch)
		return chromedp.Void{}, err
	})
	tab.must("start", err)
	return tab
}

// chromium is the path of a Chromium: the one that CHROMIUM names, or one on the PATH; "" when there is none.
func chromium() string {
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); name != "" && err == nil {
			return p
		}
	}
	return ""
}

// Open goes to an address, first making sure that the page before broke no rule.
func (b *Tab) Open(url string) {
	b.t.Helper()
	b.Clean()
	b.must(url, chromedp.Do(b.ctx, chromedp.Navigate(url)))
}

// Clean fails the test if the page broke the content policy or a script failed.
func (b *Tab) Clean() {
	b.t.Helper()
	if breaches := b.Text(`JSON.stringify(window.breaches || [])`); breaches != "[]" {
		b.t.Errorf("page %s: %s", b.Text("location.pathname"), breaches)
	}
}

// Text evaluates an expression that gives a string.
func (b *Tab) Text(expr string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expr))
	b.must(expr, err)
	return v
}

// Is evaluates an expression that gives a boolean.
func (b *Tab) Is(expr string) bool {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](expr))
	b.must(expr, err)
	return v
}

// Do evaluates statements for what they do.
func (b *Tab) Do(script string) {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[json.RawMessage](`(() => {`+script+`; return true})()`))
	b.must(script, err)
}

// Wait waits up to 10 seconds for an expression to be true; it survives a change of page.
func (b *Tab) Wait(expr string) {
	b.t.Helper()
	var last error
	for range 100 {
		v, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("!!("+expr+")"))
		if err == nil && v {
			return
		}
		last = err
		time.Sleep(100 * time.Millisecond)
	}
	b.t.Fatalf("never came true: %s (%v)", expr, last)
}

// Keys presses keys where the focus is.
func (b *Tab) Keys(keys string) {
	b.t.Helper()
	b.must("keys "+keys, chromedp.Do(b.ctx, chromedp.KeyEvent(keys)))
}

// Click clicks the first element of a CSS selector.
func (b *Tab) Click(selector string) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 10*time.Second)
	defer stop()
	b.must("click "+selector, chromedp.Do(ctx, chromedp.Click(chromedp.CSS(selector))))
}

// Shot takes a picture of the window as PNG.
func (b *Tab) Shot() []byte {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	b.must("picture", err)
	return png
}

// Offline takes the network away from the page, or gives it back; the page hears of either.
func (b *Tab) Offline(off bool) {
	b.t.Helper()
	to := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: off}}}
	_, err := chromedp.Run(b.ctx, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, network.EmulateNetworkConditionsByRule, to)
		return chromedp.Void{}, err
	})
	b.must("network", err)
	b.Do(map[bool]string{true: `dispatchEvent(new Event("offline"))`, false: `dispatchEvent(new Event("online"))`}[off])
}

// Size changes the size of the window.
func (b *Tab) Size(width, height int) {
	b.t.Helper()
	b.must("size", chromedp.Do(b.ctx, chromedp.EmulateViewport(int64(width), int64(height))))
}

func (b *Tab) must(what string, err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("browser: %s: %v", what, err)
	}
}

// For is the same tab within a subtest: failures are the subtest's.
func (b *Tab) For(t testing.TB) *Tab { return &Tab{t, b.ctx} }
