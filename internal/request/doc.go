// Package request holds the law of applications for government information
// (依申请公开, 条例 27–45): when an application counts as received, the clock of
// the answer as a replay of dated events over the calendar, what an answer may
// be and in which row of table three it counts, the letters and the remedy each
// must name, and the information-processing fee.
//
// In the order of the statute: channel.go (receipt, 29 and 31), limit.go (the
// limits as a table), event.go (what can happen, a row an event, and reading
// it), eventletter.go (how it is told by letter), clock.go and step.go (30,
// 32–35, 42: the replay), sheet.go (every day explained), outcome.go (36–39),
// remedy.go (复议法 20–34, 行诉法 44–46), letter.go (the letters), freeletter.go (those
// that a person sends without a step), fee.go (42 and
// 国办函〔2020〕109号), workflow.go (45).
//
// A due date is never stored as truth. It is what Replay finds in the events,
// so that any answer can be explained day by day, undone by a compensating
// event, and found again when a year's holidays are announced.
package request
