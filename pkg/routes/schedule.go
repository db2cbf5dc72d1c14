package routes

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// cronFields are minutes, hours, day of month, month, day of week and year.
const cronFields = 6

// CheckSchedule refuses what EventBridge Scheduler would refuse at the deployment. What stands in a field of cron is
// left to it.
//
// Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
func CheckSchedule(schedule string) error {
	text, closed := strings.CutSuffix(schedule, ")")
	rate, isRate := strings.CutPrefix(text, "rate(")
	cron, isCron := strings.CutPrefix(text, "cron(")
	fields := strings.Fields(cron)
	switch {
	case closed && isRate && isRateOf(rate):
		return nil
	case closed && isCron && len(fields) == cronFields && (fields[2] == "?" || fields[4] == "?"):
		return nil
	}
	return fmt.Errorf(`schedule %q: want "rate(5 minutes)", or "cron(0 3 * * ? *)", which is every day at 3 o'clock UTC: minutes, hours, `+
		"day of month, month, day of week, year, and ? in one of the two kinds of day", schedule)
}

func isRateOf(text string) bool {
	number, unit, _ := strings.Cut(text, " ")
	count, err := strconv.Atoi(number)
	return err == nil && count > 0 && slices.Contains([]string{"minute", "hour", "day"}, strings.TrimSuffix(unit, "s"))
}
