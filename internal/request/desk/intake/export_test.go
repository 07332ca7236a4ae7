package intake

// What only the tests of this room read.

const AskHow = askHow
const AskWhat = askWhat
const AskWho = askWho
const Oral = oral

var DraftUnder = draftUnder
var ShareOf = shareOf
