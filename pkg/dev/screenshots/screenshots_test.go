package screenshots

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"cognitossr/pkg/dev/testtools/chromium"
)

var update = flag.Bool("update", false, "write the pictures that the documents show")

// folder of the pictures, below the root.
const folder = "docs/pictures"

// shot is a picture: a page as a screen of a fixed size shows it.
type shot struct {
	name          string
	width, height int64
	schemes       []string // the page has both, or one alone
}

var both, lightAlone = []string{"light", "dark"}, []string{"light"}

var shots = []shot{
	{"home", 1000, 640, both},
	{"sign-in", 1000, 640, lightAlone}, // the classic pages have no other
	{"sign-in-managed", 1000, 640, both},
	{"account", 1000, 640, both},
	{"account-phone", 390, 780, lightAlone},
	{"users", 1000, 840, both},
	{"user", 1000, 1230, lightAlone},
}

// largest is how many bytes a picture may have: a document with ten is read on a phone, too.
const largest = 60_000

func (s shot) file(scheme string) string { return s.name + "-" + scheme + ".png" }

// TestPictures makes every picture. They stay in the folder ARTEFACTS, when that is given, and with -update they
// become those of the documents.
func TestPictures_N51(t *testing.T) {
	addresses := map[string]string{"sign-in": signIn(t, false), "sign-in-managed": signIn(t, true)}
	site := site(t)
	browser, complaints := chromium.Start(t)
	for _, s := range shots {
		address := addresses[s.name]
		if address == "" {
			address = site + "/" + s.name
		}
		for _, scheme := range s.schemes {
			t.Run(s.name+"-"+scheme, func(t *testing.T) {
				picture := s.take(t, browser, address, scheme)
				said := slices.DeleteFunc(complaints(), func(s string) bool { return strings.Contains(s, "status of 404") }) // of favicon.ico
				if len(said) != 0 {
					t.Errorf("the browser complains: %q", said)
				}
				s.keep(t, scheme, picture)
			})
		}
	}
}

func (s shot) take(t *testing.T, browser context.Context, address, scheme string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(browser, time.Minute)
	defer cancel()
	err := chromedp.Do(ctx,
		chromedp.EmulateViewport(s.width, s.height),
		chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			return err
		}),
		chromedp.Navigate(address),
	)
	if err != nil {
		t.Fatalf("opening the page: %v", err)
	}
	taken, err := chromium.Picture(ctx)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := png.Decode(bytes.NewReader(taken))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, s.reduced(whole)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// reduced cuts a picture to its size, and to the 256 colours that it has most of: that halves the file.
func (s shot) reduced(whole image.Image) image.Image {
	bounds := image.Rect(0, 0, int(s.width), int(s.height))
	count := map[color.Color]int{}
	for i := range bounds.Dx() * bounds.Dy() {
		count[whole.At(i%bounds.Dx(), i/bounds.Dx())]++
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.Color) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(fmt.Sprint(a), fmt.Sprint(b)))
	})
	seen := image.NewPaletted(bounds, colours[:min(256, len(colours))])
	nearest := map[color.Color]uint8{}
	for i, c := range colours {
		if nearest[c] = uint8(i); i > 255 {
			nearest[c] = uint8(seen.Palette.Index(c))
		}
	}
	for i := range seen.Pix {
		seen.Pix[i] = nearest[whole.At(i%bounds.Dx(), i/bounds.Dx())]
	}
	return seen
}

// keep writes a picture, and compares its size with that of the document's.
func (s shot) keep(t *testing.T, scheme string, picture []byte) {
	t.Helper()
	if len(picture) > largest || len(picture) < 5_000 {
		t.Errorf("the picture has %d bytes", len(picture))
	}
	if artefacts := os.Getenv("ARTEFACTS"); artefacts != "" {
		write(t, filepath.Join(artefacts, "pictures", s.file(scheme)), picture)
	}
	file := filepath.Join(root, folder, s.file(scheme))
	if *update {
		write(t, file, picture)
	}
	held, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; ./build.sh screenshots makes it", err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(held))
	if err != nil || size.Width != int(s.width) || size.Height != int(s.height) {
		t.Errorf("%s is %d by %d (%v); ./build.sh screenshots makes it again", file, size.Width, size.Height, err)
	}
}

func write(t *testing.T, file string, picture []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPicturesAreShown: every picture stands in a document, and the folder has no other.
func TestPicturesAreShown_N51(t *testing.T) {
	var documents strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && (entry.Name() == ".git" || entry.Name() == ".cache" ||
			entry.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, ".md") {
			return err
		}
		text, err := os.ReadFile(path)
		documents.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var made []string
	for _, s := range shots {
		for _, scheme := range s.schemes {
			made = append(made, s.file(scheme))
		}
	}
	held, err := os.ReadDir(filepath.Join(root, folder))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range held {
		if !slices.Contains(made, entry.Name()) {
			t.Errorf("%s/%s is none of the pictures that the test makes", folder, entry.Name())
		}
	}
	for _, name := range made {
		if !strings.Contains(documents.String(), "pictures/"+name) {
			t.Errorf("no document shows %s", name)
		}
		if !slices.ContainsFunc(held, func(e fs.DirEntry) bool { return e.Name() == name }) {
			t.Errorf("%s is missing: ./build.sh screenshots makes it", name)
		}
	}
}
