package ui

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ContentPolicy is the Content-Security-Policy of all pages: no inline script, style attributes only for values.
const ContentPolicy = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP answers below Prefix. Hashed addresses never change and may be kept for ever; plain names must be asked again.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "只能读取", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(r.URL.Path, Prefix)
	h := w.Header()
	f := a.byPath[name]
	if f != nil {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else if f = a.byName[name]; f != nil {
		h.Set("Cache-Control", "no-cache")
	}
	if f == nil {
		a.explain(w, name)
		return
	}
	h.Set("ETag", `"`+f.hash+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	if r.Header.Get("If-None-Match") == `"`+f.hash+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.data
	if f.gz != nil {
		h.Set("Vary", "Accept-Encoding")
		if packed := f.gz(); acceptsGzip(r) && packed != nil {
			body = packed
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Content-Type", f.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the browser went away: nothing to do
	}
}

func (a *Assets) explain(w http.ResponseWriter, name string) {
	if slices.Contains(vendored(), name) {
		http.Error(w, "这份程序没有带浏览器文件 "+name+"：先运行 make web，再重新编译", http.StatusNotFound)
		return
	}
	http.Error(w, "没有这个文件", http.StatusNotFound)
}

// packOnce compresses at the first request and keeps the result; text only gains from it, small files do not.
func packOnce(data []byte) func() []byte {
	if len(data) < 512 {
		return nil
	}
	return sync.OnceValue(func() []byte {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			return nil
		}
		_, _ = z.Write(data) // a bytes.Buffer does not fail
		if z.Close() != nil || b.Len() >= len(data) {
			return nil
		}
		return b.Bytes()
	})
}

func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" {
			return strings.TrimSpace(q) != "q=0"
		}
	}
	return false
}
