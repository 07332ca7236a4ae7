package extract

// Decode turns a text's bytes into UTF-8 as the readers of this package do; for
// those that read more than a report's tables. A byte that is no character is
// an error that names the place.
func Decode(name string, data []byte) (string, error) { return decode(name, data) }
