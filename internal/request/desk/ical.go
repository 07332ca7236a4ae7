package desk

import (
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/calendar"
)

// dated is one day of a calendar that programs subscribe to.
type dated struct {
	UID         string // the same for ever
	Day         calendar.Day
	Summary     string
	URL         string
	Description string
	Changed     time.Time // when it last became what it is
	Revision    int64
}

// icalendar writes days as an iCalendar object (RFC 5545): lines end in CRLF and
// are folded at 75 octets, never inside a character.
func icalendar(name, host string, at time.Time, days []dated) []byte {
	var b strings.Builder
	line := func(key, value string) { b.WriteString(fold(key + ":" + value)) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Yangguang//Disclosure applications//ZH")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("X-WR-CALNAME", escape(name))
	line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H")
	for _, d := range days {
		line("BEGIN", "VEVENT")
		line("UID", d.UID+"@"+host)
		line("DTSTAMP", stampUTC(at))
		if !d.Changed.IsZero() {
			line("LAST-MODIFIED", stampUTC(d.Changed))
		}
		line("SEQUENCE", decimal(d.Revision))
		line("DTSTART;VALUE=DATE", compact(d.Day))
		line("DTEND;VALUE=DATE", compact(d.Day+1))
		line("SUMMARY", escape(d.Summary))
		if d.Description != "" {
			line("DESCRIPTION", escape(d.Description))
		}
		line("URL", d.URL)
		line("TRANSP", "TRANSPARENT")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return []byte(b.String())
}

func stampUTC(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

func compact(d calendar.Day) string { return strings.ReplaceAll(d.String(), "-", "") }

// escape writes a TEXT value (RFC 5545, 3.3.11).
func escape(s string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(s)
}

// octets is how long a content line may be without its line break.
const octets = 75

// fold breaks a content line: what follows begins with a space, which counts.
func fold(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		size := utf8.RuneLen(r)
		if size < 0 { // not UTF-8: replaced as range does
			size = 3
		}
		if n+size > octets {
			b.WriteString("\r\n ")
			n = 1
		}
		b.WriteRune(r)
		n += size
	}
	return b.String() + "\r\n"
}
