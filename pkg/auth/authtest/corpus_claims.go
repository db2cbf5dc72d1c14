package authtest

import (
	"slices"
	"strconv"
	"strings"
)

// jsonTexts are attacks on the JSON of header and payload. All have a true signature.
func jsonTexts(l *lab) []Case {
	sign := func(payload string) string { return l.signed(l.Header(1), payload) }
	cases := []Case{
		{ID: "T-57", Name: "invalid UTF-8 in a value", Token: l.front(`"a":"` + "\xff" + `"`), Reason: "utf8"},
		{ID: "T-57", Name: "invalid UTF-8 in a name", Token: l.front(`"` + "\xc3\x28" + `":1`), Reason: "utf8"},
		{ID: "T-57", Name: "invalid UTF-8 in the header", Token: l.headed(l.plus(`"a":"` + "\xe2\x82" + `"`)),
			Reason: "utf8"},
		{ID: "T-57", Name: "overlong UTF-8", Token: l.front(`"a":"` + "\xc0\xaf" + `"`), Reason: "utf8"},
		{ID: "T-57", Name: "half a surrogate pair as bytes", Token: l.front(`"a":"` + "\xed\xa0\x80" + `"`), Reason: "utf8"},
		{ID: "T-57", Name: "half a surrogate pair by an escape", Token: l.front(`"a":"\ud83d"`)},
		{ID: "T-57", Name: "half a surrogate pair and a letter", Token: l.front(`"a":"\ud83dx"`)},
		{ID: "T-57", Name: "surrogates the wrong way round", Token: l.front(`"a":"\udc69\ud83d"`), Reason: "utf8"},
		{ID: "T-58", Name: "byte order mark", Token: sign("\ufeff" + l.payload), Reason: "json"},
		{ID: "T-60", Name: "bytes after the payload", Token: sign(l.payload + `{"a":1}`), Reason: "trailing"},
		{ID: "T-60", Name: "a NUL after the payload", Token: sign(l.payload + "\x00"), Reason: "trailing"},
		{ID: "T-61", Name: "bytes after the header", Token: l.headed(l.Header(1) + `x`), Reason: "trailing"},
		{ID: "T-62", Name: "iss twice, evil first", Token: l.front(`"iss":"https://evil.example"`), Reason: "duplicate"},
		{ID: "T-63", Name: "iss twice, good first",
			Token: sign(l.payload[:len(l.payload)-1] + `,"iss":"https://evil.example"}`), Reason: "duplicate"},
		{ID: "T-63", Name: "iss twice, the same", Token: l.front(`"iss":"` + l.Issuer + `"`), Reason: "duplicate"},
		{ID: "T-63", Name: "iss twice by an escape", Token: l.front(`"\u0069ss":"https://evil.example"`),
			Reason: "duplicate"},
		{ID: "T-63", Name: "an unknown member twice", Token: l.front(`"x":1,"x":2`), Reason: "duplicate"},
		{ID: "T-63", Name: "twice in an inner object", Token: l.front(`"x":{"a":[{"b":1,"c":2,"b":3}]}`),
			Reason: "duplicate"},
		{ID: "T-63", Name: "twice, 40 members apart", Token: l.front(manyMembers(40) + `,"m0":1`), Reason: "duplicate"},
		{ID: "T-63", Name: "twice behind 40 members", Token: l.front(manyMembers(40) + `,"m39":1`), Reason: "duplicate"},
		{ID: "T-65", Name: "twins in another case",
			Token: l.front(`"EXP":1,"Token_Use":"id","COGNITO:GROUPS":["admin"],"Cognito:Groups":["admin"],"ISS":"https://evil.example"`), Want: Accepted},
		{ID: "X-20", Name: "257 members", Token: l.front(manyMembers(257)), Reason: "members"},
	}
	cases = append(cases, each("T-59", "payload", []string{`[]`, `"x"`, `1`, `null`, `true`, ``, ` `, `{}`,
		`[` + l.payload + `]`, `{`, l.payload[:len(l.payload)-1], l.payload[1:]}, func(payload string) string {
		if payload == "" {
			payload = "\n"
		}
		return sign(payload)
	})...)
	cases = append(cases, each("X-21", "header", []string{`[]`, `"x"`, `1`, `null`, ` `, `{}`, `{`, `{"kid"}`,
		`{"kid":}`}, l.headed)...)
	return slices.Concat(cases, nestings(l), notJSON(l))
}

