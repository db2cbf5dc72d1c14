package cognito

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
	"cognitossr/pkg/dev/testtools/srpclient"
)

// tracking is a stack whose pool remembers devices.
func tracking(t *testing.T, configuration string, change ...func(*Options)) *stack {
	t.Helper()
	s := start(t, change...)
	s.allow("ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")
	if err := s.pool.Configure(func(c *pool.Configuration) error { c.DeviceConfiguration = json.RawMessage(configuration); return nil }); err != nil {
		t.Fatal(err)
	}
	return s
}

// device is one of alice's, with the password that it alone has.
type device struct{ key, group, access, refresh string }

const devicePassword = "what only the device knows"

// newDevice signs alice in and takes the keys of a new device.
func (s *stack) newDevice() device {
	s.t.Helper()
	var a struct {
		AuthenticationResult struct {
			AccessToken, RefreshToken string
			NewDeviceMetadata         struct{ DeviceKey, DeviceGroupKey string }
		}
	}
	in := object{"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": "alice@example.com", "PASSWORD": password}}
	if status := s.idpInto("InitiateAuth", in, &a); status != http.StatusOK {
		s.t.Fatalf("signing in: %d", status)
	}
	made := a.AuthenticationResult.NewDeviceMetadata
	return device{made.DeviceKey, made.DeviceGroupKey, a.AuthenticationResult.AccessToken,
		a.AuthenticationResult.RefreshToken}
}

func (d device) client(t testing.TB) *srpclient.Client { return srpclient.New(t, "_"+d.group) }

// confirm has it kept, and says whether the user has to agree.
func (s *stack) confirm(d device) (ask bool) {
	s.t.Helper()
	salt := []byte("0123456789abcdef")
	var out struct{ UserConfirmationNecessary bool }
	config := object{"PasswordVerifier": base64.StdEncoding.EncodeToString(d.client(s.t).Verifier(d.key, devicePassword,
		salt)), "Salt": base64.StdEncoding.EncodeToString(salt)}
	in := object{"AccessToken": d.access, "DeviceKey": d.key, "DeviceName": "Laptop", "DeviceSecretVerifierConfig": config}
	if status := s.idpInto("ConfirmDevice", in, &out); status != http.StatusOK {
		s.t.Fatalf("ConfirmDevice: %d", status)
	}
	return out.UserConfirmationNecessary
}

// from signs alice in with a device's key.
func (s *stack) from(key string) apiAnswer {
	s.t.Helper()
	return s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": "alice@example.com", "PASSWORD": password, "DEVICE_KEY": key}})
}

// prove answers DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER with a password of the device.
func (s *stack) prove(d device, began apiAnswer, secret string) (answered, asked apiAnswer, responses map[string]string) {
	s.t.Helper()
	client := d.client(s.t)
	asked = s.respond(publicClient, "DEVICE_SRP_AUTH", began.Session, map[string]string{"USERNAME": "alice@example.com",
		"DEVICE_KEY": d.key, "SRP_A": client.A()})
	if asked.ChallengeName != "DEVICE_PASSWORD_VERIFIER" || asked.ChallengeParameters["DEVICE_KEY"] != d.key {
		s.t.Fatalf("DEVICE_SRP_AUTH answered %+v", asked)
	}
	if began.Session == "" { // the client keeps none
		asked.Session = ""
	}
	parameters := asked.ChallengeParameters
	username := parameters["USERNAME"]
	parameters["USER_ID_FOR_SRP"] = d.key
	responses = client.Answer(s.t, parameters, secret, s.clock.Now())
	responses["USERNAME"], responses["DEVICE_KEY"] = username, d.key
	return s.respond(publicClient, "DEVICE_PASSWORD_VERIFIER", asked.Session, responses), asked, responses
}

func TestARememberedDeviceProvesItself_F177(t *testing.T) {
	s := tracking(t, `{"ChallengeRequiredOnNewDevice":false}`)
	d := s.newDevice()
	if d.key == "" || d.group == "" || decode(t, d.access, 1)["device_key"] != d.key {
		t.Fatalf("the sign-in offers %+v", d)
	}
	if s.confirm(d) {
		t.Error("the user has to agree")
	}
	began := s.from(d.key)
	if began.ChallengeName != "DEVICE_SRP_AUTH" || began.Session == "" {
		t.Fatalf("a sign-in from it: %+v", began)
	}
	done, asked, responses := s.prove(d, began, devicePassword)
	done.signedIn(t)
	if decode(t, done.AuthenticationResult.AccessToken, 1)["device_key"] != d.key {
		t.Error("the token names another device")
	}
	s.respond(publicClient, "DEVICE_PASSWORD_VERIFIER", asked.Session, responses).refused(t, "NotAuthorizedException",
		usedSession)
	wrong, _, _ := s.prove(d, s.from(d.key), "a guess")
	wrong.refused(t, "NotAuthorizedException", badCredentials)
	s.from("eu-west-1_00000000-0000-0000-0000-000000000000").refused(t, "ResourceNotFoundException", "Device does not exist.")

	refresh := func(key string) apiAnswer {
		return s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "REFRESH_TOKEN_AUTH",
			"AuthParameters": object{"REFRESH_TOKEN": d.refresh, "DEVICE_KEY": key}})
	}
	if err := s.pool.Behaviour.SetRotation(pool.Rotation{Off: true}); err != nil {
		t.Fatal(err)
	}
	refresh("").refused(t, "NotAuthorizedException", "Invalid Refresh Token") // F-178
	refresh(d.key).signedIn(t)
}

