// Package account is the book of bodies, units, people and signing in.
//
// One instance serves one public body or all bodies of a city (集约化). A body
// is of a kind (条例 10, 27, 54, 55), and the kind decides whether it answers
// requests for information under the clock of 条例 33. Two trees stand over the
// bodies and are kept apart: the one a body belongs to (隶属), and the one it is
// supervised by in open government (主管, 条例 3③④), which for an organ under
// vertical leadership is not the government of its region. Inside a body stands
// the tree of its units (内设机构); a grant gives a person one role in the body
// or in the subtree of one unit.
//
// System, security and audit administrators exclude one another and every
// business role (三员分立). Rules for passwords, lockout, sessions, second
// factors and set-up links are policies with the day from which they hold; a
// stricter policy is a new row, never an edit. What the standard leaves open is
// marked Unverified and shown as 待核.
//
// The package is pure: instants come in, decisions go out. Hashing, one-time
// codes, passkeys and SQL are the desk's work.
package account
