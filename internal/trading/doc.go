// Package trading is the book of public-resource trading (公共资源交易): the four
// lines with their chains of notices and statutory periods, what a notice is and
// which of its versions counts, amounts in 分, parties and whose names and codes
// may leave, and the Open Contracting Data Standard 1.1.5 made of a project's
// notices. Purchases spend a public body's money; sales of land-use and mining
// rights bring it in: the two are never added up, nor published in one package.
//
// It is pure: the desk hands it rows, notices, a calendar and the day.
package trading
