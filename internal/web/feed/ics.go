package feed

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yangguang/internal/calendar"
	"yangguang/internal/web/send"
)

// Calendar is a calendar that programs subscribe to (RFC 5545).
type Calendar struct {
	Name    string    // as the program that subscribes shows it
	Product string    // what wrote it, in English: "Disclosure applications"
	Host    string    // the site's, so that ids are like nobody else's
	At      time.Time // now
	Days    []Day
}

// Day is one day of a calendar.
type Day struct {
	UID         string // the same for ever, before the host
	Day         calendar.Day
	Summary     string
	URL         string
	Description string
	Changed     time.Time // when it last became what it is; zero where nobody knows
	Revision    int64
}

// ICS writes the calendar: lines end in CRLF and are folded at 75 octets, never
// inside a character.
func (c Calendar) ICS() []byte {
	var b strings.Builder
	line := func(key, value string) { b.WriteString(fold(key + ":" + value)) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Yangguang//"+c.Product+"//ZH")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("X-WR-CALNAME", escape(c.Name))
	line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H")
	for _, d := range c.Days {
		line("BEGIN", "VEVENT")
		line("UID", d.UID+"@"+c.Host)
		line("DTSTAMP", stampUTC(c.At))
		if !d.Changed.IsZero() {
			line("LAST-MODIFIED", stampUTC(d.Changed))
		}
		line("SEQUENCE", strconv.FormatInt(d.Revision, 10))
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

// Send answers with the calendar, as a file of that name.
func (c Calendar) Send(w http.ResponseWriter, name string) {
	send.File{Name: name, Shown: true}.Send(w, c.ICS())
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
