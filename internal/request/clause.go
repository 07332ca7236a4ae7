package request

import (
	"slices"
	"strconv"
	"strings"

	"yangguang/internal/law"
)

// clause is a place in the table of what a clock can rest on besides the basis
// of a decision. A replay keeps places, not citations: it runs a thousand times
// for a queue, and the citations are wanted for one case.
type clause uint8

const (
	clauseReceipt clause = iota
	clauseInPerson
	clauseMail
	clauseConfirmed
	clauseReply
	clauseCorrection
	clauseThirdParty
	clauseAgency
	clauseOtherAgency
	clauseHearing
	clauseVolume
	clauseFee
	clauseTariff
	clauseReview
	clauseJudgment
	clauseReviewFirst
	clauseReviewPart
)

// ClauseText is what a clause that a clock can rest on says: the words of the
// statute, which the calculation sheet prints for a court, and in short what
// they mean for the term, which stands under the ruler.
type ClauseText struct {
	Cite     law.Ref
	Text     string // word for word; "" where no original text was read
	Short    string // "" where the ruler need not say it
	Doubtful bool   // read in no original text yet: the sheet says 待核
}

// clauseTexts is the table, by the places of the clauses.
var clauseTexts = [...]ClauseText{
	clauseReceipt:     {Cite: law.Art("条例", 31), Text: "行政机关收到政府信息公开申请的时间，按照下列规定确定：……"},
	clauseInPerson:    {Cite: law.Art("条例", 31).At(1), Text: "申请人当面提交政府信息公开申请的，以提交之日为收到申请之日；"},
	clauseMail:        {Cite: law.Art("条例", 31).At(2), Text: "申请人以邮寄方式提交政府信息公开申请的，以行政机关签收之日为收到申请之日；以平常信函等无需签收的邮寄方式提交政府信息公开申请的，政府信息公开工作机构应当于收到申请的当日与申请人确认，确认之日为收到申请之日；"},
	clauseConfirmed:   {Cite: law.Art("条例", 31).At(3), Text: "申请人通过互联网渠道或者政府信息公开工作机构的传真提交政府信息公开申请的，以双方确认之日为收到申请之日。"},
	clauseReply:       {Cite: law.Art("条例", 33).Para(2), Text: "行政机关不能当场答复的，应当自收到申请之日起20个工作日内予以答复；需要延长答复期限的，应当经政府信息公开工作机构负责人同意并告知申请人，延长的期限最长不得超过20个工作日。", Short: "收到申请之日起{n}个工作日内答复"},
	clauseCorrection:  {Cite: law.Art("条例", 30), Text: "政府信息公开申请内容不明确的，行政机关应当给予指导和释明，并自收到申请之日起7个工作日内一次性告知申请人作出补正，说明需要补正的事项和合理的补正期限。答复期限自行政机关收到补正的申请之日起计算。申请人无正当理由逾期不补正的，视为放弃申请，行政机关不再处理该政府信息公开申请。", Short: "答复期限自收到补正的申请之日起计算"},
	clauseThirdParty:  {Cite: law.Art("条例", 32), Text: "依申请公开的政府信息公开会损害第三方合法权益的，行政机关应当书面征求第三方的意见。第三方应当自收到征求意见书之日起15个工作日内提出意见。第三方逾期未提出意见的，由行政机关依照本条例的规定决定是否公开。第三方不同意公开且有合理理由的，行政机关不予公开。行政机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的政府信息内容和理由书面告知第三方。"},
	clauseAgency:      {Cite: law.Art("条例", 34), Text: "申请公开的政府信息由两个以上行政机关共同制作的，牵头制作的行政机关收到政府信息公开申请后可以征求相关行政机关的意见，被征求意见机关应当自收到征求意见书之日起15个工作日内提出意见，逾期未提出意见的视为同意公开。"},
	clauseOtherAgency: {Cite: law.Art("条例", 11).Para(1), Text: "行政机关应当建立健全政府信息公开协调机制。行政机关公开政府信息涉及其他机关的，应当与有关机关协商、确认，保证行政机关公开的政府信息准确一致。"},
	clauseHearing:     {Cite: law.Art("条例", 33).Para(3), Text: "行政机关征求第三方和其他机关意见所需时间不计算在前款规定的期限内。", Short: "征求第三方和其他机关意见所需时间不计算在内"},
	clauseVolume:      {Cite: law.Art("条例", 35), Text: "申请人申请公开政府信息的数量、频次明显超过合理范围，行政机关可以要求申请人说明理由。行政机关认为申请理由不合理的，告知申请人不予处理；行政机关认为申请理由合理，但是无法在本条例第三十三条规定的期限内答复申请人的，可以确定延迟答复的合理期限并告知申请人。", Short: "数量、频次明显超过合理范围的，可以确定延迟答复的合理期限并告知申请人"},
	clauseFee:         {Cite: law.Art("条例", 42).Para(1), Text: "行政机关依申请提供政府信息，不收取费用。但是，申请人申请公开政府信息的数量、频次明显超过合理范围的，行政机关可以收取信息处理费。"},
	clauseTariff:      {Cite: law.Art("收费办法", 0), Short: "缴费完成的次日起重新计算处理期限", Doubtful: true},
	clauseReview:      {Cite: law.Art("复议法", 64).Para(1), Text: "行政行为有下列情形之一的，行政复议机关决定撤销或者部分撤销该行政行为，并可以责令被申请人在一定期限内重新作出行政行为：……", Short: "责令重新答复的，自收到决定或者判决之日起另行计算"},
	clauseReviewFirst: {Cite: law.Art("复议法", 23).Para(1).At(4), Text: "有下列情形之一的，申请人应当先向行政复议机关申请行政复议，对行政复议决定不服的，可以再依法向人民法院提起行政诉讼：……（四）申请政府信息公开，行政机关不予公开；"},
	clauseReviewPart:  {Cite: law.Art("复议法实施条例", 31), Text: "行政复议法第二十三条第一款第四项规定的政府信息公开，行政机关不予公开的情形，包括行政机关全部或者部分不予公开政府信息。"},
	clauseJudgment:    {Cite: law.Art("行诉法", 70), Text: "行政行为有下列情形之一的，人民法院判决撤销或者部分撤销，并可以判决被告重新作出行政行为：……"},
}

