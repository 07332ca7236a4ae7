package trading

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Amount is a sum of money in 分 with the words it was read from. Fen is 0 where
// the words are no amount: a rate, “详见附件”, nought, less than nought.
type Amount struct {
	Fen  int64  `json:"fen,omitempty"`
	Text string `json:"text,omitempty"`
}

// Known reports whether the words were an amount.
func (a Amount) Known() bool { return a.Fen > 0 }

// Yuan is the amount in 元 with two places, without separators: 38624150.00. It is
// exact, and "" for none.
func (a Amount) Yuan() string {
	if !a.Known() {
		return ""
	}
	return strconv.FormatInt(a.Fen/100, 10) + "." + strconv.Itoa(int(a.Fen%100/10)) + strconv.Itoa(int(a.Fen%10))
}

// String is the amount as a page prints it: 38,624,150.00 元; what is no amount
// is printed as it was written.
func (a Amount) String() string {
	if !a.Known() {
		return a.Text
	}
	whole, cents, _ := strings.Cut(a.Yuan(), ".")
	return grouped(whole) + "." + cents + " 元"
}

// grouped puts a comma before every third digit from the end.
func grouped(whole string) string {
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole
}

// Wan is the amount in 万元, without noughts at its end: 5,820 万元, 0.05 万元.
func (a Amount) Wan() string {
	if !a.Known() {
		return ""
	}
	const wan = 10000 * 100
	text := grouped(strconv.FormatInt(a.Fen/wan, 10))
	if rest := a.Fen % wan; rest > 0 {
		cents := strconv.FormatInt(wan+rest, 10)[1:]
		text += "." + strings.TrimRight(cents, "0")
	}
	return text + " 万元"
}

// units are the units of money that are read, in 分.
func units() map[string]int64 {
	return map[string]int64{"": 100, "元": 100, "圆": 100, "元整": 100, "元正": 100, "圆整": 100, "人民币元": 100, "千元": 1000 * 100,
		"万": 10000 * 100, "万元": 10000 * 100, "万元整": 10000 * 100, "亿": 1e8 * 100, "亿元": 1e8 * 100, "百万元": 1e6 * 100}
}

// UnitKnown reports whether a unit of money can be read; none means 元.
func UnitKnown(unit string) bool { _, ok := units()[strings.TrimSpace(narrow(unit))]; return ok }

var (
	plainNumber = regexp.MustCompile(`^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?([^\d.,]*)$`)
	marks       = strings.NewReplacer("￥", "", "¥", "", "人民币", "", "RMB", "", "CNY", "", "大写", "", "小写", "", "：", "", ":", "", " ", "", "\t", "", "\u00a0", "", "\u3000", "")
	capitals    = strings.NewReplacer("圆", "元", "正", "整", "零", "〇", "壹", "一", "贰", "二", "弍", "二", "叁", "三", "肆", "四", "伍", "五", "陆", "六", "柒", "七", "捌", "八", "玖", "九", "拾", "十", "佰", "百", "仟", "千", "萬", "万", "億", "亿")
)

// ReadAmount reads an amount written in digits or in Chinese capitals, in the unit
// that stands in the words or else beside them. What is not a whole number of 分
// greater than nought is none, never rounded.
func ReadAmount(text, unit string) Amount {
	a := Amount{Text: strings.TrimSpace(text)}
	s := marks.Replace(narrow(a.Text))
	if m := plainNumber.FindStringSubmatch(s); m != nil {
		own := m[3]
		if own == "" {
			own = strings.TrimSpace(narrow(unit))
		}
		if each, ok := units()[own]; ok {
			a.Fen = inFen(strings.ReplaceAll(m[1], ",", ""), m[2], each)
		}
		return a
	}
	a.Fen = inCapitals(capitals.Replace(s))
	return a
}

// inFen multiplies a decimal number by a unit; 0 where the product is no whole
// number of 分 or too large.
func inFen(whole, places string, each int64) int64 {
	places = strings.TrimRight(places, "0")
	if len(whole) > 24 || len(places) > 12 {
		return 0
	}
	n, ok := new(big.Int).SetString(whole+places, 10)
	if !ok {
		return 0
	}
	n.Mul(n, big.NewInt(each))
	n, rest := n.QuoRem(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(len(places))), nil), new(big.Int))
	if rest.Sign() != 0 || !n.IsInt64() || n.Int64() > most {
		return 0
	}
	return n.Int64()
}

// most is the largest amount that is believed: ten thousand 亿元.
const most = int64(1e12) * 100

// inCapitals reads 三千八百六十二万四千一百五十元整 and 一百元五角三分; 0 for what is no
// such amount.
func inCapitals(s string) int64 {
	whole, rest, ok := strings.Cut(s, "元")
	if !ok {
		return 0
	}
	yuan, ok := inChinese(whole)
	if !ok {
		return 0
	}
	fen := yuan * 100
	rest = strings.TrimSuffix(strings.TrimPrefix(rest, "〇"), "整")
	for _, part := range []struct {
		unit string
		each int64
	}{{"角", 10}, {"分", 1}} {
		if before, after, ok := strings.Cut(rest, part.unit); ok {
			d := digit(strings.TrimPrefix(before, "〇"))
			if d < 1 {
				return 0
			}
			fen, rest = fen+d*part.each, after
		}
	}
	if rest != "" || fen > most {
		return 0
	}
	return fen
}

func digit(s string) int64 {
	for i, d := range []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"} {
		if s == d {
			return int64(i)
		}
	}
	return -1
}

// inChinese reads a whole number of up to 亿 written in Chinese.
func inChinese(s string) (int64, bool) {
	if s == "" {
		return 0, false
	}
	for _, group := range []struct {
		unit string
		each int64
	}{{"亿", 1e8}, {"万", 1e4}} {
		if i := strings.LastIndex(s, group.unit); i >= 0 {
			high, ok := inChinese(s[:i])
			if !ok || high == 0 || high > math.MaxInt32 {
				return 0, false
			}
			low := s[i+len(group.unit):]
			if low == "" {
				return high * group.each, true
			}
			n, ok := inChinese(low)
			return high*group.each + n, ok && n < group.each
		}
	}
	return belowWan(s)
}

// belowWan reads a number under ten thousand: 四千一百五十, 十五.
func belowWan(s string) (int64, bool) {
	var sum, d int64
	last := int64(1e4)
	d = -1
	for _, r := range s {
		each := map[rune]int64{'千': 1000, '百': 100, '十': 10}[r]
		switch n := digit(string(r)); {
		case n >= 1 && d < 1:
			d = n
		case n == 0 && d < 1:
			d = 0
		case each > 0 && each < last && (d > 0 || each == 10 && sum == 0 && d < 0):
			sum, last, d = sum+max(d, 1)*each, each, -1
		default:
			return 0, false
		}
	}
	return sum + max(d, 0), true
}

// narrow makes full-width digits, letters and signs half as wide.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - '！' + '!'
		}
		return r
	}, s)
}