// Clients that send no Session with a device's proof are found by the device: of two sign-ins at once, each goes on.
func TestADeviceProvesItselfWithoutASession(t *testing.T) {
	s := tracking(t, `{"ChallengeRequiredOnNewDevice":false}`)
	d := s.newDevice()
	s.confirm(d)
	s.respond(publicClient, "DEVICE_SRP_AUTH", "", map[string]string{"USERNAME": "alice@example.com", "DEVICE_KEY": d.key,
		"SRP_A": d.client(t).A()}).refused(t, "InvalidParameterException", "Missing required parameter Session")
	first, second := s.from(d.key), s.from(d.key)
	first.Session, second.Session = "", ""
	done, _, responses := s.prove(d, first, devicePassword)
	done.signedIn(t)
	s.respond(publicClient, "DEVICE_PASSWORD_VERIFIER", "", responses).refused(t, "InvalidParameterException",
		"Missing required parameter Session")
	done, _, _ = s.prove(d, second, devicePassword)
	done.signedIn(t)
	wrong := s.from(d.key)
	wrong.Session = ""
	refused, _, _ := s.prove(d, wrong, "a guess")
	refused.refused(t, "NotAuthorizedException", badCredentials)
	other, _, _ := s.prove(d, s.from(d.key), devicePassword)
	other.signedIn(t)
}

// A proof of one user's device is of no use to another user, and a Session of one step none in the other.
func TestADeviceIsOneUsers(t *testing.T) {
	s := tracking(t, `{"ChallengeRequiredOnNewDevice":true}`)
	d := s.newDevice()
	s.confirm(d)
	theirs := s.idp("InitiateAuth", object{"ClientId": publicClient, "AuthFlow": "USER_PASSWORD_AUTH",
		"AuthParameters": object{"USERNAME": "root@example.com", "PASSWORD": password, "DEVICE_KEY": d.key}})
	theirs.refused(t, "ResourceNotFoundException", "Device does not exist.")
	began := s.from(d.key)
	s.respond(publicClient, "DEVICE_SRP_AUTH", began.Session, map[string]string{"USERNAME": "root@example.com",
		"DEVICE_KEY": d.key, "SRP_A": d.client(t).A()}).refused(t, "NotAuthorizedException", "Invalid session for the user.")
	s.respond(publicClient, "DEVICE_PASSWORD_VERIFIER", began.Session, map[string]string{
		"USERNAME": "alice@example.com", "DEVICE_KEY": d.key, "PASSWORD_CLAIM_SECRET_BLOCK": "AA==",
		"PASSWORD_CLAIM_SIGNATURE": "AA==", "TIMESTAMP": "x",
	}).refused(t, "NotAuthorizedException", "Invalid session for the user.")
	weak := object{"AccessToken": s.newDevice().access, "DeviceKey": d.key,
		"DeviceSecretVerifierConfig": object{"PasswordVerifier": "AQ==", "Salt": "AQ=="}}
	s.idp("ConfirmDevice", weak).refused(t, "InvalidParameterException", "Invalid device secret verifier.")
}

