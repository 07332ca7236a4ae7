package operations

import "time"

// Trouble says what is wrong with the instance itself. Its words are those of
// /readyz and /metrics, which monitoring reads.
type Trouble string

const (
	Disk     Trouble = "disk"     // the disk is full or nearly: nothing can be kept
	Damaged  Trouble = "damaged"  // the database file has damaged pages
	Database Trouble = "database" // the database does not answer
	AuditLog Trouble = "trail"    // the audit log cannot be signed: it does not verify
	Backup   Trouble = "backup"   // the last backup is older than a day
)

// Troubles lists all of them, the worst first.
func Troubles() []Trouble { return []Trouble{Database, Damaged, Disk, AuditLog, Backup} }

// Unready reports whether requests should go elsewhere until it is put right.
func (r Trouble) Unready() bool { return r == Disk || r == Damaged || r == Database }

// Label says in Chinese what is wrong.
func (r Trouble) Label() string {
	switch r {
	case Disk:
		return "磁盘已满，暂时不能保存"
	case Damaged:
		return "数据库有损坏的页"
	case Database:
		return "数据库没有应答"
	case AuditLog:
		return "审计日志核对不上，停止签发检查点"
	case Backup:
		return "超过一天没有备份"
	}
	return string(r)
}

// Next says in Chinese what to do.
func (r Trouble) Next() string {
	switch r {
	case Disk:
		return "已经保存的内容还在，可以照常查看。清理或扩大数据目录所在的磁盘，有空间后几秒内自动恢复保存。"
	case Damaged:
		return "停止服务，把数据目录整个复制一份留作证据，从最近一份备份恢复（docs/manual/restore.md），再查磁盘。"
	case Database:
		return "检查数据库服务和网络。恢复后自动继续，不用重启。"
	case AuditLog:
		return "运行 yangguang trail verify 看是哪一条；刚从备份恢复的，照 docs/manual/restore.md 第 8 步处理。"
	case Backup:
		return "运行 yangguang backup create，或设 YANGGUANG_BACKUPS 每天自动备份；已经设了的，看最近一次为什么没有成功。"
	}
	return ""
}

// Alarm is something wrong since an instant.
type Alarm struct {
	Reason Trouble
	Since  time.Time
}

// backupAge is how old the last backup may become.
const backupAge = 24 * time.Hour

// backupRuns is how long a backup that was begun is taken to be under way.
const backupRuns = 6 * time.Hour

// Backups is what is known of an instance's backups.
type Backups struct {
	Born  time.Time // of the instance
	Last  time.Time // the instant whose data the last good one holds; zero for none
	Begun time.Time // of one under way; zero for none
}

// Overdue gives the alarm of a last backup older than a day, counted from the
// instance's beginning when there is none; nothing while one is under way.
func (b Backups) Overdue(now time.Time) (Alarm, bool) {
	from := b.Last
	if from.IsZero() {
		from = b.Born
	}
	if from.IsZero() || now.Sub(from) <= backupAge || !b.Begun.IsZero() && now.Sub(b.Begun) < backupRuns {
		return Alarm{}, false
	}
	return Alarm{Backup, from.Add(backupAge)}, true
}
