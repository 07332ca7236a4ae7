package records

// What only the tests of this room read.

var Forgetting = forgetting
