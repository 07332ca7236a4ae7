package desk

import (
	"crypto/sha256"
	"encoding/hex"
)

// formHash is what is kept of a form's key.
func formHash(key string) string {
	sum := sha256.Sum256([]byte("form\x00" + key))
	return hex.EncodeToString(sum[:])
}
