package desk

import (
	"testing"

	"github.com/go-webauthn/webauthn/webauthn"

	"yangguang/internal/testkit/golden"
)

// TestStoredPasskey looks at what is sealed of a passkey, in the library's form,
// and at what a session remembers between the two requests of a ceremony. A new
// version of the library that fails here writes rows otherwise than before.
func TestStoredPasskey(t *testing.T) {
	golden.Check[webauthn.Credential](t, "passkey")
	golden.Check[webauthn.SessionData](t, "ceremony")
	golden.Check[remembered](t, "remembered")
}

func TestStoredOIDC(t *testing.T) { golden.Check[asked](t, "oidc") }

func TestStoredJob(t *testing.T) { golden.Job[sweepArgs](t) }
