package api

import (
	"context"
	"encoding/base64"

	"cognitossr/pkg/dev/local/internal/cognito/pool"
)

type deviceInput struct {
	DeviceKey, DeviceName, DeviceRememberedStatus, PaginationToken string
	Limit                                                          *int
	DeviceSecretVerifierConfig                                     struct{ PasswordVerifier, Salt string }
}

type adminDeviceInput struct {
	userInput
	DeviceKey, DeviceRememberedStatus, PaginationToken string
	Limit                                              *int
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
func (a *API) confirmDevice(_ context.Context, access pool.Access, in deviceInput) (any, error) {
	verifier, notVerifier := base64.StdEncoding.DecodeString(in.DeviceSecretVerifierConfig.PasswordVerifier)
	salt, notSalt := base64.StdEncoding.DecodeString(in.DeviceSecretVerifierConfig.Salt)
	if notVerifier != nil || notSalt != nil {
		return nil, pool.Refuse(pool.InvalidParameter, "Invalid device secret verifier.")
	}
	ask, err := a.pool.ConfirmDevice(access.User.Username, pool.Device{Key: in.DeviceKey, Name: in.DeviceName,
		Salt: salt, Verifier: verifier})
	return struct{ UserConfirmationNecessary bool }{ask}, err
}

func (a *API) getDevice(_ context.Context, access pool.Access, in deviceInput) (any, error) {
	return a.deviceOf(access.User.Username, in.DeviceKey)
}

func (a *API) adminGetDevice(_ context.Context, in adminDeviceInput) (any, error) {
	return a.deviceOf(in.Username, in.DeviceKey)
}

func (a *API) deviceOf(username, key string) (any, error) {
	d, err := a.pool.Device(username, key)
	return struct{ Device deviceType }{deviceTypeOf(d)}, err
}

func (a *API) listDevices(_ context.Context, access pool.Access, in deviceInput) (any, error) {
	return a.devicesOf(access.User.Username, in.Limit, in.PaginationToken)
}

func (a *API) adminListDevices(_ context.Context, in adminDeviceInput) (any, error) {
	return a.devicesOf(in.Username, in.Limit, in.PaginationToken)
}

func (a *API) devicesOf(username string, limit *int, token string) (any, error) {
	all, err := a.pool.Devices(username)
	if err != nil {
		return nil, err
	}
	devices, next, err := pageOf(all, limit, token)
	out := struct {
		Devices         []deviceType
		PaginationToken string `json:",omitempty"`
	}{[]deviceType{}, next}
	for _, d := range devices {
		out.Devices = append(out.Devices, deviceTypeOf(d))
	}
	return out, err
}

func (a *API) forgetDevice(_ context.Context, access pool.Access, in deviceInput) (any, error) {
	return nil, a.pool.ForgetDevice(access.User.Username, in.DeviceKey)
}

func (a *API) adminForgetDevice(_ context.Context, in adminDeviceInput) (any, error) {
	return nil, a.pool.ForgetDevice(in.Username, in.DeviceKey)
}

func (a *API) updateDeviceStatus(_ context.Context, access pool.Access, in deviceInput) (any, error) {
	return nil, a.pool.RememberDevice(access.User.Username, in.DeviceKey, in.DeviceRememberedStatus == remembered)
}

func (a *API) adminUpdateDeviceStatus(_ context.Context, in adminDeviceInput) (any, error) {
	return nil, a.pool.RememberDevice(in.Username, in.DeviceKey, in.DeviceRememberedStatus == remembered)
}
