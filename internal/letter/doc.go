// Package letter is what every official letter (文书) has, whatever ledger it
// belongs to: kinds with the elements they must hold, the language of their
// templates (filling, checking, trying out), the form of their numbers, and the
// life from draft to service. Which kinds there are, what their elements are
// called and what their texts say is a ledger's own, see decision 24.
package letter

// Code identifies a kind of letter in its ledger, such as "04b". It is stored
// with every letter and never given another meaning.
type Code string
