package pool

import (
	"fmt"
	"time"
)

// Lives answers the lifetimes of newly issued tokens.
func (p *Pool) Lives() Lives {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.lives
}

// Rotation answers what a refresh does with the refresh token.
func (p *Pool) Rotation() Rotation {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.rotation
}

// RotationOn says whether refreshing replaces the refresh token.
func (p *Pool) RotationOn() bool { return !p.Rotation().Off }

// SetLives changes the lifetimes of tokens that are issued from now on; zero leaves one as it is. Shorter ones
// than AWS takes are allowed, for a test that waits.
func (p *Pool) SetLives(l Lives) error {
	for _, d := range []time.Duration{l.Access, l.ID, l.Refresh} {
		if d < 0 || d > 3650*24*time.Hour {
			return fmt.Errorf("a token lives between 1s and 3650 days")
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for target, d := range map[*time.Duration]time.Duration{&p.lives.Access: l.Access, &p.lives.ID: l.ID, &p.lives.Refresh: l.Refresh} {
		if d > 0 {
			*target = d
		}
	}
	return nil
}

// SetRotation changes what a refresh does with the refresh token.
func (p *Pool) SetRotation(r Rotation) error {
	if r.Grace < 0 || r.Grace > time.Minute {
		return fmt.Errorf("the grace period is between 0s and 60s")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rotation = r
	return nil
}
