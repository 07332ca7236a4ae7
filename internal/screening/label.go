package screening

import (
	"strings"
	"unicode/utf8"
)

// sign is what the words before a number say it is.
type sign int

const (
	signNone     sign = iota
	signIdentity      // 身份证号
	signCredit        // 统一社会信用代码
	signNumber        // 项目编号, 索引号: a number of a thing
	signPhone
	signCard
	signPassport
	signOffice // 办公电话, 传真
)

var signs = []struct {
	word string
	sign sign
}{
	{"身份证", signIdentity}, {"公民身份", signIdentity}, {"身份号码", signIdentity}, {"证件号", signIdentity}, {"证号码", signIdentity}, {"居住证", signIdentity}, {"居留证", signIdentity}, {"永居", signIdentity}, {"idcard", signIdentity}, {"identity", signIdentity}, {"sfz", signIdentity},
	{"信用代码", signCredit}, {"机构代码", signCredit}, {"组织代码", signCredit}, {"信用证代码", signCredit}, {"纳税人识别号", signCredit}, {"税号", signCredit},
	{"项目编号", signNumber}, {"招标编号", signNumber}, {"采购编号", signNumber}, {"项目代码", signNumber}, {"标识码", signNumber}, {"索引号", signNumber}, {"合同编号", signNumber}, {"文号", signNumber}, {"标段编号", signNumber}, {"订单号", signNumber}, {"流水号", signNumber}, {"许可证编号", signNumber}, {"备案号", signNumber}, {"公告编号", signNumber}, {"单元号", signNumber}, {"条形码", signNumber}, {"条码", signNumber}, {"案卷号", signNumber}, {"受理编号", signNumber}, {"登记编号", signNumber},
	{"手机", signPhone}, {"电话", signPhone}, {"联系方式", signPhone}, {"联系人", signPhone}, {"mobile", signPhone}, {"phone", signPhone}, {"tel", signPhone}, {"致电", signPhone}, {"微信", signPhone},
	{"银行卡", signCard}, {"卡号", signCard}, {"银行账号", signCard}, {"银行帐号", signCard}, {"银行账户", signCard}, {"账号", signCard}, {"帐号", signCard}, {"账户", signCard}, {"存折", signCard}, {"一卡通", signCard}, {"借记卡", signCard}, {"信用卡", signCard}, {"card", signCard},
	{"护照", signPassport}, {"通行证", signPassport}, {"passport", signPassport}, {"台胞证", signPassport}, {"回乡证", signPassport}, {"旅行证", signPassport}, {"军官证", signPassport}, {"士兵证", signPassport},
}

// labelled gives what the nearest words before at say, within so many
// characters, and if there are none, the head of the column.
func (t *text) labelled(at, within int) sign {
	from := at
	for n := 0; n < within && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(t.all[:from])
		if t.all[from-size] == hard {
			break
		}
		from -= size
	}
	if s := nearest(t.all[from:at]); s != signNone {
		return s
	}
	return nearest(t.heading(at))
}

// nearest gives the sign of the word that ends last.
func nearest(s string) sign {
	s = strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u3000' || r == 0xA0 || invisible(r) {
			return -1
		}
		return r
	}, s))
	best, end := signNone, -1
	for _, w := range signs {
		if i := strings.LastIndex(s, w.word); i >= 0 && i+len(w.word) > end {
			best, end = w.sign, i+len(w.word)
		}
	}
	return best
}
