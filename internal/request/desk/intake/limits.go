package intake

import (
	"fmt"

	"yangguang/internal/throttle"
	"yangguang/internal/vault"
)

// How often somebody may be wrong: in a minute from one address, in a minute
// from everywhere, and in an hour about one telephone number.
const MostFromOne, MostFromAll, MostOfPhone = 10, 600, 5

// FromEverywhere is the name of everybody's bucket; the others are digests.
const FromEverywhere = "all"

// Buckets are the counts of somebody at an address: everybody's, then their own.
func (d *Intakes) Buckets(address string) ([]throttle.Bucket, error) {
	from, err := d.Vault.Index("address "+throttle.Key(address), vault.Free)
	if err != nil {
		return nil, fmt.Errorf("digest of an address: %w", err)
	}
	return []throttle.Bucket{d.Tries.Minute(FromEverywhere, MostFromAll), d.Tries.Minute(from, MostFromOne)}, nil
}
