package sentence

import (
	"slices"
	"strings"
)

// Reader reads the prose of one body's report.
type Reader struct {
	year   int
	common *lexicon
	own    *lexicon // the body's names
}

// NewReader makes a reader of a report of that year (0: not known) by a body of
// that name. The name's later parts stand for the body as well: 市水务局 in the
// report of 云溪市水务局.
func NewReader(year int, body string) *Reader {
	return &Reader{year, common(), ownWords(names(body))}
}

// names are the body's name and what is left of it without its first runes.
func names(body string) []string {
	var out []string
	rs := []rune(body)
	for i := 0; i+3 <= len(rs); i++ {
		out = append(out, string(rs[i:]))
	}
	if n := len(rs); n > 0 && strings.ContainsRune("镇乡县区市省", rs[n-1]) || strings.HasSuffix(body, "人民政府") {
		short := strings.TrimSuffix(body, "人民政府")
		if r := []rune(short); len(r) > 0 && strings.ContainsRune("镇乡", r[len(r)-1]) {
			out = append(out, string(r[len(r)-1:])+"政府")
		}
		for i := 0; i+2 <= len([]rune(short)); i++ {
			out = append(out, string([]rune(short)[i:]), string([]rune(short)[i:])+"政府")
		}
	}
	if strings.HasSuffix(body, "街道办事处") {
		out = append(out, "街道办")
	}
	return out
}

// Section reads one part's plain text and gives its statements in order.
func (r *Reader) Section(part int, text string) []Statement {
	d := &reading{Reader: r, part: part}
	for p := range strings.SplitSeq(text, "\n") {
		d.paragraph(p)
	}
	return d.out
}

// reading is one part being read.
type reading struct {
	*Reader
	part   int
	p      string // the paragraph
	topic  bool   // the heading above says 依申请公开
	about  bool   // the paragraph is about open government
	asks   bool   // the paragraph says 依申请公开
	public bool   // the sentence says 信息公开 or 依申请
	partly int    // where the parts begin of which alone the sentence says that, 0 where of the whole
	depth  int    // parentheses being read
	denied bool   // the clause began with a negation
	murky  bool   // the figure right before, in one breath with the next, is of something not known
	here   string // the sentence
	ctx    context
	out    []Statement
	tokens []token // room for those of a sentence

	recent   Statement // the last count of the sentence
	certain  bool      // recent is one that was given
	compared bool      // the last figure was a change against the year before
}

// context is what earlier words of a paragraph leave to later ones.
type context struct {
	subject  Subject
	act      Act
	narrowed bool // by an earlier clause
	inList   bool // narrowed inside 其中 only
	wide     bool
	last     bool
	total    int64 // the figure that 其中 takes apart
	whole    bool  // total is one that can be taken apart
	of       int64
	kind     Applicant // whose applications total counts
	lost     bool      // an earlier figure of the sentence is of something not known
	sorted   bool      // all applications are told apart by who made them: 从申请主体看
	past     bool      // an earlier figure of the sentence is another year's
	persons  int64     // what the kinds of applicants named of total come to
	received int64     // the last count is of those received; carried in ones go with it
	part     int64     // total is of those received and these, which were carried in
}

// stems are what every sentence of interest holds one of.
var stems = words{"申请", "复议", "诉讼", "起诉", "规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "收费", "处理费", "结转", "公开", "办结", "答复", "提供", "处理",
	"维持", "纠正", "自然人", "法人", "其中", "其余"}

func (d *reading) paragraph(p string) {
	d.p, d.ctx = p, context{}
	d.asks = strings.Contains(p, "依申请公开")
	d.about = d.part == 3 || d.part == 4 || strings.Contains(p, "信息公开") || strings.Contains(p, "依申请") || strings.Contains(p, "公开申请") || strings.Contains(p, "申请公开")
	for from := 0; from < len(p); {
		to := len(p)
		for i, r := range p[from:] {
			if r == '。' || r == '！' || r == '？' {
				to = from + i
				break
			}
		}
		if from < to {
			d.sentence(from, to)
		}
		from = min(len(p), to+len("。"))
	}
}

func (d *reading) sentence(from, to int) {
	d.here = d.p[from:to]
	d.public, d.partly = public.in(d.here), 0
	if i := strings.Index(d.here, "其中"); i >= 0 && d.public && !public.in(d.here[:i]) {
		d.partly = from + i
	}
	mark := listed(d.here)
	if mark != "" {
		head, _, _ := strings.Cut(d.here[len(mark):], "，")
		if len(head) <= 60 {
			d.topic = strings.Contains(head, "依申请") || strings.Contains(head, "信息公开申请")
		}
	}
	d.ctx.act, d.ctx.of, d.ctx.inList, d.ctx.last, d.ctx.past, d.ctx.sorted, d.ctx.lost = Unsaid, 0, false, false, false, false, false
	d.certain, d.compared = false, false
	switch d.ctx.subject {
	case Reviews, Suits, DirectSuits, LaterSuits:
		if !results.in(d.here) && !strings.HasPrefix(d.here, "其中") {
			d.ctx.subject = Other
		}
	case Rules, Normative, Licences, Penalties, Coercions, Charges, Fees:
		d.ctx.subject = Other // the next sentence is no more about these than about applications
	}
	first := len(d.out)
	defer func() { d.out = append(d.out[:first], contradicted(d.out[first:])...) }()
	if !stems.in(d.here) {
		d.ctx = context{}
		return
	}
	tokens := d.lex(d.p, from+len(mark), to)
	if place(tokens, paper) >= 0 && !asked(d.here) {
		d.ctx = context{}
		return
	}
	if slices.ContainsFunc(tokens, func(t token) bool { return t.class == subject && t.subject != Other }) {
		d.ctx.narrowed, d.ctx.wide = false, false
	}
	for len(tokens) > 0 {
		n := clauseEnd(tokens)
		d.clause(tokens[:n])
		if n < len(tokens) && tokens[n].rune == '；' {
			goesOn := n+1 < len(tokens) && tokens[n+1].class == among
			d.ctx.act, d.ctx.of, d.ctx.narrowed, d.ctx.whole, d.ctx.inList, d.ctx.past, d.ctx.lost = Unsaid, 0, false, d.ctx.whole && goesOn, false, false, false
		}
		tokens = tokens[min(len(tokens), n+1):]
	}
}

