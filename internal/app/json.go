package app

import (
	"encoding/json"
	"io"
)

// JSON encodes what commands print with --json: signs such as < stay as they are.
func JSON(out io.Writer) *json.Encoder {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc
}
