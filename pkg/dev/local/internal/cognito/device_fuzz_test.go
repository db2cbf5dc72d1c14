package cognito

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

// Whatever a device is confirmed with, and whatever it answers: nothing fails, and nobody is signed in without its secret.
func FuzzDevices(f *testing.F) {
	server, err := New(Options{CallbackURLs: []string{callback}, OtherClients: []Client{{ID: publicClient}},
		Users: []User{{Email: "alice@example.com", Password: password}}})
	if err != nil {
		f.Fatal(err)
	}
	s := &stack{Server: server, t: f, clock: &testClock{now: time.Now()}}
	if err := s.pool.Configure(func(c *pool.Configuration) error {
		c.DeviceConfiguration = json.RawMessage(`{"ChallengeRequiredOnNewDevice":true}`)
		return nil
	}); err != nil {
		f.Fatal(err)
	}
	known := s.newDevice()
	s.confirm(known)
	f.Add([]byte{1}, []byte{2}, "DEVICE_SRP_AUTH", "SRP_A", "5", "remembered")
	f.Add([]byte{0}, []byte{}, "DEVICE_PASSWORD_VERIFIER", "PASSWORD_CLAIM_SIGNATURE", "AA==", "")
	f.Fuzz(func(t *testing.T, verifier, salt []byte, challenge, key, value, status string) {
		s := s.in(t)
		fine := func(operation string, a apiAnswer) {
			if a.Status != http.StatusOK && a.Status != http.StatusBadRequest {
				t.Errorf("%s answered %d", operation, a.Status)
			}
			if a.AuthenticationResult.AccessToken != "" {
				t.Errorf("%s signed in", operation)
			}
		}
		made := s.newDevice()
		config := object{"PasswordVerifier": base64.StdEncoding.EncodeToString(verifier),
			"Salt": base64.StdEncoding.EncodeToString(salt)}
		fine("ConfirmDevice", s.idp("ConfirmDevice", object{"AccessToken": made.access, "DeviceKey": made.key,
			"DeviceName": value, "DeviceSecretVerifierConfig": config}))
		fine("UpdateDeviceStatus", s.idp("UpdateDeviceStatus", object{"AccessToken": made.access, "DeviceKey": made.key,
			"DeviceRememberedStatus": status}))
		fine("ForgetDevice", s.idp("ForgetDevice", object{"AccessToken": made.access, "DeviceKey": made.key}))
		began := s.from(known.key)
		answer := object{"USERNAME": "alice@example.com", "DEVICE_KEY": known.key, "SRP_A": known.client(t).A(), key: value}
		next := s.idp("RespondToAuthChallenge", object{"ClientId": publicClient, "ChallengeName": challenge,
			"Session": began.Session, "ChallengeResponses": answer})
		fine("the first answer", next)
		proof := object{
			"USERNAME": "alice@example.com", "DEVICE_KEY": known.key,
			"PASSWORD_CLAIM_SECRET_BLOCK": next.ChallengeParameters["SECRET_BLOCK"],
			"PASSWORD_CLAIM_SIGNATURE":    base64.StdEncoding.EncodeToString(verifier),
			"TIMESTAMP":                   "Tue Dec 1 09:08:07 UTC 2026", key: value,
		}
		fine("the proof", s.idp("RespondToAuthChallenge",
			object{"ClientId": publicClient, "ChallengeName": "DEVICE_PASSWORD_VERIFIER", "Session": next.Session,
				"ChallengeResponses": proof}))
	})
}
