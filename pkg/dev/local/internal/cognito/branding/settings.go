// Package branding is what the settings and the images of a managed login style mean: which of them are accepted, and
// the style sheet that they make. It knows nothing of requests, pages and pools.
package branding

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The settings of a style that says nothing (API reference, UpdateManagedLoginBranding, example). They are also the
// shape of all settings.
//
//go:embed defaults.json
var defaultsJSON []byte

var defaults = sync.OnceValue(func() map[string]any {
	var settings map[string]any
	if err := json.Unmarshal(defaultsJSON, &settings); err != nil {
		panic(fmt.Errorf("reading the default settings: %w", err)) // they are embedded and tested
	}
	return settings
})

// colour has eight hex digits, the last two for its opacity, and no number sign.
var colour = regexp.MustCompile(`^[0-9a-fA-F]{8}$`)

// words are the settings that take one of several, by the end of their paths.
var words = map[string][]string{
	"colorSchemeMode": {"LIGHT", "DARK", "DYNAMIC"},
	"spacingDensity":  {"COMPACT", "REGULAR", "COMFORTABLE"},
	"horizontal":      {"START", "CENTER", "END"},
	"vertical":        {"START", "CENTER", "END"},
	"location":        {"START", "CENTER", "END"},
	"formInclusion":   {"IN", "OUT"},
	"position":        {"TOP", "BOTTOM"},
}

// CheckSettings refuses settings that are no object, have another member at the top than the three that there are, or a
// value of another kind than the setting's. Settings that are not known here are left alone.
func CheckSettings(raw json.RawMessage) error {
	var settings map[string]any
	if err := json.Unmarshal(raw, &settings); err != nil || settings == nil {
		return errors.New("they must be a JSON object")
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if _, known := defaults()[name]; !known {
			return fmt.Errorf("%s is none of categories, componentClasses and components", shortened(name))
		}
	}
	return checkLike("", settings, defaults())
}

// checkLike compares settings with the known ones.
func checkLike(at string, settings, known map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		like, there := known[name]
		if !there {
			continue
		}
		if err := checkValue(strings.TrimPrefix(at+"."+name, "."), name, settings[name], like); err != nil {
			return err
		}
	}
	return nil
}

func checkValue(path, name string, value, like any) error {
	switch like := like.(type) {
	case map[string]any:
		members, ok := value.(map[string]any)
		if !ok {
			return fmt.Errorf("%s must be an object", path)
		}
		return checkLike(path, members, like)
	case bool:
		if _, ok := value.(bool); !ok {
			return fmt.Errorf("%s must be true or false", path)
		}
	case float64:
		if number, ok := value.(float64); !ok || number < 0 || number > maximumRadius {
			return fmt.Errorf("%s must be a number from 0 to %d", path, maximumRadius)
		}
	case []any:
		if _, ok := value.([]any); !ok {
			return fmt.Errorf("%s must be a list", path)
		}
	case string:
		return checkText(path, name, value, like)
	}
	return nil
}

// maximumRadius of a corner in pixels. AWS's own is not documented.
const maximumRadius = 1000

func checkText(path, name string, value any, like string) error {
	text, ok := value.(string)
	switch {
	case !ok:
		return fmt.Errorf("%s must be a string", path)
	case colour.MatchString(like) && !colour.MatchString(text):
		return fmt.Errorf("%s must be a colour of eight hex digits, as in %s", path, like)
	case words[name] != nil && !slices.Contains(words[name], text):
		return fmt.Errorf("%s must be one of %s", path, strings.Join(words[name], ", "))
	}
	return nil
}

func shortened(text string) string {
	if len(text) > 40 {
		return fmt.Sprintf("%q...", text[:40])
	}
	return fmt.Sprintf("%q", text)
}

// Merged are the settings with the default ones where they say nothing. What is no settings is the default ones.
func Merged(raw json.RawMessage) map[string]any {
	var settings map[string]any
	if json.Unmarshal(raw, &settings) != nil {
		settings = nil
	}
	return merge(defaults(), settings)
}

func merge(base, over map[string]any) map[string]any {
	merged := maps.Clone(base)
	for name, value := range over {
		below, isObject := value.(map[string]any)
		baseBelow, wasObject := base[name].(map[string]any)
		if isObject && wasObject {
			value = merge(baseBelow, below)
		}
		merged[name] = value
	}
	return merged
}

// at is the setting with a path such as components.form.borderRadius, nil where there is none.
func at(settings map[string]any, path string) any {
	var value any = settings
	for _, name := range strings.Split(path, ".") {
		members, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = members[name]
	}
	return value
}

func isTrue(settings map[string]any, path string) bool {
	value, ok := at(settings, path).(bool)
	return ok && value
}

func word(settings map[string]any, path string) string {
	value, ok := at(settings, path).(string)
	name := path[strings.LastIndex(path, ".")+1:]
	if !ok || !slices.Contains(words[name], value) {
		return ""
	}
	return value
}
