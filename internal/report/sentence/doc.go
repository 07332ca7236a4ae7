// Package sentence reads what the prose of an annual report says in numbers.
//
// A part's text is taken sentence by sentence. Words the reader knows
// (lexicon.go) become tokens: the subject (applications, reviews, suits,
// documents, licences, fees …), the act (received, carried in, handled, granted
// …), kinds of applicants, numbers with their units, words that narrow a figure
// to a channel, an office, a topic or a part of the year, and words that change
// nothing. From them comes a Statement a figure (read.go, none.go), and beside
// the statements what a text says within itself: totals with their parts
// (lists.go), shares and rates (shares.go).
//
// Doubt is silence: a figure whose clause holds a word the reader does not
// know, or one that narrows it, is no statement. Which cells of the tables a
// statement is about is the report's business, not this package's.
package sentence
