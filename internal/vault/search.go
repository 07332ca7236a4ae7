package vault

import (
	"encoding/base32"
	"fmt"
	"strings"
)

// tokenBytes is how much of a digest a token keeps: enough that two words of one
// body hardly ever share one, and what is found is held against the text anyway.
const tokenBytes = 5

// Token stands for a word in an index that must not hold it: a keyed digest, the
// same for the same word of the same scope (the public body), another one in
// every other scope. It consists of small letters and digits. An index of such
// tokens still tells how many texts share a word, though not which word it is.
func (v *Vault) Token(scope, word string) (string, error) {
	_, mac, err := v.MAC(ForSearch, []byte(scope+"\x00"+word))
	if err != nil {
		return "", fmt.Errorf("make token: %w", err)
	}
	return strings.ToLower(base32.HexEncoding.EncodeToString(mac[:tokenBytes])), nil
}
