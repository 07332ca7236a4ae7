// Package letter is what every official letter (文书) has, whatever ledger it
// belongs to: kinds with the elements they must hold, the language of their
// templates, and the life from draft to service.
package letter

// Code identifies a kind of letter in its ledger, such as "04b". It is stored
// with every letter and never given another meaning.
type Code string
