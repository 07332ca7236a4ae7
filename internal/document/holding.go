package document

// Holding is everything a file holds, seen or not: what somebody who opens it
// reads, and what lies beside that. Readers make it for those who must know
// what leaves with a file.
type Holding struct {
	File      string // as it was given
	Format    string // html, txt, md, csv, docx, xlsx, pptx, pdf, ofd, eml, jpg, png, tif, gif
	Passages  []Passage
	Concealed []Concealment
	Embedded  []Embedded // files inside it that are still to be read
}

// Embedded is a file inside a file: an attachment, an embedded workbook, a
// picture.
type Embedded struct {
	Name  string
	Where string
	Data  []byte
}

// Passage is a stretch of text, in the order of the file.
type Passage struct {
	Text   string
	Where  string // for people: 段落 3, 表 2 行 4, 隐藏工作表 Sheet2, 元数据
	Hidden bool   // who opens the file does not see it
	Table  int    // the table whose row this is, 0 for none; tabs stand between its cells
	Joins  bool   // goes on from the passage before it: a number may be broken between them
	Again  bool   // the same characters as other passages in another order: what was found there is not told twice
}

// Concealment is something that hides, or that could not be read: it is told
// of even where nothing in it is a matter of itself.
type Concealment struct {
	Where string
	What  string // 隐藏工作表, 修订, 没有文字层，读不出来
}

// Add appends a passage; empty text is left out.
func (h *Holding) Add(p Passage) {
	if p.Text != "" {
		p.Where = place(p.Where)
		h.Passages = append(h.Passages, p)
	}
}

// Conceal appends what hides or cannot be read, once for each place and kind.
func (h *Holding) Conceal(where, what string) {
	c := Concealment{place(where), what}
	for _, known := range h.Concealed {
		if known == c {
			return
		}
	}
	h.Concealed = append(h.Concealed, c)
}

// Embed appends a file inside this one; empty ones are left out.
func (h *Holding) Embed(name, where string, data []byte) {
	if len(data) > 0 {
		h.Embedded = append(h.Embedded, Embedded{name, where, data})
	}
}

// Take appends what a file inside this one holds, its places under prefix.
func (h *Holding) Take(prefix string, inner Holding) {
	tables := 0
	for _, p := range h.Passages {
		tables = max(tables, p.Table)
	}
	for i, p := range inner.Passages {
		p.Where = place(prefix + p.Where)
		if p.Table != 0 {
			p.Table += tables
		}
		p.Joins = p.Joins && i > 0
		h.Passages = append(h.Passages, p)
	}
	for _, c := range inner.Concealed {
		h.Conceal(prefix+c.Where, c.What)
	}
}

// leastNumber is how many digits a number has at least that may be a person's;
// the rows and columns of places have fewer.
const leastNumber = 8

// place is a place as it may be printed: names of sheets, parts and files stand
// in it, and in them numbers of persons, which are starred.
func place(where string) string {
	from, digits := 0, 0
	for i, r := range where + "\x00" {
		switch {
		case r >= '0' && r <= '9' || r >= '０' && r <= '９':
			if digits++; digits == 1 {
				from = i
			}
			continue
		case digits > 0 && (r == '-' || r == ' ' || r == '_'):
			continue
		}
		if digits >= leastNumber {
			return where[:from] + "****" + place(where[i:])
		}
		digits = 0
	}
	return where
}
