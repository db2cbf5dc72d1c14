package revocation

// Remembered is how many sessions a list remembers.
func Remembered(l *List) int {
	l.memory.mutex.Lock()
	defer l.memory.mutex.Unlock()
	return len(l.memory.known)
}
