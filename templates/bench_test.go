package templates

import (
	"bytes"
	"testing"

	"github.com/a-h/templ"
)

// maxHomeAllocs is the budget for the page that is seen most. Raise it only with the reason.
const maxHomeAllocs = 30

func TestHomeStaysInItsBudget(t *testing.T) {
	page := Home(HomeView{Layout: someone})
	var buffer bytes.Buffer
	n := testing.AllocsPerRun(100, func() { render(t, page, &buffer) })
	if n > maxHomeAllocs {
		t.Errorf("rendering allocates %v times, the budget is %d", n, maxHomeAllocs)
	}
}

func render(t testing.TB, page templ.Component, buffer *bytes.Buffer) {
	buffer.Reset()
	if err := page.Render(t.Context(), buffer); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkPages(b *testing.B) {
	for _, sample := range samples() {
		b.Run(sample.name, func(b *testing.B) {
			var buffer bytes.Buffer
			b.ReportAllocs()
			for b.Loop() {
				render(b, sample.page, &buffer)
			}
			b.ReportMetric(float64(buffer.Len()), "bytes/page")
		})
	}
}
