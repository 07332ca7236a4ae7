package releases

// What only the tests of this room read.

const ReleasedOnPage = releasedOnPage

type Suggestion = recurring

var Suggestions = recurrings
var OpennessOf = opennessOf
var ReleaseOf = releaseOf