// results are how reviews and suits end, of which a next sentence may tell.
var results = words{"维持", "纠正", "其他结果", "审结"}

// public is what a sentence about open government says.
var public = words{"信息公开", "依申请"}

// asked reports whether a sentence is about applications that came in, though
// it also speaks of documents.
func asked(s string) bool {
	return words{"收到", "受理", "新收", "接收", "接到", "申请件", "信息公开申请"}.in(s)
}

// place is that of the first token of a class, −1 for none.
func place(tokens []token, c class) int {
	for i := range tokens {
		if tokens[i].class == c {
			return i
		}
	}
	return -1
}

// clauseEnd is the place of the next ， ； ： outside parentheses.
func clauseEnd(tokens []token) int {
	depth := 0
	for i := range tokens {
		switch t := &tokens[i]; {
		case t.class == opening:
			depth++
		case t.class == ending:
			depth = max(0, depth-1)
		case t.class == stop && t.rune != '、' && depth == 0:
			return i
		}
	}
	return len(tokens)
}

// clause reads one clause: its figures one by one, or that there is none.
func (d *reading) clause(tokens []token) {
	tokens = d.brackets(tokens)
	if place(tokens, intent) >= 0 {
		return
	}
	if neg := place(tokens, negation); neg >= 0 && place(tokens[neg:], figure) < 0 {
		d.none(tokens, neg)
		return
	}
	if d.distributed(tokens) {
		return
	}
	d.denied, d.murky = false, false
	for start := 0; start < len(tokens); {
		fig := place(tokens[start:], figure)
		if fig < 0 {
			d.lead(tokens[start:])
			return
		}
		fig += start
		end := fig + 1
		for end < len(tokens) && tokens[end].class != figure && tokens[end].class != stop {
			end++
		}
		next := end
		tail := tokens[fig+1 : end]
		if end < len(tokens) && tokens[end].class == figure {
			tail, next = nil, fig+1
		}
		d.figure(tokens[start:fig], tokens[fig], tail)
		d.murky = next == fig+1 && next < len(tokens) && tokens[next].class != stop && d.gather(tokens[start:fig]).unread
		if next < len(tokens) && tokens[next].class == stop {
			next++
		}
		start = next
	}
}

// lead is a clause without figures: it may narrow what follows, or name the
// subject.
func (d *reading) lead(tokens []token) {
	f := d.gather(tokens)
	if f.narrow || f.year > 0 && !f.last {
		d.ctx.narrowed, d.ctx.inList = true, d.ctx.of > 0
	}
	d.ctx.wide = d.ctx.wide || f.wide
	if f.subject != "" {
		d.ctx.subject = f.subject
	}
	if f.among {
		d.open()
	}
	if f.last {
		d.ctx.last = true
	}
	d.ctx.sorted = d.ctx.sorted || f.sorted
	if f.now {
		d.ctx.past = false
	}
	if len(f.acts) > 0 {
		d.ctx.act = f.act()
	}
}

// open begins the list of parts of the last total.
func (d *reading) open() {
	d.ctx.of, d.ctx.persons = -1, 0
	if d.ctx.whole {
		d.ctx.of = d.ctx.total
	}
}

// brackets takes what stands in parentheses out of a clause. Behind a figure it
// lists its parts; elsewhere it is not read.
func (d *reading) brackets(tokens []token) []token {
	if place(tokens, opening) < 0 {
		return slices.Clip(tokens)
	}
	var out []token
	for i := 0; i < len(tokens); i++ {
		if tokens[i].class != opening {
			out = append(out, tokens[i])
			continue
		}
		end, depth := i+1, 1
		for ; end < len(tokens); end++ {
			if tokens[end].class == opening {
				depth++
			}
			if tokens[end].class == ending {
				if depth--; depth == 0 {
					break
				}
			}
		}
		inner := tokens[i+1 : min(end, len(tokens))]
		of := len(out) - 1
		for of >= 0 && (out[of].class == subject && out[of].subject == Applications || out[of].class == filler) {
			of-- // 86件政府信息公开申请（…）
		}
		if of >= 0 && out[of].class == figure {
			out[of] = out[of].with(inner)
		}
		i = end
	}
	return out
}
