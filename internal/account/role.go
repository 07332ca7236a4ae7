package account

import (
	"slices"

	"yangguang/internal/fault"
	"yangguang/internal/identity"
)

// Exclusive is a pair of roles that one person must never hold together.
type Exclusive struct {
	A, B    identity.Role
	Because string
	Basis   string // standard and clause, as a page prints it
}

// Basis of the separation of administrators: GB/T 22239-2019, level three.
const basisSeparation = "GB/T 22239-2019 8.1.4.2 访问控制、8.1.5 安全管理中心"

// Administrators are the three whose powers are separated.
func Administrators() []identity.Role {
	return []identity.Role{identity.SystemAdmin, identity.SecurityAdmin, identity.AuditAdmin}
}

// Business lists the roles that work on records.
func Business() []identity.Role {
	var out []identity.Role
	for _, r := range identity.Staff() {
		if !slices.Contains(Administrators(), r) {
			out = append(out, r)
		}
	}
	return out
}

// Exclusions is the table of exclusive pairs.
func Exclusions() []Exclusive {
	out := []Exclusive{
		{identity.SystemAdmin, identity.SecurityAdmin, "管系统的人不能给自己授权", basisSeparation},
		{identity.SystemAdmin, identity.AuditAdmin, "管系统的人不能查看、处置对自己的审计", basisSeparation},
		{identity.SecurityAdmin, identity.AuditAdmin, "授权的人不能审计自己的授权", basisSeparation},
	}
	for _, b := range Business() {
		out = append(out,
			Exclusive{identity.SystemAdmin, b, "系统管理员不接触业务数据", basisSeparation},
			Exclusive{identity.SecurityAdmin, b, "授权的人不办理业务", basisSeparation},
			Exclusive{identity.AuditAdmin, b, "审计的人不办理业务", basisSeparation})
	}
	return out
}

// CheckRoles says whether one person may hold the roles together.
func CheckRoles(roles []identity.Role) error {
	for _, r := range roles {
		if !slices.Contains(identity.Staff(), r) {
			return fault.Field("role", "没有“"+r.Label()+"”这个可授予的角色")
		}
	}
	for _, x := range Exclusions() {
		if slices.Contains(roles, x.A) && slices.Contains(roles, x.B) {
			return &fault.Error{Kind: fault.Unlawful, Field: "role",
				Message: x.A.Label() + "和" + x.B.Label() + "不能由同一人担任：" + x.Because +
					"（" + x.Basis + "）。先收回其中一个角色，或另建账号给另一个人"}
		}
	}
	return nil
}
