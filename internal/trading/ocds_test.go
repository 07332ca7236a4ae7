package trading

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema compiles one of the official schemas of release 1.1.5, which stand in
// testdata/ocds; nothing is fetched.
func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.DefaultDraft(jsonschema.Draft4)
	const base = "https://standard.open-contracting.org/schema/1__1__5/"
	for _, file := range []string{"release-schema.json", "release-package-schema.json", "record-package-schema.json", "versioned-release-validation-schema.json"} {
		text, err := os.ReadFile("testdata/ocds/" + file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource(base+file, doc); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile(base + name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func publisher() Publisher {
	return Publisher{Name: "云溪市", Site: "https://yunxi.example", Prefix: "ocds-213czf", Page: func(code string) string { return "/ggzy/xm/" + code }}
}

func printOf(n Notice) string { return "r-" + n.Source }

// works is a tender from its plan to its performance.
func works() []Notice {
	company, other := Party{Name: "云溪建工集团有限公司", Code: code("91330100MA7E3K2P4")}, Party{Name: "江岭市政工程有限公司", Code: code("91330100MA7G8H1R6")}
	owner := Party{Name: "云溪市城市更新建设有限公司", Code: code("91330100MA7B2D4F8")}
	offers := []Offer{{Lot: "E99-1", Rank: 1, Party: company, Price: Amount{Fen: 3862415000}}, {Lot: "E99-1", Rank: 2, Party: other, Price: Amount{Fen: 3910880000}}}
	ns := must(notice(Plan, "2026-09-10"), notice(Announcement, "2026-10-22", "docs_from", "2026-10-22", "deadline", "2026-11-16"), notice(Clarification, "2026-10-30", "deadline", "2026-11-17"),
		notice(Opening, "2026-11-17"), notice(CandidatesShown, "2026-11-20", "shown_from", "2026-11-20", "shown_until", "2026-11-23"), notice(Result, "2026-11-24"),
		notice(Contract, "2026-12-10", "signed", "2026-12-09"), notice(Performance, "2027-06-01"))
	for i := range ns {
		ns[i].Owner, ns[i].Method, ns[i].Lots = owner, OpenTender, []Lot{{"E99-1", "E99-1-1"}}
	}
	ns[0].Budget, ns[1].Budget, ns[3].Bidders = Amount{Fen: 5900000000}, Amount{Fen: 4035000000}, 7
	ns[4].Offers, ns[5].Offers, ns[6].Offers = offers, offers[:1], offers[:1]
	return ns
}

// land is a sale to a natural person.
func land() []Notice {
	ns := []Notice{notice(Announcement, "2026-10-01", "shown_from", "2026-11-01", "shown_until", "2026-11-12"), notice(Result, "2026-11-20"), notice(Contract, "2026-12-01", "signed", "2026-11-30")}
	for i := range ns {
		ns[i].Line, ns[i].Method, ns[i].Project, ns[i].Owner = Land, Listing, "云溪储出17号", Party{Name: "云溪市自然资源和规划局"}
		ns[i].Disposal = Disposal{Place: "城北", Area: "3.42公顷", Usage: "住宅", Years: "70"}
	}
	ns[0].Budget = Amount{Fen: 41000000000}
	ns[1].Offers = []Offer{{Rank: 1, Party: ReadParty("许建平", person("33010119900307231"), "自然人"), Price: Amount{Fen: 42000000000}}}
	return ns
}

func asPackage(releases []Release) Package {
	return Package{URI: "https://yunxi.example/ocds/releases.json", Version: "1.1", Extensions: publisher().Extensions(false), PublishedDate: "2026-11-20T09:00:00+08:00", Publisher: NamedOnly{"云溪市"}, Releases: releases}
}

func tree(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Releases, records and versioned records are valid by the official schemas, and
// by what those do not check.
func TestOfficialSchemas(t *testing.T) {
	packages, records := schema(t, "release-package-schema.json"), schema(t, "record-package-schema.json")
	for name, notices := range map[string][]Notice{"works": works(), "land": land()} {
		releases := publisher().Releases(Gather(notices), printOf)
		if err := packages.Validate(tree(t, asPackage(releases))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, versioned := range []bool{false, true} {
			record, err := RecordOf(releases, versioned)
			if err != nil {
				t.Fatal(err)
			}
			p := RecordPackage{URI: "https://yunxi.example/ocds/records.json", Version: "1.1", PublishedDate: "2026-11-20T09:00:00+08:00", Publisher: NamedOnly{"云溪市"}, Records: []Record{record}}
			if err := records.Validate(tree(t, p)); err != nil {
				t.Errorf("%s, versioned %t: %v", name, versioned, err)
			}
		}
		for _, finding := range beyond(tree(t, releases)) {
			t.Errorf("%s: %s", name, finding)
		}
	}
	broken := publisher().Releases(Gather(works()), printOf)
	broken[0].Date = "yesterday"
	if packages.Validate(tree(t, asPackage(broken))) == nil {
		t.Error("the schema lets everything through")
	}
}

var prefixed = regexp.MustCompile(`^ocds-[a-z0-9]{6}-.+`)

// beyond lists what no schema sees: prefixes, empty fields, ids twice, dates
// without a zone, organisations that are no party, tags that are none.
func beyond(releases any) (found []string) {
	for _, r := range releases.([]any) {
		release := r.(map[string]any)
		if !prefixed.MatchString(fmt.Sprint(release["ocid"])) {
			found = append(found, "ocid without a prefix")
		}
		parties := map[any]bool{}
		list, _ := release["parties"].([]any)
		for _, p := range list {
			parties[p.(map[string]any)["id"]] = true
		}
		for _, tag := range release["tag"].([]any) {
			if !slices.Contains(strings.Fields("planning planningUpdate tender tenderAmendment tenderUpdate tenderCancellation award awardUpdate awardCancellation contract contractUpdate contractAmendment implementation implementationUpdate contractTermination compiled"), tag.(string)) {
				found = append(found, "tag "+tag.(string))
			}
		}
		found = append(found, inside("", release, parties)...)
	}
	return found
}

func inside(at string, v any, parties map[any]bool) (found []string) {
	switch x := v.(type) {
	case nil:
		found = append(found, at+" is null")
	case string:
		if strings.TrimSpace(x) == "" {
			found = append(found, at+" is empty")
		}
		if strings.HasSuffix(strings.ToLower(at), "date") || strings.HasSuffix(at, "datePublished") || strings.HasSuffix(at, "dateSigned") {
			if _, err := time.Parse(time.RFC3339, x); err != nil {
				found = append(found, at+" "+x)
			}
		}
	case []any:
		ids := map[any]bool{}
		if len(x) == 0 {
			found = append(found, at+" is empty")
		}
		for _, e := range x {
			if o, ok := e.(map[string]any); ok && o["id"] != nil {
				if ids[o["id"]] {
					found = append(found, fmt.Sprint(at, " has twice ", o["id"]))
				}
				if ids[o["id"]] = true; strings.HasSuffix(at, "suppliers") && !parties[o["id"]] {
					found = append(found, fmt.Sprint(at, " names nobody: ", o["id"]))
				}
			}
			found = append(found, inside(at, e, parties)...)
		}
	case map[string]any:
		if len(x) == 0 {
			found = append(found, at+" is empty")
		}
		if b, ok := x["buyer"].(map[string]any); ok && !parties[b["id"]] {
			found = append(found, "buyer is no party")
		}
		for k, e := range x {
			found = append(found, inside(at+"."+k, e, parties)...)
		}
	}
	return found
}

func TestReleases(t *testing.T) {
	rs := publisher().Releases(Gather(works()), printOf)
	var tags []string
	for _, r := range rs {
		tags = append(tags, r.Tag...)
	}
	if got := strings.Join(tags, " "); got != "planning tender tenderUpdate tenderUpdate award awardUpdate contract implementation" {
		t.Error(got)
	}
	if rs[0].OCID != "ocds-213czf-E99" || rs[1].Tender.Method != "open" || rs[1].Tender.Value.Amount != "40350000.00" || rs[2].Tender.Period.End != "2026-11-17T23:59:59+08:00" || rs[3].Tender.Bidders != 7 {
		t.Errorf("%+v", rs[1].Tender)
	}
	if a := rs[5].Awards; len(a) != 2 || a[0].Status != "active" || a[0].Value.Amount != "38624150.00" || a[1].Status != "unsuccessful" || rs[4].Awards[1].Status != "pending" {
		t.Errorf("%+v", a)
	}
	if c := rs[6].Contracts[0]; c.AwardID != rs[5].Awards[0].ID || c.DateSigned != "2026-12-09T00:00:00+08:00" || rs[7].Contracts[0].ID != c.ID {
		t.Errorf("%+v", c)
	}
	record, err := RecordOf(rs, true)
	if err != nil {
		t.Fatal(err)
	}
	awards := record.Compiled["awards"].([]any)
	if len(awards) != 2 || awards[1].(map[string]any)["status"] != "unsuccessful" || awards[1].(map[string]any)["value"] == nil {
		t.Errorf("compiled: %v", awards)
	}
	history := record.Versioned["awards"].([]any)[0].(map[string]any)["status"].([]any)
	if len(history) != 2 || history[0].(map[string]any)["value"] != "pending" || history[1].(map[string]any)["releaseID"] != rs[5].ID {
		t.Errorf("versioned: %v", history)
	}
}

// A call after a prequalification is selective, and one that ended is cancelled.
func TestMethodsInTheStandard(t *testing.T) {
	for _, tt := range []struct {
		notices []Notice
		want    string
		because string
	}{
		{[]Notice{{Method: OpenTender, Kind: Announcement}}, "open", "announced"},
		{[]Notice{{Method: OpenTender, Kind: Prequalifying}, {Kind: Announcement}}, "selective", "prequalified"},
		{[]Notice{{Method: Consultation, Kind: Announcement}}, "open", "磋商 by announcement"},
		{[]Notice{{Method: Single, Kind: SingleSource}}, "direct", "one source"},
		{[]Notice{{Kind: Announcement}}, "", "not told"},
	} {
		if got := methodIn(Project{Notices: tt.notices, Method: methodOf(tt.notices)}); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.because, got, tt.want)
		}
	}
	rs := publisher().Releases(Gather([]Notice{works()[1], notice(Abandoned, "2026-11-17")}), printOf)
	if rs[1].Tag[0] != "tenderCancellation" || rs[1].Tender.Status != "unsuccessful" {
		t.Errorf("%+v", rs[1])
	}
}

// A sale stands apart: a seller and a highest bidder, no buyer, no award, no sum
// that anybody could add to spending, and no person.
func TestSalesStandApart(t *testing.T) {
	rs := publisher().Releases(Gather(land()), printOf)
	text, err := json.Marshal(rs)
	if err != nil {
		t.Fatal(err)
	}
	for _, never := range []string{`"buyer"`, `"awards"`, `"tender":{`, `"contracts"`, "许建平", person("33010119900307231")} {
		if bytes.Contains(text, []byte(never)) {
			t.Errorf("a sale tells %s", never)
		}
	}
	last := rs[len(rs)-1]
	if last.OCID != "ocds-213czf-disposal-云溪储出17号" || last.Disposal.DealPrice.Amount != "420000000.00" || last.Disposal.StartPrice.Amount != "410000000.00" || last.Parties[1].Roles[0] != "highestBidder" || last.Parties[1].Name != "许**" {
		t.Errorf("%+v %+v", last, last.Disposal)
	}
}
