package backup

import "crypto/sha256"

func sumOf(b []byte) [sumSize]byte { return sha256.Sum256(b) }
