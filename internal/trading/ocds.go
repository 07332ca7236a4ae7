package trading

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"yangguang/internal/calendar"
)

// Publisher is who publishes the open contracting data.
type Publisher struct {
	Name   string
	Site   string                   // https://host of the portal, with the body's prefix
	Prefix string                   // registered: ocds-213czf
	Page   func(code string) string // the address of a project's page below Site
}

// The Open Contracting Data Standard 1.1.5 as far as the notices fill it. A field
// that says nothing is left out.
type (
	// Package is a release package.
	Package struct {
		URI           string    `json:"uri"`
		Version       string    `json:"version"`
		Extensions    []string  `json:"extensions,omitempty"`
		PublishedDate string    `json:"publishedDate"`
		Publisher     NamedOnly `json:"publisher"`
		License       string    `json:"license,omitempty"`
		Policy        string    `json:"publicationPolicy,omitempty"`
		Releases      []Release `json:"releases"`
	}
	// NamedOnly is an organisation of which only the name is told.
	NamedOnly struct {
		Name string `json:"name"`
	}
	// Release is what one notice told.
	Release struct {
		OCID           string      `json:"ocid"`
		ID             string      `json:"id"`
		Date           string      `json:"date"`
		Tag            []string    `json:"tag"`
		InitiationType string      `json:"initiationType"`
		Parties        []OrgParty  `json:"parties,omitempty"`
		Buyer          *OrgRef     `json:"buyer,omitempty"`
		Planning       *Planning   `json:"planning,omitempty"`
		Tender         *Tender     `json:"tender,omitempty"`
		Awards         []Award     `json:"awards,omitempty"`
		Contracts      []Agreement `json:"contracts,omitempty"`
		Disposal       *Sale       `json:"x_disposal,omitempty"`
		Language       string      `json:"language"`
	}
	// OrgRef names a party of the same release.
	OrgRef struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	// OrgParty is an organisation with what it does.
	OrgParty struct {
		OrgRef
		Identifier *Identifier `json:"identifier,omitempty"`
		Roles      []string    `json:"roles"`
	}
	// Identifier is a code of a list.
	Identifier struct {
		Scheme string `json:"scheme"`
		ID     string `json:"id"`
		Name   string `json:"legalName"`
	}
	// Value is an amount, as a decimal that is never rounded.
	Value struct {
		Amount   json.Number `json:"amount"`
		Currency string      `json:"currency"`
	}
	// Planning is what was announced to come.
	Planning struct {
		Rationale string  `json:"rationale,omitempty"`
		Budget    *Budget `json:"budget,omitempty"`
	}
	// Budget is the estimate.
	Budget struct {
		Amount *Value `json:"amount,omitempty"`
	}
	// Tender is the call.
	Tender struct {
		ID       string     `json:"id"`
		Title    string     `json:"title"`
		Status   string     `json:"status"`
		Value    *Value     `json:"value,omitempty"`
		Method   string     `json:"procurementMethod,omitempty"`
		Details  string     `json:"procurementMethodDetails,omitempty"`
		Period   *Span      `json:"tenderPeriod,omitempty"`
		Bidders  int        `json:"numberOfTenderers,omitempty"`
		Lots     []OCDSLot  `json:"lots,omitempty"`
		Document []Document `json:"documents,omitempty"`
	}
	// Span is a period.
	Span struct {
		Start string `json:"startDate,omitempty"`
		End   string `json:"endDate,omitempty"`
	}
	// OCDSLot is a lot of the lots extension; its title is the 统一交易标识码.
	OCDSLot struct {
		ID    string `json:"id"`
		Title string `json:"title,omitempty"`
	}
	// Document leads to a notice.
	Document struct {
		ID        string `json:"id"`
		Type      string `json:"documentType"`
		Title     string `json:"title"`
		URL       string `json:"url"`
		Published string `json:"datePublished"`
		Format    string `json:"format"`
		Language  string `json:"language"`
	}
	// Award is what a supplier gets, or may get.
	Award struct {
		ID          string     `json:"id"`
		Status      string     `json:"status"`
		Date        string     `json:"date,omitempty"`
		Value       *Value     `json:"value,omitempty"`
		Suppliers   []OrgRef   `json:"suppliers,omitempty"`
		RelatedLots []string   `json:"relatedLots,omitempty"`
		Documents   []Document `json:"documents,omitempty"`
	}
	// Agreement is a contract.
	Agreement struct {
		ID         string     `json:"id"`
		AwardID    string     `json:"awardID"`
		Title      string     `json:"title,omitempty"`
		Status     string     `json:"status"`
		Value      *Value     `json:"value,omitempty"`
		DateSigned string     `json:"dateSigned,omitempty"`
		Documents  []Document `json:"documents,omitempty"`
	}
	// Sale is what the extension x_disposal tells of a sale: nobody takes it for
	// spending.
	Sale struct {
		ID             string `json:"id"`
		Stage          string `json:"stage"`
		Method         string `json:"method,omitempty"`
		Place          string `json:"place,omitempty"`
		Area           string `json:"area,omitempty"`
		Usage          string `json:"usage,omitempty"`
		Years          string `json:"years,omitempty"`
		StartPrice     *Value `json:"startPrice,omitempty"`
		DealPrice      *Value `json:"dealPrice,omitempty"`
		ContractDate   string `json:"contractDate,omitempty"`
		Announcement   string `json:"announcement"`
		AnnouncementOn string `json:"announcementDate"`
	}
)

