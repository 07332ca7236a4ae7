package feed

import (
	"encoding/xml"
	"net/http/httptest"
	"testing"
	"time"
)

func TestAtom(t *testing.T) {
	older := time.Date(2026, 11, 19, 8, 0, 0, 0, time.FixedZone("", 8*3600))
	n := News{Title: "云溪市住建局：答复公开", Author: "云溪市住建局", Home: "https://a.example/x/", Self: "https://a.example/x/feed.atom", Entries: []Entry{
		{ID: "urn:uuid:2", Title: "危房 <鉴定> & 值班", Link: "https://a.example/x/2", Summary: "摘要", At: older.Add(time.Hour)},
		{ID: "urn:uuid:1", Title: "一", Link: "https://a.example/x/1", At: older}}}
	w := httptest.NewRecorder()
	if err := n.Send(w); err != nil {
		t.Fatal(err)
	}
	if h := w.Header(); h.Get("Content-Type") != "application/atom+xml; charset=utf-8" || h.Get("Content-Disposition") != "" || h.Get("Cache-Control") != "" {
		t.Errorf("%v", h)
	}
	var f struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Author  string   `xml:"author>name"`
		Links   []struct {
			Rel  string `xml:"rel,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Link    struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	if f.ID != n.Home || f.Updated != "2026-11-19T01:00:00Z" || f.Author != n.Author || len(f.Links) != 2 || f.Links[0].Rel != "self" || f.Links[0].Href != n.Self || f.Links[1].Href != n.Home {
		t.Errorf("%+v", f)
	}
	if len(f.Entries) != 2 || f.Entries[0].Title != n.Entries[0].Title || f.Entries[0].Link.Href != n.Entries[0].Link || f.Entries[1].Updated != "2026-11-19T00:00:00Z" {
		t.Errorf("%+v", f.Entries)
	}
	empty, err := News{Home: "https://a.example/"}.Atom()
	if err != nil {
		t.Fatal(err)
	}
	f.Updated = ""
	if err := xml.Unmarshal(empty, &f); err != nil || f.Updated != "1970-01-01T00:00:00Z" {
		t.Errorf("RFC 4287 wants a date of an empty feed too: %v %q", err, f.Updated)
	}
}
