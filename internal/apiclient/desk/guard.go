package desk

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"yangguang/internal/fault"
)

// Limits of one message's way.
const (
	longestURL  = 500
	dialTimeout = 5 * time.Second
	postTimeout = 15 * time.Second
)

// closed are the networks that no message goes to beside those that netip knows
// as private, loopback, link-local, multicast and unspecified: shared address
// space, this network, documentation, benchmarking, reserved, and the ways in
// which IPv6 can mean an IPv4 address.
func closed() []netip.Prefix {
	var list []netip.Prefix
	for _, s := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fec0::/10"} {
		list = append(list, netip.MustParsePrefix(s))
	}
	return list
}

// reach says why no message may go to an address, or nil.
func (d *Desk) reach(a netip.Addr) error {
	a = a.Unmap().WithZone("")
	within := func(list []netip.Prefix) bool {
		return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(a) })
	}
	switch {
	case within(d.Networks), d.Loopback && a.IsLoopback():
		return nil
	case !a.IsValid(), a.IsPrivate(), a.IsLoopback(), a.IsLinkLocalUnicast(), a.IsMulticast(), a.IsUnspecified(), within(closed()):
		return fmt.Errorf("the address %s is not public and not among the configured networks", a)
	}
	return nil
}

// receiver checks the address of an endpoint as it is typed; its fault is of the
// field "url". What the name leads to is looked at again at every connection.
func (d *Desk) receiver(text string) (string, error) {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case text == "" || err != nil || u.Hostname() == "" || len(text) > longestURL:
		return "", fault.Field("url", "填写完整的网址，例如 https://portal.example.gov.cn/hooks")
	case u.User != nil:
		return "", fault.Field("url", "网址里不写账号和口令")
	case u.Fragment != "":
		return "", fault.Field("url", "去掉 # 及后面的部分")
	}
	a, failed := netip.ParseAddr(u.Hostname())
	literal := failed == nil
	if u.Scheme != "https" && !(u.Scheme == "http" && d.Loopback && literal && a.IsLoopback()) {
		return "", fault.Field("url", "网址应以 https:// 开头，通知不走明文")
	}
	if strings.EqualFold(u.Hostname(), "localhost") && !d.Loopback || literal && d.reach(a) != nil {
		return "", fault.Field("url", "这是内部网络的地址。内网的接收方要先由运维在 YANGGUANG_WEBHOOK_NETWORKS 里列出网段")
	}
	return text, nil
}

// poster is the client that carries messages: no proxy, no redirect, no address
// that is closed, whatever a name resolves to at that moment.
func (d *Desk) poster() *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("dial %s: %w", address, err)
		}
		return d.reach(ap.Addr())
	}}
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	if d.TLS != nil {
		conf = d.TLS.Clone()
	}
	return &http.Client{Timeout: postTimeout,
		Transport: &http.Transport{DialContext: dialer.DialContext, TLSClientConfig: conf, TLSHandshakeTimeout: dialTimeout, ForceAttemptHTTP2: true,
			DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}
