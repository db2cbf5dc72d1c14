package language

import (
	"strconv"
	"time"
)

// TimeOf is a point in time for people, in UTC because the server does not know where they are; the zone is named.
func (l Language) TimeOf(t time.Time) Text {
	t = t.UTC()
	return l.Moment(string(l.DateOf(t)), t.Format("15:04"))
}

// DateOf is the date of a point in time, in UTC.
func (l Language) DateOf(t time.Time) Text {
	year, month, day := t.UTC().Date()
	return l.Day(strconv.Itoa(day), string(months[month-1](l)), strconv.Itoa(year))
}

var months = [...]func(Language) Text{
	Language.January, Language.February, Language.March, Language.April, Language.May, Language.June,
	Language.July, Language.August, Language.September, Language.October, Language.November, Language.December,
}
