package trading

import "testing"

// code makes a valid credit code of seventeen characters.
func code(seventeen string) string {
	for _, c := range "0123456789ABCDEFGHJKLMNPQRTUWXY" {
		if s := seventeen + string(c); ValidCode(s) {
			return s
		}
	}
	return ""
}

// person makes an invented identity number of seventeen digits.
func person(seventeen string) string {
	for _, c := range "0123456789X" {
		if s := seventeen + string(c); idNumber(s) {
			return s
		}
	}
	return ""
}

func TestReadParty(t *testing.T) {
	company, id := code("91330100MA7E3K2P4"), person("33010119900307231")
	wrong := company[:17] + "0"
	if wrong == company {
		wrong = company[:17] + "1"
	}
	for _, tt := range []struct {
		name, code, kind string
		want             Party
		because          string
	}{
		{"云溪建工集团有限公司", company, "企业法人", Party{"云溪建工集团有限公司", company, false}, "a company with its code"},
		{"云溪建工集团有限公司", company, "", Party{"云溪建工集团有限公司", company, false}, "a valid code says that it is none"},
		{"云溪建工集团有限公司", wrong, "企业法人", Party{"云溪建工集团有限公司", "", false}, "a wrong check character: no code"},
		{"许建平", id, "自然人", Party{"许**", "", true}, "a person: masked, no code"},
		{"许建平", company, "自然人", Party{"许**", "", true}, "whatever the code is"},
		{"许建平", "", "", Party{"许**", "", true}, "a short name of nobody knows what"},
		{"云溪建工集团有限公司", id, "", Party{"云*********", "", true}, "an identity number makes a person"},
		{"云溪建工集团有限公司", id, "企业法人", Party{"云*********", "", true}, "even where the kind says otherwise"},
		{"云溪砖厂", "", "", Party{"云溪砖厂", "", false}, "a short name of a works"},
		{"阿依古丽·买买提", "", "", Party{"阿*******", "", true}, "a name with a dot"},
		{"", "", "", Party{}, "nobody"},
	} {
		if got := ReadParty(tt.name, tt.code, tt.kind); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.because, got, tt.want)
		}
	}
	if company == "" || id == "" || ValidCode(company[:16]) || ValidCode("I"+company[1:]) {
		t.Error("the codes of this test")
	}
}
