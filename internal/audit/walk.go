package audit

import (
	"bytes"
	"slices"
	"strconv"

	"yangguang/internal/chain"
)

const (
	waitLimit    = 64   // mismatches kept back in the hope of an explanation
	explainLimit = 2000 // mismatches looked into; a log rewritten as a whole is only counted
	shiftLimit   = 3    // so many inserted or removed neighbours are recognised
)

// walk explains records whose link does not fit: it tries what an edit of the
// link alone, a swap, an insertion and a removal with renumbering would each
// have left behind. What nothing explains was edited.
type walk struct {
	v       *Verifier
	waiting []waiting
	others  [][]byte // links, besides the stored one, the next record may stand on
	run     *Finding // of records under other numbers, still growing
	shift   int64
	swap    *swap // the last record seems to have changed places with one just before
	tried   int
}

// waiting is a record whose link does not fit, not yet explained.
type waiting struct {
	Record
	before   []byte // link stored before it
	computed []byte // over before
	relinked bool   // the next record stands on computed
}

type swap struct{ a, b waiting }

// good takes note of a record that fits.
func (w *walk) good() {
	if w.others == nil && w.run == nil && w.swap == nil {
		return
	}
	w.others = nil
	w.endSwap()
	w.endRun()
}

// mismatch looks for what happened to a record that does not fit.
func (w *walk) mismatch(r Record, computed []byte) {
	x := waiting{Record: r, before: slices.Clone(w.v.stored), computed: computed}
	w.tried++
	if w.tried <= explainLimit && (w.standsOnOther(x) || w.renumbered(x) || w.swapped(x)) {
		return
	}
	w.endSwap()
	w.endRun()
	w.others = [][]byte{computed}
	if w.waiting = append(w.waiting, x); len(w.waiting) > waitLimit {
		w.tell(w.waiting[0])
		w.waiting = slices.Delete(w.waiting, 0, 1)
	}
}

// fits reports whether a record would have its link under number seq, standing
// on before.
func (w *walk) fits(before []byte, x waiting, seq int64, link string) bool {
	e := x.Entry
	e.Seq = seq
	return bytes.Equal(chain.Link(w.v.c.Hash, before, e), unhex(link))
}

// standsOnOther: the record is as it was, and the link stored before it is not.
func (w *walk) standsOnOther(x waiting) bool {
	for _, before := range w.others {
		if !w.fits(before, x, x.Seq, x.Link) {
			continue
		}
		if n := len(w.waiting); n > 0 && w.waiting[n-1].Seq == x.Seq-1 && bytes.Equal(before, w.waiting[n-1].computed) {
			w.waiting[n-1].relinked = true
		}
		w.others = nil
		w.endSwap()
		w.endRun()
		return true
	}
	return false
}

// renumbered: the record was linked under a number a little before or after.
func (w *walk) renumbered(x waiting) bool {
	for d := int64(1); d <= shiftLimit; d++ {
		for _, shift := range []int64{w.shift, d, -d} {
			if shift == 0 || !w.fits(x.before, x, x.Seq+shift, x.Link) {
				continue
			}
			w.grow(x, shift)
			w.others = nil
			return true
		}
	}
	return false
}

// grow adds x to the run of renumbered records, or begins one and says why.
func (w *walk) grow(x waiting, shift int64) {
	if w.run != nil && w.shift == shift {
		w.run.To = x.Seq
		return
	}
	w.endRun()
	w.shift = shift
	w.run = &Finding{Kind: Renumbered, Seq: x.Seq, To: x.Seq}
	if s := w.swap; s != nil && shift == s.a.Seq-s.b.Seq {
		w.unswap()
		return
	}
	w.endSwap()
	if shift > 0 {
		if n := len(w.waiting); n > 0 && w.waiting[n-1].Seq >= x.Seq-shiftLimit {
			w.run.Seq = w.waiting[n-1].Seq
			w.waiting = w.waiting[:n-1]
		}
		w.v.find(Finding{Kind: Missing, Seq: w.run.Seq,
			Message: entry(w.run.Seq) + "处少了 " + strconv.FormatInt(shift, 10) + " 条，后面的记录改了编号",
			Meaning: "记录被删除，编号被重排以掩盖缺口。从备份或外部转发的日志中找回"})
	}
}

