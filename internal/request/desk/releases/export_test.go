package releases

// What only the tests of this room read.

const ReleasedOnPage = releasedOnPage

type Echo = recurring

var Echoes = recurrings
var OpennessOf = opennessOf
var ReleaseOf = releaseOf