// nestings are payloads and a header of many levels.
func nestings(l *lab) []Case {
	return []Case{
		{ID: "T-66", Name: "9 levels", Token: l.front(`"deep":` + nested(8)), Reason: "depth"},
		{ID: "T-66", Name: "9 levels of objects", Token: l.front(`"deep":` + strings.Repeat(`{"a":`, 8) + "1" +
			strings.Repeat("}", 8)), Reason: "depth"},
		{ID: "T-66", Name: "2,000 levels", Token: l.front(`"deep":` + nested(2000)), Reason: "depth"},
		{ID: "T-66", Name: "10,000 levels", Token: l.front(`"deep":` + nested(10_000)), Reason: "size"},
		{ID: "T-66", Name: "2,000 levels, never closed", Token: l.signed(l.Header(1), `{"deep":`+strings.Repeat("[", 2000))},
		{ID: "T-66", Name: "2,000 levels in the header", Token: l.headed(l.plus(`"deep":` + nested(2000))), Reason: "depth"},
	}
}

// notJSON are payloads that begin with what JSON does not have.
func notJSON(l *lab) []Case {
	return each("X-22", "not JSON:", []string{
		`"a":1,`, `,"a":1`, `"a" 1`, `'a':1`, `a:1`, `"a":'b'`, `"a":01`, `"a":+1`, `"a":.5`, `"a":1.`, `"a":1e`,
		`"a":-`, `"a":0x1`, `"a":NaN`, `"a":Infinity`, `"a":tru`,
		`"a":True`, `"a":nul`, `"a":[1,]`, `"a":[,1]`, `"a":[1 2]`, `"a":{"b":1,}`, `"a":"` + "\n" + `"`,
		`"a":"` + "\x00" + `"`, `"a":"\x"`, `"a":"\u12"`, `"a":"\u12g4"`,
		`"a":"\U00000041"`, `"a":1/**/`, `"a":1//`, `"a":[}`, `"a":{]`, `"a"::1`, `"a":1;"b":2`, `"a":"b`,
	}, l.front)
}

// expiries are attacks on "exp".
func expiries(l *lab) []Case {
	now := l.Now().Unix()
	exp := func(value string) string { return l.claim("exp", value) }
	at := func(seconds int64) string { return strconv.FormatInt(seconds, 10) }
	cases := []Case{
		{ID: "T-67", Name: "no exp", Token: l.with(Claims{"exp": nil}), Reason: "exp_format"},
		{ID: "T-75", Name: "exp now", Token: exp(at(now)), Want: Expired, Reason: "exp"},
		{ID: "T-75", Name: "exp a second ago", Token: exp(at(now - 1)), Want: Expired, Reason: "exp"},
		{ID: "T-75", Name: "exp 1", Token: exp("1"), Want: Expired, Reason: "exp"},
		{ID: "T-75", Name: "ID token, exp a second ago", Kind: AsID, Token: l.ID(Claims{"exp": now - 1}), Want: Expired,
			Reason: "exp"},
		{ID: "T-76", Name: "exp in a second", Token: exp(at(now + 1)), Want: Accepted, Exact: true},
		{ID: "T-80", Name: "life of 24 hours", Token: l.with(Claims{"iat": now, "exp": now + 86400}), Want: Accepted},
		{ID: "T-80", Name: "life of 24 hours and a second", Token: l.with(Claims{"iat": now, "exp": now + 86401}),
			Reason: "lifetime"},
	}
	for _, wrong := range []struct {
		id     string
		values []string
	}{
		{"T-68", []string{`0`, `0.0`, `-0`}},
		{"T-69", []string{`-1`, `-1e10`}},
		{"T-70", []string{`"` + at(now+900) + `"`, `"1790000000"`, `""`}},
		{"T-71", []string{`"2099-01-01T00:00:00Z"`}},
		{"T-72", []string{`1e300`, `1e400`, `NaN`, `"NaN"`, `"Infinity"`, at(now+900) + `e0`, `253402300800`,
			`99999999999999999999999999999999`, `18446744073709551617`}},
		{"T-74", []string{`null`, `true`, `[]`, `{}`, `[` + at(now+900) + `]`}},
		{"T-80", []string{at(now+900) + `.0`, at(now+900) + `.5`}},
	} {
		made := each(wrong.id, "exp", wrong.values, exp)
		for i := range made {
			made[i].Reason = "exp_format"
		}
		cases = append(cases, made...)
	}
	return cases
}

