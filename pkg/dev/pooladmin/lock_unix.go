//go:build unix

package pooladmin

import (
	"os"
	"syscall"
)

// lock keeps a second process from a file while this one has it open. The end of the process, however it comes,
// unlocks it.
func lock(file *os.File) error {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}
