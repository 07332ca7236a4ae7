package intake

import (
	"context"
	"fmt"

	"yangguang/internal/act"
	"yangguang/internal/fault"
	"yangguang/internal/request/desk/files"
	"yangguang/internal/throttle"
	"yangguang/internal/vault"
)

// How many bytes of files may lie here with forms that are not handed in: of one
// address on a day, and of all; of a small disk a tenth.
const (
	MostOfAddress = 200 << 20
	MostLoose     = 2 << 30
)

// digestOf is the digest by which something is counted of an address.
func (d *Intakes) digestOf(what, address string) (string, error) {
	x, err := d.Vault.Index(what+" "+throttle.Key(address), vault.Free)
	if err != nil {
		return "", fmt.Errorf("digest of an address: %w", err)
	}
	return x, nil
}

// room refuses files beyond what may lie here, with a Full fault that says how the
// paper comes without them. The application itself is taken all the same.
// The address stands as its digest.
func (d *Intakes) room(ctx context.Context, from string, more int64) error {
	had, err := uploaded(ctx, d.DB, d.Cases.Today().String(), from)
	if err != nil {
		return err
	}
	if had+more > MostOfAddress {
		return full(fmt.Sprintf("这个网络地址今天上传的附件超过 %d MB", MostOfAddress>>20))
	}
	most := int64(MostLoose)
	if d.Disk != nil {
		disk, err := d.Disk()
		if err != nil {
			return err
		}
		most = min(most, disk/10)
	}
	held, err := files.LooseBytes(ctx, d.DB)
	if err != nil {
		return err
	}
	if held+more > most {
		return full("现在暂时收不下更多附件")
	}
	return nil
}

func full(why string) error {
	return &fault.Error{Kind: fault.Full, Field: "files", Message: why + "，这次的文件没有上传。申请不受影响，照常提交；材料提交以后邮寄或者当面交到政府信息公开工作机构，写明申请编号，也可以明天再传"}
}

// noteUploads counts what an address has left here today.
func (d *Intakes) noteUploads(ctx context.Context, from string, bytes int64) error {
	return d.Recorder.Keep(ctx, func(tx *act.Tx) error { return addUploaded(ctx, tx, d.Cases.Today().String(), from, bytes) })
}