// expiredAndWrong are tokens that are expired, and wrong for another reason, which counts.
func expiredAndWrong(l *lab) []Case {
	now := l.Now().Unix()
	forged := l.with(Claims{"exp": now - 1})
	return []Case{
		{ID: "X-30", Name: "expired, signature of another token", Token: forged[:strings.LastIndexByte(forged, '.')] +
			l.good[strings.LastIndexByte(l.good, '.'):], Reason: "signature"},
		{ID: "X-30", Name: "expired, unknown kid",
			Token: SignWith(l.attackers.rsa, encode(`{"kid":"unknown","alg":"RS256"}`)+"."+
				encode(l.AccessPayload(Claims{"exp": now - 1}))), Want: Unknown, Reason: "kid", Fetches: 1},
		{ID: "X-30", Name: "expired, of another client", Token: l.with(Claims{"exp": now - 1, "client_id": "other"}),
			Reason: "client_id"},
		{ID: "X-30", Name: "expired ID token as access token", Token: l.ID(Claims{"exp": now - 1}), Reason: "token_use"},
	}
}

// otherTimes are attacks on "iat", "nbf" and "auth_time".
func otherTimes(l *lab) []Case {
	now := l.Now().Unix()
	claims := func(name string, seconds int64) string { return l.with(Claims{name: seconds}) }
	cases := []Case{
		{ID: "T-77", Name: "no iat", Token: l.with(Claims{"iat": nil}), Reason: "iat_format"},
		{ID: "T-78", Name: "iat in 30 s (R-53)", Token: claims("iat", now+30), Want: Accepted},
		{ID: "T-78", Name: "iat in 31 s (R-53)", Token: claims("iat", now+31), Want: NotYet, Reason: "iat", Exact: true},
		{ID: "T-78", Name: "iat in 10 minutes", Token: claims("iat", now+600), Want: NotYet, Reason: "iat"},
		{ID: "T-79", Name: "nbf in 30 s (R-53)", Token: claims("nbf", now+30), Want: Accepted},
		{ID: "T-79", Name: "nbf in 31 s (R-53)", Token: claims("nbf", now+31), Want: NotYet, Reason: "nbf", Exact: true},
		{ID: "T-79", Name: "nbf in 10 minutes", Token: claims("nbf", now+600), Want: NotYet, Reason: "nbf"},
		{ID: "X-31", Name: "auth_time in 30 s", Token: claims("auth_time", now+30), Want: Accepted},
		{ID: "X-31", Name: "auth_time in 10 minutes", Token: claims("auth_time", now+600), Want: NotYet, Reason: "auth_time"},
	}
	for _, claim := range [][2]string{{"T-77", "iat"}, {"T-79", "nbf"}, {"X-31", "auth_time"}} {
		id, name := claim[0], claim[1]
		wrong := each(id, name, []string{`0`, `-1`, `"1"`, `1.5`, `1e3`, `null`, `[]`, `true`, `253402300800`},
			func(value string) string { return l.claim(name, value) })
		for i := range wrong {
			wrong[i].Reason = name + "_format"
		}
		cases = append(cases, wrong...)
	}
	return cases
}

// issuers are attacks on "iss".
func issuers(l *lab) []Case {
	quoted := func(iss string) string { return `"` + iss + `"` }
	var cases []Case
	for _, wrong := range []struct {
		id     string
		values []string
	}{
		{"T-81", []string{quoted(l.Issuer + "2"), quoted("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Another01")}},
		{"T-82", []string{quoted(l.Issuer + "/"), quoted(l.Issuer + " "), quoted(" " + l.Issuer), quoted(l.Issuer + `\u0000`),
			quoted(strings.TrimPrefix(l.Issuer, "https://")), quoted(strings.Replace(l.Issuer, "https", "http", 1))}},
		{"T-83", []string{quoted(strings.Replace(l.Issuer, "cognito-idp", "COGNITO-IDP", 1)),
			quoted(strings.Replace(l.Issuer, ".com/", ".com.evil/", 1)), quoted(strings.ToLower(l.Issuer))}},
		{"T-85", []string{`["` + l.Issuer + `"]`, `1`, `""`, `null`, `{}`}},
	} {
		cases = append(cases, each(wrong.id, "iss", wrong.values,
			func(value string) string { return l.claim("iss", value) })...)
	}
	cases = append(cases,
		Case{ID: "T-82", Name: "iss and a slash in an ID token", Kind: AsID, Token: l.ID(Claims{"iss": l.Issuer + "/"})},
		Case{ID: "T-85", Name: "no iss", Token: l.with(Claims{"iss": nil})},
		Case{ID: "T-85", Name: "no iss in an ID token", Kind: AsID, Token: l.ID(Claims{"iss": nil})})
	for i := range cases {
		cases[i].Reason = "iss"
	}
	return cases
}

