package jsonscan

// usualMembers is how many names of open objects fit without an allocation.
const usualMembers = 32

// nameStack is the names of all objects that are open, innermost last.
type nameStack struct {
	near  [usualMembers]string
	far   []string
	count int
}

func (n *nameStack) push(name string) {
	if n.count < len(n.near) {
		n.near[n.count] = name
	} else {
		n.far = append(n.far[:n.count-len(n.near)], name)
	}
	n.count++
}

// has reports whether a name is there, at index from or later.
func (n *nameStack) has(name string, from int) bool {
	for i := from; i < min(n.count, len(n.near)); i++ {
		if n.near[i] == name {
			return true
		}
	}
	for i := max(from-len(n.near), 0); i < n.count-len(n.near); i++ {
		if n.far[i] == name {
			return true
		}
	}
	return false
}

// markOf returns one of 64 bits. Equal names have equal marks, so that a name with a new mark need not be compared with
// the others.
func markOf(name string) uint64 {
	if name == "" {
		return 1
	}
	return 1 << ((7*len(name) + int(name[0]) + 3*int(name[len(name)-1])) & 63)
}
