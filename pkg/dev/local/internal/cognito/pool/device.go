package pool

import (
	"encoding/json"
	"math/big"
	"slices"
	"time"

	"cognitossr/pkg/dev/local/internal/cognito/srp"
)

// The steps in which a remembered device proves itself (developer guide, "Working with user devices in your user pool").
const (
	AwaitsDevice      Challenge = "DEVICE_SRP_AUTH"
	AwaitsDeviceProof Challenge = "DEVICE_PASSWORD_VERIFIER" // its handle is the Session, not the secret block
)

// Device is one that a user has signed in with and confirmed.
type Device struct {
	Key           string    `json:"key"`
	Group         string    `json:"group"`
	Name          string    `json:"name,omitempty"`
	Remembered    bool      `json:"remembered,omitempty"`
	Salt          []byte    `json:"salt"`
	Verifier      []byte    `json:"verifier"` // of a password that the device alone has
	Created       time.Time `json:"created"`
	Modified      time.Time `json:"modified"`
	Authenticated time.Time `json:"authenticated"`
}

// NewDevice are the keys of a device that a sign-in was not known from, which may now be confirmed.
type NewDevice struct{ Key, Group string }

// maximumDevices bounds the devices of a user, and the keys that were handed out to one.
const maximumDevices = 100

var (
	errNoDevice       = Refuse(ResourceNotFound, "Device does not exist.")
	errDeviceThere    = Refuse("DeviceKeyExistsException", "Device already exists.")
	errDevicesOff     = Refuse("InvalidUserPoolConfigurationException", "Device tracking is not enabled for the user pool.")
	errDeviceVerifier = Refuse(InvalidParameter, "Invalid device secret verifier.")
)

// deviceConfiguration says what a pool that tracks devices does with them.
type deviceConfiguration struct{ ChallengeRequiredOnNewDevice, DeviceOnlyRememberedOnUserPrompt bool }

// devices is the pool's configuration of devices, and whether it tracks any.
func (c *Configuration) devices() (d deviceConfiguration, tracked bool) {
	tracked = len(c.DeviceConfiguration) > 0 && json.Unmarshal(c.DeviceConfiguration, &d) == nil
	return d, tracked
}

// offerDevice makes the keys of a new device. The caller holds mu.
func (p *Pool) offerDevice(u *user) *NewDevice {
	if _, tracked := p.Configuration().devices(); !tracked {
		return nil
	}
	made := NewDevice{p.settings.Region + "_" + p.random.uuid(), "-" + p.random.handle()[:8]}
	u.offered = append(u.offered, made)
	u.offered = u.offered[max(0, len(u.offered)-maximumDevices):]
	return &made
}

// device finds a device of a user.
func (u *user) device(key string) (*Device, error) {
	at := slices.IndexFunc(u.Devices, func(d Device) bool { return d.Key == key })
	if at < 0 {
		return nil, errNoDevice
	}
	return &u.Devices[at], nil
}

// ConfirmDevice keeps a device that was offered, and says whether the user has still to agree that it is remembered.
func (p *Pool) ConfirmDevice(username string, d Device) (ask bool, err error) {
	c, tracked := p.Configuration().devices()
	if !tracked {
		return false, errDevicesOff
	}
	if !srp.ValidVerifier(new(big.Int).SetBytes(d.Verifier)) || len(d.Salt) == 0 {
		return false, errDeviceVerifier
	}
	return c.DeviceOnlyRememberedOnUserPrompt, p.change(username, func(u *user) error {
		at := slices.IndexFunc(u.offered, func(o NewDevice) bool { return o.Key == d.Key })
		if _, err := u.device(d.Key); err == nil {
			return errDeviceThere
		}
		switch {
		case at < 0:
			return errNoDevice
		case len(u.Devices) >= maximumDevices:
			return Refuse(LimitExceeded, "A user has at most %d devices.", maximumDevices)
		}
		d.Group, d.Remembered = u.offered[at].Group, !c.DeviceOnlyRememberedOnUserPrompt
		d.Created = p.clock.Now()
		d.Modified, d.Authenticated = d.Created, d.Created
		u.offered, u.Devices = slices.Delete(u.offered, at, at+1), append(u.Devices, d)
		return nil
	})
}

// Devices lists those of a user, in the order in which they were confirmed.
func (p *Pool) Devices(name string) (list []Device, err error) {
	return list, p.own(p.InternalName(name), func(u *user) error {
		list = slices.Clone(u.Devices)
		return nil
	})
}

// Device finds one of them.
func (p *Pool) Device(name, key string) (found Device, err error) {
	return found, p.own(p.InternalName(name), func(u *user) error {
		d, err := u.device(key)
		if err == nil {
			found = *d
		}
		return err
	})
}

// RememberDevice says whether a device may take part in sign-ins.
func (p *Pool) RememberDevice(name, key string, remembered bool) error {
	return p.change(name, func(u *user) error {
		d, err := u.device(key)
		if err == nil {
			d.Remembered, d.Modified = remembered, p.clock.Now()
		}
		return err
	})
}

// ForgetDevice drops a device.
func (p *Pool) ForgetDevice(name, key string) error {
	return p.change(name, func(u *user) error {
		if _, err := u.device(key); err != nil {
			return err
		}
		u.Devices = slices.DeleteFunc(u.Devices, func(d Device) bool { return d.Key == key })
		return nil
	})
}

// AsksDevice says whether a sign-in that names a device has to prove it. One that is not known is refused, so that the
// client forgets its key.
func (p *Pool) AsksDevice(username string, by By) (bool, error) {
	if _, tracked := p.Configuration().devices(); !tracked || by.DeviceKey == "" || by.DeviceProved {
		return false, nil
	}
	d, err := p.Device(username, by.DeviceKey)
	return d.Remembered, err
}

// DeviceIsFactor says whether a proof of the device stands for the second factor.
func (p *Pool) DeviceIsFactor() bool {
	c, _ := p.Configuration().devices()
	return c.ChallengeRequiredOnNewDevice
}

// BeginDevice begins the proof: what the client gets, and the step that awaits it.
func (p *Pool) BeginDevice(step ChallengeSession, publicA string) (SRPChallenge, ChallengeSession, error) {
	clientA, err := srp.PublicValue(publicA)
	if err != nil {
		return SRPChallenge{}, step, Refuse(InvalidParameter, "SRP_A is not a valid public value.")
	}
	d, err := p.Device(step.Name, step.Device)
	if err != nil {
		return SRPChallenge{}, step, err
	}
	exchange, err := srp.BeginVerifier(p.random, srp.Identity{Pool: d.Group, User: d.Key},
		new(big.Int).SetBytes(d.Verifier), clientA)
	if err != nil {
		return SRPChallenge{}, step, err
	}
	challenge := newSRPChallenge(d.Key, d.Salt, exchange, p.random)
	step.Challenge, step.srp, step.secret = AwaitsDeviceProof, &srpStep{exchange: exchange}, challenge.SecretBlock
	return challenge, step, nil
}

// ProveDevice checks the proof, which can be tried once.
func (p *Pool) ProveDevice(session string, proof SRPProof) error {
	step, ok := p.Challenges.Take(session, AwaitsDeviceProof)
	if !ok {
		return p.Challenges.Refusal(session)
	}
	return p.change(step.Name, func(u *user) error {
		d, err := u.device(step.Device)
		switch {
		case err != nil:
			return err
		case step.secret != proof.SecretBlock || !step.srp.proves(proof):
			return errBadCredentials
		}
		d.Authenticated = p.clock.Now()
		return nil
	})
}
