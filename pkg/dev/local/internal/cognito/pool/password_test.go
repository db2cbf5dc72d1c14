package pool

import (
	"crypto/sha256"
	"testing"
)

// A data file from before there was SRP has the SHA-256 of salt and password: the password still works, also a temporary
// one with its end, and is kept as a secret of SRP from then on.
func TestPasswordsOfOldDataFiles(t *testing.T) {
	p, clock := newPool(t)
	if err := p.Seed(SeedUser{Email: "ann@example.com", Password: "Correct-Horse-9",
		Status: ForceChangePassword}); err != nil {
		t.Fatal(err)
	}
	u, _ := p.find("ann@example.com")
	salt := []byte("salt")
	sum := sha256.Sum256([]byte("salt" + "Correct-Horse-9"))
	u.Password, u.TempExpires = passwordHash{Salt: salt, Sum: sum[:]}, clock.Now().Add(1)
	if _, err := p.Authenticate("ann@example.com", "Wrong-Horse-9"); !Is(err, NotAuthorized) {
		t.Errorf("a wrong password: %v", err)
	}
	for range 2 {
		if _, err := p.Authenticate("ann@example.com", "Correct-Horse-9"); err != nil {
			t.Error(err)
		}
	}
	if len(u.Password.Secret) == 0 || len(u.Password.Sum) > 0 || u.TempExpires.IsZero() {
		t.Errorf("the password is kept as %+v until %s", u.Password, u.TempExpires)
	}
}