// clauses are the places a clock rests on, in the order in which they came up,
// and what its decisions named.
type clauses struct {
	places [len(clauseTexts)]clause
	n      int
	basis  []law.Ref
}

// drop takes clauses off the list: what rested on them does no more.
func (c *clauses) drop(list ...clause) {
	n := 0
	for _, x := range c.places[:c.n] {
		if !slices.Contains(list, x) {
			c.places[n] = x
			n++
		}
	}
	c.n = n
}

// add puts clauses on the list, each once.
func (c *clauses) add(list ...clause) {
	for _, x := range list {
		if !slices.Contains(c.places[:c.n], x) {
			c.places[c.n] = x
			c.n++
		}
	}
}

// Clauses lists what the clock rests on: receipt, term, what happened to it,
// and the basis of each decision.
func (c Clock) Clauses() []law.Ref {
	refs := make([]law.Ref, 0, c.clauses.n+len(c.clauses.basis))
	for _, x := range c.clauses.places[:c.clauses.n] {
		refs = append(refs, clauseTexts[x].Cite)
	}
	for _, ref := range c.clauses.basis {
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// Texts are the clauses that the clock rests on, in their order, with what
// they say; the basis of a decision is left to the letter that names it.
func (c Clock) Texts() []ClauseText {
	var list []ClauseText
	for _, x := range c.clauses.places[:c.clauses.n] {
		list = append(list, clauseTexts[x])
	}
	return list
}

// Because says in a few sentences why the term is as long as it is, each with
// its article: what stands under the ruler. A term that may still be extended
// says how. It is empty before the receipt.
func (c Clock) Because() []string {
	if c.Received == 0 {
		return nil
	}
	limit := func(name string) string { return strconv.Itoa(LimitOn(name, c.asOf).Term.N) }
	var list []string
	for _, w := range c.Texts() {
		if w.Short != "" {
			list = append(list, strings.ReplaceAll(w.Short, "{n}", limit(ReplyLimit))+cited(w.Cite))
		}
	}
	if art := clauseTexts[clauseReply].Cite; c.Status == Running || c.Status == Stopped {
		switch {
		case c.Extended:
			list = append(list, "经负责人同意并告知申请人，已经延长过一次"+cited(art))
		case c.Due != 0:
			list = append(list, "需要延长的，经负责人同意并告知申请人，最长再延"+limit(ExtensionLimit)+"个工作日"+cited(art))
		}
	}
	return list
}

func cited(ref law.Ref) string { return "（" + ref.Short() + "）" }
