package runtimeapi

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestProcessDiesWithItsParent(t *testing.T) {
	if os.Getenv(parentVariable) != "" {
		beParent(t)
		return
	}
	parent := exec.Command(os.Args[0], "-test.run=^TestProcessDiesWithItsParent$")
	parent.Env = append(os.Environ(), parentVariable+"="+program)
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = parent.Process.Kill() })
	pid := 0
	for line := bufio.NewScanner(out); pid == 0 && line.Scan(); {
		if text, found := strings.CutPrefix(line.Text(), "function "); found {
			if _, err := fmt.Sscan(text, &pid); err != nil {
				t.Fatal(err)
			}
		}
	}
	if pid == 0 {
		t.Fatal("the parent did not say which process it started")
	}
	handle, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(handle)
	if err := parent.Process.Kill(); err != nil { // it cannot clean up
		t.Fatal(err)
	}
	_ = parent.Wait()
	ended := []unix.PollFd{{Fd: int32(handle), Events: unix.POLLIN}}
	if n, err := unix.Poll(ended, int((10 * time.Second).Milliseconds())); n != 1 || err != nil {
		t.Errorf("process %d outlives its parent: %v", pid, err)
	}
}

func beParent(t *testing.T) {
	pool := New(Spec{Name: "echo", Program: program, Timeout: time.Minute})
	payload, err := pool.Invoke(t.Context(), []byte(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	var a answered
	if err := json.Unmarshal(payload, &a); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nfunction %d\n", a.PID)
	<-t.Context().Done() // until it is killed
	select {}
}
