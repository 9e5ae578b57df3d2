package notify

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// guard keeps webhooks from reaching the machine itself and the services that live beside it: an address that an administrator
// typed must not become a way into what only this machine may ask.
type guard struct{ allow []netip.Prefix }

func (s *Service) guard() guard {
	var g guard
	for _, text := range s.Options.Allow {
		if p, err := netip.ParsePrefix(text); err == nil {
			g.allow = append(g.allow, p.Masked())
		} else if a, err := netip.ParseAddr(text); err == nil {
			g.allow = append(g.allow, netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()))
		}
	}
	return g
}

// barred are addresses beside loopback, link-local, multicast and unspecified ones at which clouds keep the secrets of their
// machines. Private networks are not among them: most sites and their bots live in one.
var barred = []netip.Prefix{netip.MustParsePrefix("100.100.100.200/32"), netip.MustParsePrefix("fd00:ec2::254/128"), netip.MustParsePrefix("192.0.0.192/32"),
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("64:ff9b::/96")}

// addr gives an error for an address that must not be reached.
func (g guard) addr(a netip.Addr) error {
	a = a.Unmap().WithZone("")
	for _, p := range g.allow {
		if p.Contains(a) {
			return nil
		}
	}
	bad := a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified()
	for _, p := range barred {
		bad = bad || p.Contains(a)
	}
	if bad {
		return fmt.Errorf("地址%s指向本机或内部管理地址，不能用作推送地址；确有需要时由运维在配置文件的notify.allow里放行", a)
	}
	return nil
}

// host checks a host that is written as an address; names are checked when they are resolved, each time.
func (g guard) host(name string) error {
	if a, err := netip.ParseAddr(name); err == nil {
		return g.addr(a)
	}
	return nil
}

// control looks at the address that a name led to, right before the connection is made, so that a name cannot be given a
// second meaning in between.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if err := g.addr(ap.Addr()); err != nil {
		return &trouble{message: err.Error(), kind: errFinal}
	}
	return nil
}

// client is a client that keeps to the guard, follows no redirect, asks no proxy and does not wait for ever.
func (g guard) client() *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: g.control}
	return &http.Client{
		Timeout:       15 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy: nil,
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				return dialer.DialContext(ctx, network, addr)
			},

			TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 10 * time.Second, MaxResponseHeaderBytes: 16 << 10,
			DisableKeepAlives: true, DisableCompression: true,
		},
	}
}

// ended turns an error of the connection into trouble: a name that leads nowhere or a server that does not answer is down.
func ended(err error) error {
	var own *trouble
	if errors.As(err, &own) {
		return own
	}
	return &trouble{message: "连不上：" + err.Error(), kind: errDown}
}
