package cases

import "yangguang/internal/screening"

// MaskedText is what somebody wrote as lists show it: what the program's own finder
// takes for personal data (numbers of identity cards, telephones, homes) is masked.
// The whole text is shown to who says why, and where the answer is written.
func (d *Cases) MaskedText(text string) string {
	return screening.Rules{Today: d.Now()}.Shown(text)
}
