package cognito

import (
	"net"
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
	return loopbackName(host)
}

func loopbackPeer(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
