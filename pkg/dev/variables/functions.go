package variables

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions are those of Terraform that rules use. Files are relative to a folder.
func functions(folder string) map[string]function.Function {
	return map[string]function.Function{
		"abs": stdlib.AbsoluteFunc, "can": tryfunc.CanFunc, "try": tryfunc.TryFunc, "ceil": stdlib.CeilFunc,
		"chomp": stdlib.ChompFunc, "coalesce": stdlib.CoalesceFunc, "compact": stdlib.CompactFunc,
		"concat": stdlib.ConcatFunc, "contains": stdlib.ContainsFunc, "distinct": stdlib.DistinctFunc,
		"element": stdlib.ElementFunc, "flatten": stdlib.FlattenFunc, "floor": stdlib.FloorFunc,
		"format": stdlib.FormatFunc, "join": stdlib.JoinFunc, "jsondecode": stdlib.JSONDecodeFunc,
		"jsonencode": stdlib.JSONEncodeFunc, "keys": stdlib.KeysFunc, "lookup": stdlib.LookupFunc, "lower": stdlib.LowerFunc,
		"max": stdlib.MaxFunc, "merge": stdlib.MergeFunc, "min": stdlib.MinFunc, "range": stdlib.RangeFunc,
		"regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc, "replace": stdlib.ReplaceFunc,
		"reverse": stdlib.ReverseListFunc, "setintersection": stdlib.SetIntersectionFunc,
		"setsubtract": stdlib.SetSubtractFunc, "setunion": stdlib.SetUnionFunc, "slice": stdlib.SliceFunc,
		"sort": stdlib.SortFunc, "split": stdlib.SplitFunc, "substr": stdlib.SubstrFunc, "title": stdlib.TitleFunc,
		"trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc,
		"trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc, "values": stdlib.ValuesFunc,
		"toset":       stdlib.MakeToFunc(cty.Set(cty.DynamicPseudoType)),
		"tolist":      stdlib.MakeToFunc(cty.List(cty.DynamicPseudoType)),
		"tomap":       stdlib.MakeToFunc(cty.Map(cty.DynamicPseudoType)),
		"tonumber":    stdlib.MakeToFunc(cty.Number),
		"tostring":    stdlib.MakeToFunc(cty.String),
		"tobool":      stdlib.MakeToFunc(cty.Bool),
		"length":      lengthOf,
		"alltrue":     every(true),
		"anytrue":     every(false),
		"startswith":  ofTwoTexts(strings.HasPrefix),
		"endswith":    ofTwoTexts(strings.HasSuffix),
		"strcontains": ofTwoTexts(strings.Contains),
		"sensitive":   asItIs, "nonsensitive": asItIs,
		"fileexists": fileExists(folder),
	}
}

// lengthOf counts the characters of a text, too, and the members of an object.
var lengthOf = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType}},
	Type:   function.StaticReturnType(cty.Number),
	Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
		value := arguments[0]
		switch kind := value.Type(); {
		case kind == cty.String:
			return stdlib.Strlen(value)
		case kind.IsObjectType():
			return cty.NumberIntVal(int64(len(kind.AttributeTypes()))), nil
		case kind.IsTupleType():
			return cty.NumberIntVal(int64(kind.Length())), nil
		}
		return stdlib.Length(value)
	},
})

// every is alltrue, and for false its counterpart anytrue.
func every(wanted bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "list", Type: cty.DynamicPseudoType}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
			list, err := convert.Convert(arguments[0], cty.List(cty.Bool))
			if err != nil {
				return cty.NilVal, err
			}
			unknown := false
			for _, value := range list.Elements() {
				switch {
				case !value.IsKnown():
					unknown = true
				case value.IsNull():
					if wanted {
						return cty.False, nil
					}
				case value.True() != wanted:
					return cty.BoolVal(!wanted), nil
				}
			}
			if unknown {
				return cty.UnknownVal(cty.Bool), nil
			}
			return cty.BoolVal(wanted), nil
		},
	})
}

func ofTwoTexts(holds func(text, part string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "text", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(holds(arguments[0].AsString(), arguments[1].AsString())), nil
		},
	})
}

// asItIs stands for the functions that only say who may see a value. No value is shown here.
var asItIs = function.New(&function.Spec{
	Params: []function.Parameter{{Name: "value", Type: cty.DynamicPseudoType, AllowNull: true, AllowDynamicType: true}},
	Type:   func(arguments []cty.Value) (cty.Type, error) { return arguments[0].Type(), nil },
	Impl:   func(arguments []cty.Value, _ cty.Type) (cty.Value, error) { return arguments[0], nil },
})

func fileExists(folder string) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "path", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(arguments []cty.Value, _ cty.Type) (cty.Value, error) {
			path := arguments[0].AsString()
			if !filepath.IsAbs(path) {
				path = filepath.Join(folder, path)
			}
			info, err := os.Stat(path)
			return cty.BoolVal(err == nil && info.Mode().IsRegular()), nil
		},
	})
}
