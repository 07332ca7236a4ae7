// Package hotline holds the rules of the 12345 hotline (政务服务便民热线): what
// counts as a contact, how a work order goes from the contact to the closed loop,
// and what each local statute asks for. Its rules stand in files named for them:
// the counting of contacts (contact.go, count.go), the workflow (workflow.go) and
// its replay from events (event.go, replay.go), terms in working hours (hours.go,
// due.go), local profiles (profile.go: 潍坊 20, 济南 24, 北京 13 and one that a
// body sets itself), refusals (refusal.go: 潍坊 19, 北京 11③), who may not know of a
// report on wrongdoing (hidden.go: 信访 30③, 济南 32), and the catalogue of
// dispatch with its suggestions (catalogue.go: 北京 11②).
//
// A local statute binds in its own place alone; elsewhere its profile is a
// pattern. Terms that no statute sets are marked as set by the body.
package hotline
