package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// dialogue asks on the terminal.
type dialogue struct {
	in  *bufio.Reader
	out io.Writer
}

func newDialogue(in io.Reader, out io.Writer) dialogue { return dialogue{bufio.NewReader(in), out} }

// ask returns the answer, and whether somebody was there to answer.
func (d dialogue) ask(question string) (answer string, answered bool) {
	fmt.Fprint(d.out, question)
	line, err := d.in.ReadString('\n')
	if answered = err == nil || line != ""; !answered {
		fmt.Fprintln(d.out) // where the answer would end the line
	}
	return strings.TrimSpace(line), answered
}

// agreed asks for a word that nobody types by mistake.
func (d dialogue) agreed(question string) (yes, answered bool) {
	answer, answered := d.ask(question + " Only \"yes\" is taken: ")
	return answer == "yes", answered
}