// unswap: what looked like a swap was the first record behind an insertion.
func (w *walk) unswap() {
	a, b := w.swap.a, w.swap.b
	w.swap = nil
	w.run.Seq = b.Seq
	w.inserted(a)
	w.waiting = slices.DeleteFunc(w.waiting, func(x waiting) bool {
		between := x.Seq > a.Seq && x.Seq < b.Seq
		if between {
			w.inserted(x)
		}
		return between
	})
}

func (w *walk) inserted(x waiting) {
	w.v.find(Finding{Kind: Inserted, Seq: x.Seq,
		Message: entry(x.Seq) + "是插入的，后面的记录改了编号",
		Meaning: "这一条从来没有发生过，不能作为依据"})
}

// swapped: the record was linked where an earlier one now stands.
func (w *walk) swapped(x waiting) bool {
	for i := len(w.waiting) - 1; i >= 0; i-- {
		a := w.waiting[i]
		moved := w.fits(a.before, x, a.Seq, x.Link) // together with its link
		if !moved && !w.fits(a.before, x, a.Seq, a.Link) {
			continue
		}
		w.endSwap()
		w.endRun()
		w.waiting = slices.Delete(w.waiting, i, i+1)
		w.others = nil
		if moved {
			w.others = [][]byte{unhex(a.Link)}
			// What followed a could not stand on the link that came in its place.
			if i < len(w.waiting) && w.waiting[i].Seq == a.Seq+1 && w.fits(unhex(x.Link), w.waiting[i], a.Seq+1, w.waiting[i].Link) {
				w.waiting = slices.Delete(w.waiting, i, i+1)
			}
		}
		w.swap = &swap{a, x}
		if x.Seq > a.Seq+shiftLimit {
			w.endSwap()
		}
		return true
	}
	return false
}

func (w *walk) endSwap() {
	if w.swap == nil {
		return
	}
	a, b := w.swap.a.Seq, w.swap.b.Seq
	w.swap = nil
	w.v.find(Finding{Kind: Swapped, Seq: a, To: b,
		Message: entry(a) + "与" + entry(b) + "被调换",
		Meaning: "两条记录的先后被改动，内容本身可能没有变"})
}

func (w *walk) endRun() {
	if w.run == nil {
		return
	}
	f := *w.run
	f.Message = entry(f.Seq) + "的编号被改，原来是" + entry(f.Seq+w.shift)
	if f.To > f.Seq {
		f.Message = "第 " + strconv.FormatInt(f.Seq, 10) + " 至 " + strconv.FormatInt(f.To, 10) + " 条的编号被改，原来从" + entry(f.Seq+w.shift) + "起"
	}
	f.Meaning = "前面有记录被删除或插入，内容本身没有变"
	w.run, w.shift = nil, 0
	w.v.find(f)
}

// flush tells of everything still waiting.
func (w *walk) flush() {
	w.endSwap()
	w.endRun()
	for _, x := range w.waiting {
		w.tell(x)
	}
	w.waiting, w.others = nil, nil
}

func (w *walk) tell(x waiting) {
	if x.relinked || !isDigest(x.Link) {
		w.v.find(Finding{Kind: Relinked, Seq: x.Seq,
			Message: entry(x.Seq) + "的校验值被改动",
			Meaning: "内容与后面的记录相符，只有校验值一栏被改"})
		return
	}
	w.v.find(Finding{Kind: Edited, Seq: x.Seq,
		Message: entry(x.Seq) + "与它的校验值不符",
		Meaning: "这一条的内容被改动过；如果它与备份一致，被改动的是前一条。从备份中找出原来的内容"})
}
