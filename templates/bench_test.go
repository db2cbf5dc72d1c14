package templates

import (
	"bytes"
	"testing"

	"github.com/a-h/templ"
)

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
