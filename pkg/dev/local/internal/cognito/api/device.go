package api

import (
	"encoding/base64"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type deviceInput struct {
	DeviceKey, DeviceName, DeviceRememberedStatus string
	DeviceSecretVerifierConfig                    struct{ PasswordVerifier, Salt string }
}

type deviceType struct {
	DeviceKey                                                             string
	DeviceAttributes                                                      []attribute
	DeviceCreateDate, DeviceLastModifiedDate, DeviceLastAuthenticatedDate epoch
}

func deviceTypeOf(d pool.Device) deviceType {
	attributes := []attribute{{"device_status", "valid"}}
	if d.Name != "" {
		attributes = append(attributes, attribute{"device_name", d.Name})
	}
	return deviceType{d.Key, attributes, epochOf(d.Created), epochOf(d.Modified), epochOf(d.Authenticated)}
}

// remembered is the status that a device is given.
const remembered = "remembered"

// confirmDevice keeps the device of a sign-in, with what its secret can be checked by.
func (a *API) confirmDevice(username string, in deviceInput) (any, error) {
	verifier, notVerifier := base64.StdEncoding.DecodeString(in.DeviceSecretVerifierConfig.PasswordVerifier)
	salt, notSalt := base64.StdEncoding.DecodeString(in.DeviceSecretVerifierConfig.Salt)
	if notVerifier != nil || notSalt != nil {
		return nil, pool.Refuse(pool.InvalidParameter, "Invalid device secret verifier.")
	}
	ask, err := a.pool.ConfirmDevice(username, pool.Device{Key: in.DeviceKey, Name: in.DeviceName, Salt: salt,
		Verifier: verifier})
	return struct{ UserConfirmationNecessary bool }{ask}, err
}

func (a *API) getDevice(username string, in deviceInput) (any, error) {
	d, err := a.pool.Device(username, in.DeviceKey)
	return map[string]any{"Device": deviceTypeOf(d)}, err
}

func (a *API) listDevices(username string, in paged) (any, error) {
	all, err := a.pool.Devices(username)
	if err != nil {
		return nil, err
	}
	devices, next, err := pageOf(all, in.page())
	return listed("Devices", devices, deviceTypeOf, paginationToken, next), err
}

func (a *API) forgetDevice(username string, in deviceInput) (any, error) {
	return nil, a.pool.ForgetDevice(username, in.DeviceKey)
}

func (a *API) updateDeviceStatus(username string, in deviceInput) (any, error) {
	return nil, a.pool.RememberDevice(username, in.DeviceKey, in.DeviceRememberedStatus == remembered)
}
