package terraform_test

import "testing"

// The plans against mocks, tests/*.tftest.hcl: which switches there are, what is refused, and what each module makes.
// Their messages say what they hold, and for which requirements.
func TestPlansAgainstMocks_N10(t *testing.T) {
	t.Parallel()
	s := newStack(t, "AWS_REGION="+region)
	if output, err := s.run(t, "test"); err != nil {
		t.Errorf("terraform test: %v\n%s", err, lastLines(output, 80))
	}
}

func TestConfigurationIsFormattedAndValid(t *testing.T) {
	s := newStack(t)
	if output, err := s.run(t, "fmt", "-check", "-diff", "-recursive"); err != nil {
		t.Errorf("run terraform fmt -recursive terraform:\n%s", output)
	}
	s.must(t, "validate")
}
