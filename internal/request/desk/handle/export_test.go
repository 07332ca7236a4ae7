package handle

// What only the tests of this room read.

const MostAtOnce = mostAtOnce

var MarkRuler = markRuler
