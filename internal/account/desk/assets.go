package desk

import (
	_ "embed"
	"net/http"

	"yangguang/internal/identity"
)

//go:embed passkey.js
var passkeyJS []byte

//go:embed account.css
var accountCSS []byte

// assetStamp changes with either file, so that browsers may keep them.
var assetStamp = digest("asset", string(passkeyJS)+string(accountCSS))[:12]

// passkeyScript serves the one script of the ledger; the pages say what to do
// without it.
func passkeyScript(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return asset(w, "text/javascript; charset=utf-8", passkeyJS)
}

func styleSheet(w http.ResponseWriter, r *http.Request, _ identity.Actor) error {
	return asset(w, "text/css; charset=utf-8", accountCSS)
}

func asset(w http.ResponseWriter, kind string, content []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, err := w.Write(content)
	return err
}
