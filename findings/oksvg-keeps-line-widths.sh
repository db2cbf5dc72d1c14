#!/usr/bin/env bash
# An SVG that is drawn larger than its viewBox has thicker lines, as it has larger shapes. oksvg scales the shapes and
# leaves the width of lines as it is written: a line of 4 in a viewBox of 32 is 4 pixels thick in a picture of 160, where
# 20 are right. And a rectangle with rx alone has square corners, where SVG takes the radius that is missing from the other.
# https://github.com/fyne-io/oksvg, a fork of https://github.com/srwiley/oksvg
#
# Seen with fyne-io/oksvg 0.2.0, rasterx at its version and Go 1.26. This fails when either is drawn right.
set -euo pipefail

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat >go.mod <<'END'
module finding

go 1.26
END
cat >main.go <<'END'
package main

import (
	"fmt"
	"image"
	"os"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#123456"/>` +
	`<path d="M4 16H28" fill="none" stroke="#ffffff" stroke-width="4"/></svg>`

func main() {
	const size = 160
	icon, err := oksvg.ReadIconStream(strings.NewReader(svg), oksvg.StrictErrorMode)
	if err != nil {
		panic(err)
	}
	icon.SetTarget(0, 0, size, size)
	picture := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, picture, picture.Bounds())), 1)
	thick := 0
	for y := range size {
		if r, g, b, _ := picture.At(size/2, y).RGBA(); r == 0xffff && g == 0xffff && b == 0xffff {
			thick++
		}
	}
	_, _, _, corner := picture.At(1, 1).RGBA()
	fmt.Printf("the line is %d pixels thick, 20 are right; the corner is opaque: %v\n", thick, corner == 0xffff)
	if thick != 4 || corner != 0xffff {
		fmt.Println("this is not what was seen before")
		os.Exit(1)
	}
}
END
export GOFLAGS=-mod=mod GOWORK=off
go get github.com/fyne-io/oksvg@v0.2.0 >/dev/null 2>&1
go list -m github.com/fyne-io/oksvg github.com/srwiley/rasterx
go run . 2>/dev/null
