package api

// What only the tests of this room read.

const HeaderCode = headerCode
const HeaderKey = headerKey
const MissesAMinute = missesAMinute

type ApiPlace = apiPlace

var ApiFault = apiFault
var IntakeOf = intakeOf
var IntakeSchema = intakeSchema
var PageSchema = pageSchema
var ReceiptSchema = receiptSchema
var RequestPath = requestPath
var RequestSchema = requestSchema
