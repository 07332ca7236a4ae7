package portal

// What only the tests of this room read.

var GuideVersions = guideVersions
