package gomaxprocs

import "testing"

func TestOneProcessorOnlyWhereNobodyNeedsMore(t *testing.T) {
	tests := []struct {
		name        string
		environment map[string]string
		want        bool
	}{
		{"an instance of Lambda", map[string]string{"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"}, true},
		{"a test, or a program of its own", nil, false},
		{"an instance with several invocations at once", map[string]string{"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001",
			"AWS_LAMBDA_MAX_CONCURRENCY": "8"}, false},
		{"somebody has decided", map[string]string{"AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "GOMAXPROCS": "2"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := inLambda(func(name string) (string, bool) { value, found := tt.environment[name]; return value, found })
			if got != tt.want {
				t.Errorf("one processor: %t, want %t", got, tt.want)
			}
		})
	}
}