// audiences are attacks on "token_use", "client_id", "aud" and "azp".
func audiences(l *lab) []Case {
	cases := []Case{
		{ID: "T-86", Name: "ID token as access token", Token: l.ID(nil), Reason: "token_use"},
		{ID: "T-86", Name: "ID token as access token, with client_id and username",
			Token: l.ID(Claims{"client_id": l.ClientID, "username": Subject, "aud": nil}), Reason: "token_use"},
		{ID: "T-87", Name: "access token as ID token", Kind: AsID, Token: l.good, Reason: "token_use"},
		{ID: "T-87", Name: "access token as ID token, with aud", Kind: AsID, Token: l.with(Claims{"aud": l.ClientID}),
			Reason: "token_use"},
		{ID: "T-88", Name: "ID token as bearer token, its aud as it is",
			Token: l.ID(Claims{"client_id": l.ClientID, "username": Subject, "scope": "openid"}), Reason: "token_use"},
		{ID: "T-89", Name: "no token_use", Token: l.with(Claims{"token_use": nil}), Reason: "token_use"},
		{ID: "T-91", Name: "client_id of another client", Token: l.with(Claims{"client_id": "another"}), Reason: "client_id"},
		{ID: "T-91", Name: "no client_id", Token: l.with(Claims{"client_id": nil}), Reason: "client_id"},
		{ID: "T-93", Name: "aud but no client_id", Token: l.with(Claims{"client_id": nil, "aud": l.ClientID})},
		{ID: "T-93", Name: "aud in an access token", Token: l.with(Claims{"aud": "https://api.example.com"}), Reason: "aud"},
		{ID: "T-93", Name: "empty aud in an access token", Token: l.with(Claims{"aud": ""}), Reason: "aud"},
		{ID: "T-94", Name: "no aud in an ID token", Kind: AsID, Token: l.ID(Claims{"aud": nil}), Reason: "aud"},
		{ID: "T-95", Name: "azp of another client", Token: l.with(Claims{"azp": "another"}), Reason: "azp"},
		{ID: "T-95", Name: "azp of another client in an ID token", Kind: AsID, Token: l.ID(Claims{"azp": "another"}),
			Reason: "azp"},
		{ID: "T-95", Name: "azp empty", Token: l.with(Claims{"azp": ""}), Reason: "azp"},
		{ID: "T-95", Name: "azp array", Token: l.claim("azp", `["`+l.ClientID+`"]`), Reason: "azp"},
	}
	cases = append(cases, each("T-90", "token_use", []string{`"Access"`, `"refresh"`, `["access"]`, `"id access"`,
		`"access "`, `""`, `null`, `1`}, func(value string) string {
		return l.claim("token_use", value)
	})...)
	cases = append(cases, each("T-92", "client_id",
		[]string{`["` + l.ClientID + `"]`, `"` + strings.ToUpper(l.ClientID) + `"`, `"` + l.ClientID + ` "`, `""`,
			`null`, `1`, `{}`}, func(value string) string {
			return l.claim("client_id", value)
		})...)
	ids := each("T-94", "aud of an ID token", []string{
		`["` + l.ClientID + `","other"]`, `["other","` + l.ClientID + `"]`, `["` + l.ClientID + `","` + l.ClientID +
			`"]`, `["other"]`, `[]`, `""`, `null`, `1`, `{}`, `[1]`,
		`[["` + l.ClientID + `"]]`, `"` + l.ClientID + ` "`, `"` + strings.ToUpper(l.ClientID) + `"`,
	}, func(value string) string { return l.idClaim("aud", value) })
	for i := range ids {
		ids[i].Kind, ids[i].Reason = AsID, "aud"
	}
	return append(cases, ids...)
}

// subjects are attacks on "sub" and "username".
func subjects(l *lab) []Case {
	cases := each("T-97", "sub", []string{`""`, `1`, `null`, `["` + Subject + `"]`,
		`"` + strings.Repeat("s", 256) + `"`, `"` + strings.Repeat("s", 300) + `"`}, func(value string) string {
		return l.claim("sub", value)
	})
	for i := range cases {
		cases[i].Reason = "sub"
	}
	return append(cases,
		Case{ID: "T-97", Name: "no sub", Token: l.with(Claims{"sub": nil}), Reason: "sub"},
		Case{ID: "T-97", Name: "no sub in an ID token", Kind: AsID, Token: l.ID(Claims{"sub": nil}), Reason: "sub"},
		Case{ID: "T-98", Name: "an app's own token",
			Token: l.with(Claims{"sub": l.ClientID, "username": nil, "scope": "api/read"}), Reason: "username"},
		Case{ID: "T-98", Name: "username empty", Token: l.with(Claims{"username": ""}), Reason: "username"},
		Case{ID: "T-98", Name: "username number", Token: l.with(Claims{"username": 1}), Reason: "username"})
}