// lots is the extension that lots stand in; version 1.1 has none of its own.
const lots = "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json"

// Extensions are what a package declares.
func (p Publisher) Extensions(sales bool) []string {
	if sales {
		return []string{p.Site + "/ocds/extensions/disposal/extension.json"}
	}
	return []string{lots}
}

// OCID is the identifier of a project's contracting process. Sales have a part of
// their own, so that none is taken for a purchase.
func (p Publisher) OCID(l Line, code string) string {
	if l.Sale() {
		return p.Prefix + "-disposal-" + code
	}
	return p.Prefix + "-" + code
}

// Releases makes a release of each notice; print gives a digest of its content,
// which names the release for ever.
func (p Publisher) Releases(of Project, print func(Notice) string) (all []Release) {
	for i, n := range of.Notices {
		all = append(all, p.release(Gather(of.Notices[:i+1]), n, print(n)))
	}
	return all
}

// release makes the release of the last notice of a project as it stood then.
func (p Publisher) release(at Project, n Notice, print string) Release {
	r := Release{OCID: p.OCID(n.Line, n.Project), ID: print, Date: n.At, InitiationType: "tender", Language: "zh"}
	doc := Document{ID: print, Title: n.Title, Published: n.At, Format: "text/html", Language: "zh", URL: p.Site + p.Page(n.Project)}
	if n.Line.Sale() {
		p.sale(&r, at, n)
		return r
	}
	r.party("buyer", at.Owner)
	r.party("procuringEntity", at.Agent)
	if !at.Owner.Zero() {
		r.Buyer = &OrgRef{at.Owner.id(), at.Owner.Name}
	}
	tender := &Tender{ID: n.Project, Title: cmp.Or(at.Name, n.Title), Status: "active", Value: valueOf(at.Budget), Details: at.Method.Label(), Bidders: n.Bidders}
	tender.Method = methodIn(at)
	for _, l := range at.Lots {
		tender.Lots = append(tender.Lots, OCDSLot{l.Code, l.Deal})
	}
	if at.Deadline != 0 {
		tender.Period = &Span{End: endOf(at.Deadline)}
	}
	switch n.Kind {
	case Plan:
		r.Tag, r.Planning = []string{"planning"}, &Planning{Rationale: n.Title, Budget: budgetOf(n.Budget)}
		return r
	case Prequalifying, Announcement, SingleSource:
		r.Tag = []string{"tender"}
		if n.Change {
			r.Tag = []string{"tenderUpdate"}
		}
		doc.Type = "tenderNotice"
	case Clarification:
		r.Tag, doc.Type = []string{"tenderUpdate"}, "clarifications"
	case Opening:
		r.Tag, doc.Type = []string{"tenderUpdate"}, "openingDetails"
	case Abandoned:
		r.Tag, doc.Type, tender.Status = []string{"tenderCancellation"}, "cancellationDetails", "unsuccessful"
	case CandidatesShown, Result:
		r.award(at, n, doc)
		return r
	case Contract, Performance:
		r.contract(at, n, doc)
		return r
	}
	tender.Document, r.Tender = []Document{doc}, tender
	return r
}

