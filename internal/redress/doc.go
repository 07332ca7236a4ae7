// Package redress holds the law of what follows when an answer is contested:
// reviews (行政复议) and suits (行政诉讼) against a public body, seen from the
// body. Its rules stand in the order of the statutes: who must do what within
// which time (limit.go: 复议法 20, 30–31, 34, 46, 48, 53–54, 62, 76, 88; 行诉法
// 45–47, 67, 81–85, 88), how a contest can end and where it then counts in
// table four of the annual report (end.go: 复议法 30, 33, 41, 63–69, 73–74; 行诉法
// 60, 62, 69–77, 89), what can happen (event.go), the clock as a replay of
// dated events over the calendar (clock.go, step.go, run.go), evidence
// (复议法 46, 行诉法 35), and the duty to comply and to answer anew (复议法 64,
// 66, 77; 行诉法 70–72, 94).
//
// As with an application, no due date is stored as truth: it is what Replay
// finds in the events. Nothing ends by itself here: whether a judgment took
// effect or an order was carried out is put down by people.
package redress
