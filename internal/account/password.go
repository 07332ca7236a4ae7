package account

import (
	_ "embed" // the list of passwords
	"strings"
	"unicode"
	"unicode/utf8"

	"yangguang/internal/fault"
)

// LongestPassword bounds what is hashed, in characters.
const LongestPassword = 128

// commonest are passwords that stand at the head of every leaked list, and
// those Chinese offices are known to choose. Compared in lower case, without
// digits and signs at the end, so that a year or ! does not hide them.
var commonest = []string{
	"password", "passw0rd", "p@ssw0rd", "p@ssword", "pass", "admin", "administrator", "root", "guest", "test", "user", "welcome",
	"login", "letmein", "master", "changeme", "default", "secret", "iloveyou", "woaini", "monkey", "dragon", "sunshine", "princess",
	"football", "baseball", "superman", "trustno", "shadow", "qwerty", "qwertyuiop", "qwert", "qazwsx", "qazwsxedc", "1qaz@wsx",
	"1qaz2wsx", "1q2w3e4r", "1q2w3e4r5t", "1q2w3e", "zaq12wsx", "q1w2e3r4", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "asd",
	"abc", "abcd", "abcdef", "abcdefg", "abcdefgh", "aa", "aaa", "a", "abcabc", "huawei", "huawei@", "zhengfu", "zwgk", "xxgk", "zhengwu",
	"gongkai", "caonima", "wang", "zhang", "woaizhongguo", "zhongguo", "beijing", "system", "manager", "server", "oracle", "computer",
	"internet", "service", "support", "security", "auditor",
}

// leaked are the passwords of six characters and more that leaked lists have most
// often, in lower case, each between two line ends: the list of zxcvbn-ts 4.1.3
// (MIT licence; copyright 2012-2016 Dan Wheeler and Dropbox, 2021 zxcvbn-ts).
//
//go:embed common-passwords.txt
var leaked string

// shortestListed is from how many characters on leaked has passwords.
const shortestListed = 6

// listed reports whether a word stands on the list.
func listed(word string) bool {
	return len(word) >= shortestListed && !strings.Contains(word, "\n") && strings.Contains(leaked, "\n"+word+"\n")
}

// LoginForm says whether a login name can be given: 3 to 32 lower-case
// letters, digits, dots, hyphens and underscores, beginning with a letter.
func LoginForm(s string) error {
	ok := len(s) >= 3 && len(s) <= 32 && s[0] >= 'a' && s[0] <= 'z'
	for _, c := range s {
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.ContainsRune(".-_", c))
	}
	if !ok {
		return fault.Field("login", "登录名用 3 至 32 个小写字母、数字、点、连字符或下划线，以字母开头")
	}
	return nil
}

// FoldLogin brings what was typed as a login name into its stored form.
func FoldLogin(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// CheckPassword says why a password cannot be taken under the policy: too
// short, too plain, holds the login name, or one of the commonest.
func (p Policy) CheckPassword(password, login string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl):
		return fault.Field("password", "口令中有无法识别的字符，换一个口令")
	case n > LongestPassword:
		return fault.Field("password", "口令不超过 "+itoa(LongestPassword)+" 个字符，现在是 "+itoa(n)+" 个")
	case n < p.ShortLength:
		return fault.Field("password", "口令至少 "+itoa(p.MinLength)+" 个字符，现在是 "+itoa(n)+" 个")
	case n < p.MinLength && classes(password) < p.Classes:
		return fault.Field("password", "口令至少 "+itoa(p.MinLength)+" 个字符；短于此的，应含大写字母、小写字母、数字、符号中的 "+
			itoa(p.Classes)+" 类。现在是 "+itoa(n)+" 个字符、"+itoa(classes(password))+" 类")
	}
	lower := strings.ToLower(password)
	if login != "" && strings.Contains(lower, strings.ToLower(login)) {
		return fault.Field("password", "口令中不能有登录名“"+login+"”")
	}
	if common(lower) {
		return fault.Field("password", "这个口令太常见，容易被猜到，换一个口令")
	}
	return nil
}

// common reports whether the password is nothing but a commonest word with
// digits and signs about it, one short piece repeated, or a run.
func common(lower string) bool {
	strip := func(r rune) bool { return !unicode.IsLetter(r) }
	core := strings.TrimFunc(lower, strip)
	if listed(lower) || listed(core) || listed(strings.TrimRightFunc(lower, strip)) {
		return true
	}
	for _, w := range commonest {
		if lower == w || core == w || strings.TrimRightFunc(lower, strip) == w {
			return true
		}
		// "1qaz2wsx" and its like begin or end with digits of their own.
		if rest, ok := strings.CutPrefix(lower, w); ok && len(w) >= 6 && strings.IndexFunc(rest, unicode.IsLetter) < 0 {
			return true
		}
	}
	return core == "" && utf8.RuneCountInString(lower) < 20 || repeated(lower) || run(lower) || walk(lower)
}

// keyboard is what the keys of each row give, without and with Shift; those of a
// column stand below each other.
var keyboard = [...][2]string{{"`1234567890-=", "~!@#$%^&*()_+"}, {" qwertyuiop[]\\", " qwertyuiop{}|"}, {" asdfghjkl;'", " asdfghjkl:\""}, {" zxcvbnm,./", " zxcvbnm<>?"}}

// key finds a character on the keyboard.
func key(r rune) (row, column int, ok bool) {
	if r == ' ' {
		return 0, 0, false
	}
	for row, keys := range keyboard {
		for _, layer := range keys {
			if column := strings.IndexRune(layer, r); column >= 0 {
				return row, column, true
			}
		}
	}
	return 0, 0, false
}

// walk reports whether three of four steps of s go to a key beside the last one:
// fingers that wander, as in 1qaz@wsx3edc. By chance one in five does.
func walk(s string) bool {
	r := []rune(s)
	near := 0
	for i := 1; i < len(r); i++ {
		row, column, ok := key(r[i-1])
		toRow, toColumn, there := key(r[i])
		if ok && there && max(row-toRow, toRow-row) <= 1 && max(column-toColumn, toColumn-column) <= 1 {
			near++
		}
	}
	return near*4 >= 3*(len(r)-1)
}

// repeated reports whether s is a piece of at most four characters over and over.
func repeated(s string) bool {
	r := []rune(s)
	for size := 1; size <= 4 && size*2 <= len(r); size++ {
		same := true
		for i := range r {
			same = same && r[i] == r[i%size]
		}
		if same {
			return true
		}
	}
	return false
}

// run reports whether each character follows the one before it, up or down.
func run(s string) bool {
	r := []rune(s)
	if len(r) < 2 {
		return true
	}
	up, down := true, true
	for i := 1; i < len(r); i++ {
		up = up && r[i] == r[i-1]+1
		down = down && r[i] == r[i-1]-1
	}
	return up || down
}

// classes counts the classes of characters: upper, lower, digit, other.
// Characters of a script without case count as other.
func classes(s string) int {
	var seen [4]bool
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			seen[0] = true
		case unicode.IsLower(r):
			seen[1] = true
		case unicode.IsDigit(r):
			seen[2] = true
		default:
			seen[3] = true
		}
	}
	n := 0
	for _, b := range seen {
		if b {
			n++
		}
	}
	return n
}
