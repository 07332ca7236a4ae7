// Package law names the clauses that the code carries out, and keeps the
// register of every duty the statutes lay on a public body. A rule anywhere in
// the house cites its clause with Art, and cmd/lawindex reads those calls back
// into docs/law-index.md, so that law and code can be read side by side.
package law

import "fmt"

// Ref cites one clause: an act by the short name it has in the register
// (条例, 行政复议法, 办公厅2021-30 …), an article, and where the citation is
// finer, its paragraph (款) and item (项). Zero means "the whole".
type Ref struct {
	Act       string
	Article   int
	Paragraph int // 款, counted from 1
	Item      int // 项, counted from 1
}

// Art cites an article. Call it with literals: cmd/lawindex reads the source.
func Art(act string, article int) Ref { return Ref{Act: act, Article: article} }

// Para narrows the citation to one paragraph (第n款).
func (r Ref) Para(n int) Ref { r.Paragraph = n; return r }

// At narrows the citation to one item (第(n)项).
func (r Ref) At(n int) Ref { r.Item = n; return r }

// Zero reports whether nothing is cited.
func (r Ref) Zero() bool { return r == Ref{} }

// String is the citation as a letter or a page prints it: 《条例》第三十三条第二款.
func (r Ref) String() string { return fmt.Sprintf("《%s》第%d条", r.Act, r.Article) }
