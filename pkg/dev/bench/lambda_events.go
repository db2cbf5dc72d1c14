package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"cognitossr/pkg/auth/authtest"
)

// site is the base URL of the measured functions.
const site = "https://www.example.com"

// environment is the environment of a deployed function, with bundled keys.
func environment(pool *authtest.Pool, auth string) []string {
	return []string{
		"BASE_URL=" + site, "COGNITO_USER_POOL_ID=" + poolID(pool), "COGNITO_CLIENT_ID=" + pool.ClientID,
		"COGNITO_DOMAIN=https://auth.example.com",
		"COGNITO_JWKS=" + string(pool.JWKS()), "ROUTE_AUTH=" + auth, "LOG_LEVEL=info", "GOMAXPROCS=1",
		"AWS_ACCESS_KEY_ID=none", "AWS_SECRET_ACCESS_KEY=none",
	}
}

// poolID is the last segment of an issuer.
func poolID(pool *authtest.Pool) string {
	return pool.Issuer[len("https://cognito-idp.eu-west-1.amazonaws.com/"):]
}

// signedInEvent is the gateway's event for a visitor's request: the headers of a browser, and both tokens in cookies.
func signedInEvent(pool *authtest.Pool, path string) []byte {
	return event(path, sessionCookies(pool, "__Host-Http-"))
}

// sessionCookies are both tokens in cookies; a site on this machine has no prefix in their names.
func sessionCookies(pool *authtest.Pool, prefix string) []string {
	claims := authtest.Claims{"cognito:groups": groups}
	return []string{prefix + "id=" + pool.ID(claims), prefix + "access=" + pool.Access(claims)}
}

// event is a GET of a browser in payload format 2.0.
//
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func event(path string, cookies []string) []byte { return request("GET "+path, "", cookies) }

// request is the same for any route and query.
func request(key, query string, cookies []string) []byte {
	const agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
	method, path, _ := strings.Cut(key, " ")
	headers := map[string]string{
		"accept":          "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
		"accept-encoding": "gzip, deflate, br, zstd", "accept-language": "en-GB,en;q=0.5", "content-length": "0",
		"host":           "www.example.com",
		"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin", "sec-fetch-user": "?1",
		"upgrade-insecure-requests": "1", "user-agent": agent, "x-amzn-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
		"x-forwarded-for": "192.0.2.7", "x-forwarded-port": "443", "x-forwarded-proto": "https",
	}
	if method == http.MethodPost {
		headers["origin"], headers["content-type"] = localSite, "application/x-www-form-urlencoded"
	}
	payload, err := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": key, "rawPath": path, "rawQueryString": query, "cookies": cookies,
		"isBase64Encoded": false,
		"headers":         headers,
		"requestContext": map[string]any{
			"accountId": "123456789012", "apiId": "a1b2c3d4e5", "domainName": "www.example.com", "domainPrefix": "www",
			"requestId": "JKJaXmPLvHcESHA=",
			"http": map[string]string{"method": method, "path": path, "protocol": "HTTP/1.1",
				"sourceIp": "192.0.2.7", "userAgent": agent},
			"routeKey": key, "stage": "$default", "time": "10/Mar/2026:16:56:33 +0000", "timeEpoch": 1773161793000,
		},
	})
	if err != nil {
		panic(fmt.Sprintf("writing an event: %v", err))
	}
	return payload
}