// With ChallengeRequiredOnNewDevice the proof stands for the second factor; with opt-in it does once the user agreed.
func TestADeviceInThePlaceOfASecondFactor(t *testing.T) {
	s := tracking(t, `{"ChallengeRequiredOnNewDevice":true,"DeviceOnlyRememberedOnUserPrompt":true}`)
	d := s.newDevice()
	if !s.confirm(d) {
		t.Error("the user need not agree")
	}
	if err := s.pool.Configure(func(c *pool.Configuration) error {
		c.MfaConfiguration, c.SoftwareTokenMfaConfiguration = "OPTIONAL", &pool.SoftwareTokenMfaConfiguration{Enabled: true}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.pool.GiveToken("alice@example.com", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"); err != nil {
		t.Fatal(err)
	}
	if a := s.from(d.key); a.ChallengeName != "SOFTWARE_TOKEN_MFA" {
		t.Errorf("before the user agreed: %+v", a)
	}
	if a := s.idp("UpdateDeviceStatus", object{"AccessToken": d.access, "DeviceKey": d.key,
		"DeviceRememberedStatus": "remembered"}); a.Status != http.StatusOK {
		t.Fatalf("%+v", a)
	}
	done, _, _ := s.prove(d, s.from(d.key), devicePassword)
	done.signedIn(t)
	if a := s.from(""); a.ChallengeName != "SOFTWARE_TOKEN_MFA" {
		t.Errorf("without the device: %+v", a)
	}
}

func TestDevicesAreListedAndForgotten(t *testing.T) {
	s := tracking(t, `{}`)
	d := s.newDevice()
	s.confirm(d)
	type shown struct {
		Device  struct{ DeviceKey string }
		Devices []struct{ DeviceKey string }
	}
	admin := object{"UserPoolId": s.PoolID(), "Username": "alice@example.com"}
	of := func(in object) object {
		all := object{"DeviceKey": d.key, "DeviceRememberedStatus": "not_remembered"}
		for k, v := range in {
			all[k] = v
		}
		return all
	}
	for operation, in := range map[string]object{
		"GetDevice": {"AccessToken": d.access}, "ListDevices": {"AccessToken": d.access}, "AdminGetDevice": admin,
		"AdminListDevices": admin,
	} {
		var out shown
		status := s.idpInto(operation, of(in), &out)
		if status != http.StatusOK || out.Device.DeviceKey != d.key &&
			(len(out.Devices) != 1 || out.Devices[0].DeviceKey != d.key) {
			t.Errorf("%s: %d %+v", operation, status, out)
		}
	}
	if a := s.idp("AdminUpdateDeviceStatus", of(admin)); a.Status != http.StatusOK {
		t.Fatalf("%+v", a)
	}
	s.from(d.key).signedIn(t) // it is not asked for
	if a := s.idp("ForgetDevice", of(object{"AccessToken": d.access})); a.Status != http.StatusOK {
		t.Fatalf("%+v", a)
	}
	s.idp("AdminForgetDevice", of(admin)).refused(t, "ResourceNotFoundException", "Device does not exist.")
	s.from(d.key).refused(t, "ResourceNotFoundException", "Device does not exist.")
	off := allowing(t)
	if d := off.newDevice(); d.key != "" {
		t.Errorf("a pool that tracks no devices offers %+v", d)
	}
}

func TestFactorsByTheOlderOperations(t *testing.T) {
	s := allowing(t)
	if err := s.pool.Configure(func(c *pool.Configuration) error {
		c.MfaConfiguration, c.SmsMfaConfiguration = "OPTIONAL", &pool.SmsMfaConfiguration{}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	admin := object{"UserPoolId": s.PoolID(), "Username": "alice@example.com"}
	if err := s.pool.UpdateAttributes(t.Context(), pool.Administrator(nil), "alice@example.com",
		map[string]string{"phone_number": "+4930123456"}); err != nil {
		t.Fatal(err)
	}
	access := s.accessToken("alice@example.com")
	if a := s.idp("SetUserSettings", object{"AccessToken": access,
		"MFAOptions": []object{{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}}}); a.Status != http.StatusOK {
		t.Fatalf("%+v", a)
	}
	var factors struct{ ConfiguredUserAuthFactors, UserMFASettingList []string }
	if s.idpInto("AdminGetUserAuthFactors", admin, &factors); len(factors.ConfiguredUserAuthFactors) != 1 ||
		len(factors.UserMFASettingList) != 1 {
		t.Errorf("the factors are %+v", factors)
	}
	if a := s.idp("AdminSetUserSettings", object{"UserPoolId": s.PoolID(), "Username": "alice@example.com",
		"MFAOptions": []object{}}); a.Status != http.StatusOK {
		t.Fatalf("%+v", a)
	}
	s.accessToken("alice@example.com")
	s.idp("AdminListUserAuthEvents", admin).refused(t, "UserPoolAddOnNotEnabledException",
		"The local Cognito has no threat protection, which notes such events.")
}

// A device that a data file has kept proves itself after a restart; one that was not confirmed is unknown, before and after.
func TestDataFileKeepsDevices_F177(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data.json")
	with := func(o *Options) { o.DataFile = path }
	const remembers = `{"ChallengeRequiredOnNewDevice":false,"DeviceOnlyRememberedOnUserPrompt":false}`
	first := tracking(t, remembers, with)
	d, unconfirmed := first.newDevice(), first.newDevice()
	first.confirm(d)
	first.from(unconfirmed.key).refused(t, "ResourceNotFoundException", "Device does not exist.")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if raw, err := os.ReadFile(path); err != nil || strings.Contains(string(raw), devicePassword) {
		t.Errorf("the file holds the device's password (%v)", err)
	}

	again := tracking(t, remembers, with)
	done, _, _ := again.prove(d, again.from(d.key), devicePassword)
	done.signedIn(t)
	wrong, _, _ := again.prove(d, again.from(d.key), "a guess")
	wrong.refused(t, "NotAuthorizedException", badCredentials)
	again.from(unconfirmed.key).refused(t, "ResourceNotFoundException", "Device does not exist.")
}
