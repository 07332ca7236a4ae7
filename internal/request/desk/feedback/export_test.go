package feedback

// What only the tests of this room read.

type VoiceLetter = voiceLetter

var VoiceKinds = voiceKinds
var VoiceLetters = voiceLetters
