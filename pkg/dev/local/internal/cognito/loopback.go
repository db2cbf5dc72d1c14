package cognito

import (
	"net"
	"slices"
	"strings"
)

// loopbackName says whether a host name without port means this machine.
func loopbackName(name string) bool {
	name = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(name), "["), "]")
	return name == "localhost" || name == "127.0.0.1" || name == "::1"
}

func loopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	// Names below localhost never leave the machine (RFC 6761 section 6.3).
	return loopbackName(host) || strings.HasSuffix(strings.ToLower(host), ".localhost")
}

func loopbackPeer(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// allowedHost says whether a Host header names one of the names that others may ask by.
func (o Options) allowedHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return slices.ContainsFunc(o.Hosts, func(allowed string) bool { return strings.EqualFold(allowed, host) })
}
