package vault

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kind says what a piece of personal data is: how it is masked, and how it is
// normalised before its blind index is made. One mask for each kind serves the
// whole house: masks that differ between pages could be laid over one another.
type Kind string

const (
	Name     Kind = "name"     // 姓名: 王*
	Phone    Kind = "phone"    // 电话: 138****6021
	Identity Kind = "identity" // 证件号码: 530***********2X
	BankCard Kind = "bankcard" // 银行卡: ************6021
	Address  Kind = "address"  // 地址: down to 县、区
	Mail     Kind = "mail"     // 电子邮箱: z***@example.org
	Firm     Kind = "firm"     // 单位名称: 明*物业公司
	Free     Kind = "free"     // anything else: nothing is shown
)

// Kinds lists all of them.
func Kinds() []Kind { return []Kind{Name, Phone, Identity, BankCard, Address, Mail, Firm, Free} }

// Label is the kind's Chinese name.
func (k Kind) Label() string {
	switch k {
	case Name:
		return "姓名"
	case Phone:
		return "电话"
	case Identity:
		return "证件号码"
	case BankCard:
		return "银行卡号"
	case Address:
		return "地址"
	case Mail:
		return "电子邮箱"
	case Firm:
		return "单位名称"
	}
	return "个人信息"
}

// Mask shows as much of a value as a page may. It never shows all of it, and
// of a value too short for its kind nothing.
func (k Kind) Mask(plain string) string {
	plain = strings.TrimSpace(norm.NFKC.String(plain))
	if plain == "" {
		return ""
	}
	switch k {
	case Name:
		return maskName(plain)
	case Phone:
		return maskPhone(Phone.normal(plain))
	case Identity:
		return keep(Identity.normal(plain), 3, 2, 15)
	case BankCard:
		return keep(BankCard.normal(plain), 0, 4, 12)
	case Address:
		return maskAddress(plain)
	case Mail:
		return maskMail(plain)
	case Firm:
		return maskFirm(plain)
	}
	return "****"
}

// keep shows the first and last runes and a star for each between; nothing of
// a value shorter than least.
func keep(s string, first, last, least int) string {
	r := []rune(s)
	if len(r) < least {
		return "****"
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first-last) + string(r[len(r)-last:])
}

// maskName leaves the first character, and one star whatever the length.
func maskName(s string) string {
	r := []rune(s)
	if len(r) == 1 {
		return "*"
	}
	return string(r[:1]) + "*"
}

// maskFirm leaves the first and the last four characters, which mostly say what
// kind of organisation it is, and one star whatever the length; of a short name
// only the first.
func maskFirm(s string) string {
	r := []rune(s)
	if len(r) < 8 {
		return maskName(s)
	}
	return string(r[:1]) + "*" + string(r[len(r)-4:])
}

// maskPhone leaves 3 and 4 digits of a mobile number; of any other only the
// last two, since a short number would be told by more.
func maskPhone(digits string) string {
	if len(digits) == 11 && digits[0] == '1' {
		return digits[:3] + "****" + digits[7:]
	}
	return keep(digits, 0, 2, 7)
}

// maskAddress leaves province, city and county, at most the first twenty runes.
func maskAddress(s string) string {
	r := []rune(s)
	end := 0
	for i := 1; i < len(r) && i < 20; i++ {
		county := strings.ContainsRune("县区旗", r[i])
		if !county && !strings.ContainsRune("省市州盟", r[i]) {
			continue
		}
		if strings.ContainsRune("小园社库厂校超菜夜", r[i-1]) {
			break // 小区, 超市: a place within the county
		}
		end = i + 1
		if county && r[i-1] != '治' && r[i-1] != '地' { // 自治区, 地区 stand above the county
			break
		}
	}
	if end >= len(r) {
		return "****"
	}
	return string(r[:end]) + "****"
}

func maskMail(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return "****"
	}
	r := []rune(s[:at])
	if len(r) == 1 {
		return "***" + s[at:]
	}
	return string(r[:1]) + "***" + s[at:]
}

// normal is the form in which two spellings of the same value are equal.
func (k Kind) normal(plain string) string {
	s := norm.NFKC.String(plain)
	switch k {
	case Phone:
		s = only(s, func(r rune) bool { return r >= '0' && r <= '9' })
		s = strings.TrimPrefix(s, "00")
		if len(s) == 13 && strings.HasPrefix(s, "861") {
			s = s[2:]
		}
		return s
	case BankCard:
		return only(s, func(r rune) bool { return r >= '0' && r <= '9' })
	case Identity:
		return only(strings.ToUpper(s), func(r rune) bool {
			return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
		})
	case Mail:
		return strings.ToLower(only(s, visible))
	case Name:
		// The dots of 买买提·艾力 are typed in many ways.
		s = strings.NewReplacer("•", "·", "‧", "·", "・", "·", "∙", "·", "⋅", "·", "●", "·").Replace(s)
		return strings.ToUpper(only(s, visible))
	}
	return only(s, visible)
}

// visible passes everything but blanks, controls and the invisible characters
// (zero width, direction marks) that come with pasted text.
func visible(r rune) bool {
	return !unicode.IsSpace(r) && !unicode.IsControl(r) && !unicode.Is(unicode.Cf, r)
}

func only(s string, pass func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if pass(r) {
			return r
		}
		return -1
	}, s)
}

// Index is the blind index of a value under the current index key, for an
// equality search without opening: HMAC over kind and normalised value, as text
// "<key id>.<base64>". Spellings of one value have one index. "" for a value of
// which nothing remains.
//
// Equal values have equal indexes wherever they stand, so that a caller known
// in one ledger is found in another; what a value is cannot be told from it
// without the key.
func (v *Vault) Index(plain string, kind Kind) (string, error) {
	k, provider := v.current(ForIndex)
	return index(k, provider, plain, kind)
}

// Indexes are the indexes a value may be stored under: the current key's first,
// then those of retired keys. Search with IN until Reseal is through.
func (v *Vault) Indexes(plain string, kind Kind) ([]string, error) {
	v.mu.RLock()
	ring := v.ring
	v.mu.RUnlock()
	var all []string
	for i := len(ring.Keys) - 1; i >= 0; i-- {
		k := ring.Keys[i]
		if k.Purpose != ForIndex {
			continue
		}
		x, err := index(k, v.providers[k.Suite], plain, kind)
		if err != nil {
			return nil, err
		}
		if x != "" {
			all = append(all, x)
		}
	}
	return all, nil
}

func index(k Key, provider Provider, plain string, kind Kind) (string, error) {
	s := kind.normal(plain)
	if s == "" {
		return "", nil
	}
	b := []byte("yangguang index v1")
	b = binary.BigEndian.AppendUint32(b, uint32(len(kind)))
	b = append(b, kind...)
	m, err := provider.MAC(k.handle(), append(b, s...))
	if err != nil {
		return "", err
	}
	return k.ID + "." + base64.RawURLEncoding.EncodeToString(m[:16]), nil
}
