package request

import (
	"slices"

	"yangguang/internal/calendar"
	"yangguang/internal/law"
)

// BodyKind sorts bodies by who reviews their acts. The strings are stored.
type BodyKind string

// The kinds of bodies that 复议法 24 to 28 and 实施条例 33 tell apart.
const (
	Department           BodyKind = "department"
	Government           BodyKind = "government"
	Provincial           BodyKind = "provincial"
	DispatchedAgency     BodyKind = "dispatched_organ"
	Prefectural          BodyKind = "prefectural"
	DispatchedOffice     BodyKind = "dispatched_office"
	DistrictOffice       BodyKind = "district_office"
	Authorised           BodyKind = "authorised"
	InternalUnit         BodyKind = "internal_unit"
	DepartmentUnit       BodyKind = "department_unit"
	StateCouncilOffice   BodyKind = "state_council"
	StateCouncilBranch   BodyKind = "state_council_branch"
	StateCouncilMandated BodyKind = "state_council_authorised"
	Vertical             BodyKind = "vertical"
	Justice              BodyKind = "justice"
)

// Reviewer says who reviews the acts of a kind of body. Several are the
// applicant's choice.
type Reviewer struct {
	Kind  BodyKind
	Label string   // what such a body is
	By    []string // described; the body's record names them
	Cite  law.Ref
	Since calendar.Day
}

var reviewers = []Reviewer{
	{Department, "政府工作部门", []string{"本级人民政府"}, law.Art("复议法", 24).Para(1).At(1), reviewFirstSince},
	{Government, "县级以上地方人民政府、乡镇人民政府", []string{"上一级人民政府"}, law.Art("复议法", 24).Para(1).At(2), reviewFirstSince},
	{Provincial, "省级人民政府", []string{"作出行政行为的省、自治区、直辖市人民政府"}, law.Art("复议法", 24).Para(2), reviewFirstSince},
	{DispatchedAgency, "派出机关（街道办事处、行政公署等）", []string{"设立它的人民政府"}, law.Art("复议法", 24).Para(1).At(3), reviewFirstSince},
	{Prefectural, "行政公署的工作部门和它所辖的县级人民政府", []string{"省、自治区人民政府设立的派出机关（行政公署）"}, law.Art("复议法", 24).Para(3), reviewFirstSince},
	{DispatchedOffice, "派出机构，以自己的名义", []string{"设立它的部门的本级人民政府"}, law.Art("复议法", 24).Para(4), reviewFirstSince},
	{DistrictOffice, "直辖市、设区的市的部门按行政区划设立的派出机构", []string{"设立它的部门的本级人民政府", "它所在地的人民政府"}, law.Art("复议法", 24).Para(4), reviewFirstSince},
	{Authorised, "法律、法规、规章授权的组织", []string{"管理它的人民政府，或者管理它的部门的本级人民政府"}, law.Art("复议法", 24).Para(1).At(4), reviewFirstSince},
	{InternalUnit, "经授权以自己名义的内设机构，设立它的机关有行政复议职责（政府、国务院部门、垂直领导的机关）", []string{"设立它的行政机关"}, law.Art("复议法实施条例", 33), detailedSince},
	{DepartmentUnit, "经授权以自己名义的内设机构，设立它的机关没有行政复议职责（地方政府的部门等）", []string{"对设立它的行政机关有管辖权的行政复议机关"}, law.Art("复议法实施条例", 33), detailedSince},
	{StateCouncilOffice, "国务院部门", []string{"本部门"}, law.Art("复议法", 25).At(1), reviewFirstSince},
	{StateCouncilBranch, "国务院部门的派出机构，以自己的名义", []string{"设立它的国务院部门"}, law.Art("复议法", 25).At(2), reviewFirstSince},
	{StateCouncilMandated, "国务院部门管理的法律、行政法规、部门规章授权的组织", []string{"管理它的国务院部门"}, law.Art("复议法", 25).At(3), reviewFirstSince},
	{Vertical, "垂直领导的机关（海关、金融、外汇、税务、国家安全）", []string{"上一级主管部门"}, law.Art("复议法", 27), reviewFirstSince},
	{Justice, "履行行政复议机构职责的司法行政部门", []string{"本级人民政府", "上一级司法行政部门"}, law.Art("复议法", 28), reviewFirstSince},
}

// Reviewers lists who reviews whom, in the order of the statute.
func Reviewers() []Reviewer { return slices.Clone(reviewers) }

// ReviewerOf finds who reviews the acts of a kind of body.
func ReviewerOf(k BodyKind) (Reviewer, bool) {
	for _, r := range reviewers {
		if r.Kind == k {
			return r, true
		}
	}
	return Reviewer{}, false
}