// addresses are good tokens that say of their user what must open nothing: another user next to the good one, and an
// address that nobody has checked.
func addresses(l *lab) []Case {
	other := Claims{"sub": "another", "username": "another", "email": "eve@example.com"}
	cases := []Case{
		{ID: "T-100", Name: "access token of another user", Token: l.with(other), Want: Accepted, Beside: Invalid},
		{ID: "T-100", Name: "ID token of another user", Kind: AsID, Token: l.ID(other), Want: Accepted, Beside: Invalid},
		{ID: "T-99", Name: "email_verified missing", Kind: AsID, Token: l.ID(Claims{"email_verified": nil}), Want: Accepted},
	}
	for _, value := range []string{`false`, `"false"`} {
		cases = append(cases, Case{ID: "T-99", Name: "email_verified " + value, Kind: AsID,
			Token: l.idClaim("email_verified", value), Want: Accepted})
	}
	for _, email := range []string{"admin@corp@evil.example", `\"admin\"@corp`, "аdmin@example.com", ""} {
		cases = append(cases, Case{ID: "T-101", Name: "email " + email, Kind: AsID,
			Token: l.idClaim("email", `"`+email+`"`), Want: Accepted})
	}
	return cases
}

// groupClaims are attacks on the group that lets its members in.
func groupClaims(l *lab) []Case {
	cases := each("T-102", "groups (R-62)", []string{`"admin"`, `{"admin":true}`, `null`, `1`, `true`, `["readers",1]`,
		`[null]`, `[["admin"]]`, `"[\"admin\"]"`, `["admin",{}]`}, func(value string) string {
		return l.claim("cognito:groups", value)
	})
	for i := range cases {
		cases[i].Reason = "groups"
	}
	lookalikes := each("T-103", "groups", []string{
		`["Admin"]`, `["ADMIN"]`, `["admin "]`, `[" admin"]`, `["admins"]`, `["adm","in"]`, `["аdmin"]`,
		`["admin\u0000"]`, `["readers,admin"]`, `["admin/"]`, `[""]`, `["*"]`, `["ａdmin"]`,
	}, func(value string) string { return l.claim("cognito:groups", value) })
	lookalikes = append(lookalikes,
		Case{ID: "T-105", Name: "admin in the ID token alone", Kind: AsID,
			Token: l.ID(Claims{"cognito:groups": []string{"admin"}})},
		Case{ID: "T-106", Name: "admin in other claims", Token: l.with(Claims{
			"scope": "admin openid", "custom:groups": []string{"admin"}, "cognito:roles": []string{"admin"},
			"groups": []string{"admin"}, "roles": []string{"admin"}})},
		Case{ID: "T-106", Name: "groups inside another member", Token: l.front(`"x":{"cognito:groups":["admin"]}`)},
		Case{ID: "T-106", Name: "name of the groups with a NUL", Token: l.front(`"cognito:groups\u0000":["admin"]`)})
	for i := range lookalikes {
		lookalikes[i].Want = Accepted
	}
	return append(append(cases, lookalikes...), Case{ID: "X-40", Name: "admin by an escape is admin",
		Token: l.claim("cognito:groups", `["\u0061dmin"]`), Want: Accepted, Admin: true})
}

// claimTypes are claims of a type that Cognito never gives them.
func claimTypes(l *lab) (cases []Case) {
	add := func(kind Kind, name string, values []string, token func(name, value string) string) {
		made := each("X-41", name, values, func(value string) string { return token(name, value) })
		for i := range made {
			made[i].Kind, made[i].Reason = kind, "claim_type"
		}
		cases = append(cases, made...)
	}
	for _, name := range []string{"scope", "origin_jti"} {
		add(AsAccess, name, []string{`1`, `["admin"]`, `null`, `{}`}, l.claim)
	}
	for _, name := range []string{"email", "nonce", "at_hash"} {
		add(AsID, name, []string{`1`, `["ada@example.com"]`, `null`, `{}`, `true`}, l.idClaim)
	}
	add(AsID, "email_verified", []string{`1`, `"yes"`, `"True"`, `null`, `[true]`}, l.idClaim)
	return cases
}
