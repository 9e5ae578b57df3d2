package webtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/org"
	"lianzhang/internal/web"
)

// Client asks as one person; "" is nobody.
type Client struct {
	t      testing.TB
	site   *Site
	cookie *http.Cookie
	// Follow makes GET and POST go on to where a redirect leads.
	Follow bool
}

// As signs a person in, once for the whole test.
func (s *Site) As(t testing.TB, login string) *Client {
	t.Helper()
	if login == "" {
		return &Client{t: t, site: s}
	}
	return &Client{t: t, site: s, cookie: s.SignIn(t, login, Password)}
}

// SignIn gives the session cookie of a person, for a real browser.
func (s *Site) SignIn(t testing.TB, login, password string) *http.Cookie {
	t.Helper()
	if s.tokens[login] == "" {
		in, err := s.Org.Login(t.Context(), org.Attempt{Login: login, Password: password})
		must(t, err)
		s.tokens[login] = in.Token
	}
	return &http.Cookie{Name: web.SessionCookie, Value: s.tokens[login], Path: "/"}
}

// With asks with the token of a session that the test opened by itself.
func (s *Site) With(t testing.TB, token string) *Client {
	return &Client{t: t, site: s, cookie: &http.Cookie{Name: web.SessionCookie, Value: token, Path: "/"}}
}

// Answer is what came back.
type Answer struct {
	t      testing.TB
	Path   string
	Status int
	Header http.Header
	Body   []byte
	Doc    *goquery.Document // nil when the answer is no HTML
}

// Get asks for an address.
func (c *Client) Get(path string) *Answer {
	c.t.Helper()
	return c.do(httptest.NewRequest(http.MethodGet, path, nil))
}

// Fragment asks for an address as htmx does; target is the id of the element that will be swapped.
func (c *Client) Fragment(path, target string) *Answer {
	c.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("HX-Request", "true")
	r.Header.Set("HX-Target", target)
	return c.do(r)
}

// Post sends a form.
func (c *Client) Post(path string, form url.Values) *Answer {
	c.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(r)
}

// Upload sends a form with a file in field "file".
func (c *Client) Upload(path string, form url.Values, name string, content []byte) *Answer {
	c.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for field, values := range form {
		for _, v := range values {
			must(c.t, w.WriteField(field, v))
		}
	}
	part, err := w.CreateFormFile("file", name)
	must(c.t, err)
	_, err = part.Write(content)
	must(c.t, err)
	must(c.t, w.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return c.do(r)
}

func (c *Client) do(r *http.Request) *Answer {
	c.t.Helper()
	if c.cookie != nil {
		r.AddCookie(c.cookie)
	}
	w := httptest.NewRecorder()
	c.site.Handler.ServeHTTP(w, r)
	res := w.Result()
	a := &Answer{t: c.t, Path: r.URL.RequestURI(), Status: res.StatusCode, Header: res.Header}
	var err error
	a.Body, err = io.ReadAll(res.Body)
	must(c.t, err)
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		a.Doc, err = goquery.NewDocumentFromReader(bytes.NewReader(a.Body))
		must(c.t, err)
	}
	if to := res.Header.Get("Location"); c.Follow && to != "" {
		next := httptest.NewRequest(http.MethodGet, to, nil)
		for _, set := range res.Cookies() { // the word that is said once
			next.AddCookie(set)
		}
		return c.do(next)
	}
	return a
}

// Want fails the test unless the status is the one given.
func (a *Answer) Want(status int) *Answer {
	a.t.Helper()
	if a.Status != status {
		text := string(a.Body)
		if a.Doc != nil {
			text = strings.Join(strings.Fields(a.Doc.Find("main").Text()), " ")
		}
		a.t.Fatalf("%s: status %d, want %d\n%.1500s", a.Path, a.Status, status, text)
	}
	return a
}

// Text is the text of the elements under the selector, with single spaces.
func (a *Answer) Text(selector string) string {
	a.t.Helper()
	if a.Doc == nil {
		a.t.Fatalf("%s: no HTML: %d %s", a.Path, a.Status, a.Header.Get("Content-Type"))
	}
	return strings.Join(strings.Fields(a.Doc.Find(selector).Text()), " ")
}

// Texts are the texts of the elements under the selector, one by one.
func (a *Answer) Texts(selector string) (out []string) {
	a.t.Helper()
	a.Doc.Find(selector).Each(func(_ int, s *goquery.Selection) { out = append(out, strings.Join(strings.Fields(s.Text()), " ")) })
	return out
}

// Attr is an attribute of the first element under the selector; the test fails when there is none.
func (a *Answer) Attr(selector, name string) string {
	a.t.Helper()
	v, ok := a.Doc.Find(selector).First().Attr(name)
	if !ok {
		a.t.Fatalf("%s: no %s at %q", a.Path, name, selector)
	}
	return v
}
