// Package publication is the book of what a public body makes public of its own
// accord (主动公开): the kinds of information with their clocks, what a document
// bears, whether it may be public, who reviews it before it is, how it is
// withdrawn, and what of it the annual report counts.
//
// Every rule is a row of a table with its clause. A due day is explained from the
// rows and the calendar; none is kept as truth.
package publication