// award tells who may win, or won; who was shown before and did not is unsuccessful.
func (r *Release) award(at Project, n Notice, doc Document) {
	shown := at.Candidates()
	r.Tag, doc.Type = []string{"award"}, "awardNotice"
	status := "pending"
	if n.Kind == Result {
		if status = "active"; len(shown) > 0 || n.Change {
			r.Tag = []string{"awardUpdate"}
		}
	}
	for _, o := range n.Offers {
		r.party("supplier", o.Party)
		r.Awards = append(r.Awards, Award{ID: o.award(), Status: status, Date: n.At, Value: valueOf(o.Price), Suppliers: []OrgRef{{o.Party.id(), o.Party.Name}}, RelatedLots: o.lots(), Documents: []Document{doc}})
	}
	for _, o := range shown {
		same := slices.ContainsFunc(r.Awards, func(a Award) bool { return a.ID == o.award() })
		if n.Kind == Result && !same && slices.ContainsFunc(n.Offers, func(w Offer) bool { return w.Lot == o.Lot }) {
			r.party("supplier", o.Party)
			r.Awards = append(r.Awards, Award{ID: o.award(), Status: "unsuccessful", Date: n.At, Suppliers: []OrgRef{{o.Party.id(), o.Party.Name}}, RelatedLots: o.lots()})
		}
	}
}

// contract tells of what was signed; its award is named as the result named it.
func (r *Release) contract(at Project, n Notice, doc Document) {
	r.Tag, doc.Type = []string{"contract"}, "contractNotice"
	status := "active"
	if n.Kind == Performance {
		r.Tag, doc.Type, status = []string{"implementation"}, "completionCertificate", "terminated"
	}
	offers := n.Offers
	if len(offers) == 0 {
		offers = at.Winners()
	}
	for _, o := range offers {
		r.party("supplier", o.Party)
		c := Agreement{ID: "contract-" + o.award(), AwardID: o.award(), Title: n.Title, Status: status, Documents: []Document{doc}}
		if n.Kind == Contract {
			c.Value = valueOf(o.Price)
		}
		if d := n.Day(Signed); d != 0 {
			c.DateSigned = startOf(d)
		}
		r.Contracts = append(r.Contracts, c)
	}
}

// sale tells of a sale: a seller and the highest bidder, no buyer.
func (p Publisher) sale(r *Release, at Project, n Notice) {
	r.Tag = map[Kind][]string{Plan: {"planning"}, Announcement: {"tender"}, Clarification: {"tenderUpdate"}, Abandoned: {"tenderCancellation"}, Result: {"award"}, Contract: {"contract"}, Performance: {"implementation"}}[n.Kind]
	r.party("seller", at.Owner)
	d := at.Disposal
	r.Disposal = &Sale{ID: n.Project, Stage: at.Stage(), Method: at.Method.Label(), Place: d.Place, Area: d.Area, Usage: d.Usage, Years: d.Years,
		StartPrice: valueOf(at.Budget), Announcement: n.Title, AnnouncementOn: n.At}
	for _, o := range at.Winners() {
		r.party("highestBidder", o.Party)
	}
	r.Disposal.DealPrice = valueOf(at.Award)
	if s := n.Day(Signed); s != 0 {
		r.Disposal.ContractDate = startOf(s)
	}
}

// party adds a role to a party, and the party where it is not there yet.
func (r *Release) party(role string, p Party) {
	if p.Zero() {
		return
	}
	for i := range r.Parties {
		if r.Parties[i].ID == p.id() {
			if !slices.Contains(r.Parties[i].Roles, role) {
				r.Parties[i].Roles = append(r.Parties[i].Roles, role)
			}
			return
		}
	}
	x := OrgParty{OrgRef: OrgRef{p.id(), p.Name}, Roles: []string{role}}
	if p.Code != "" {
		x.Identifier = &Identifier{"CN-USCC", p.Code, p.Name}
	}
	r.Parties = append(r.Parties, x)
}

// id is what a party is called within a process: its code, or its name.
func (p Party) id() string {
	if p.Code != "" {
		return "CN-USCC-" + p.Code
	}
	return p.Name
}

// award is the id of what an offer wins.
func (o Offer) award() string { return strings.TrimPrefix(o.Lot+"-"+o.Party.id(), "-") }

func (o Offer) lots() []string {
	if o.Lot == "" {
		return nil
	}
	return []string{o.Lot}
}

// methodIn is the standard's word for how a purchase is done: a call after a
// prequalification is selective, whatever it is called.
func methodIn(p Project) string {
	for _, n := range p.Notices {
		if n.Kind == Prequalifying {
			return "selective"
		}
	}
	for _, m := range methods() {
		if m.Method == p.Method {
			return m.OCDS
		}
	}
	return ""
}

func valueOf(a Amount) *Value {
	if !a.Known() {
		return nil
	}
	return &Value{json.Number(a.Yuan()), "CNY"}
}

func budgetOf(a Amount) *Budget {
	if v := valueOf(a); v != nil {
		return &Budget{v}
	}
	return nil
}

func startOf(d calendar.Day) string { return d.String() + "T00:00:00+08:00" }
func endOf(d calendar.Day) string   { return d.String() + "T23:59:59+08:00" }
