package app

import (
	"bytes"
	"encoding/json"
	"testing"

	"yangguang/internal/testkit/golden"
)

func TestStoredJob(t *testing.T) { golden.Job[StatisticsArgs](t) }

// TestSamplesAreReadWhole reads the demo's samples: a name that nothing takes up
// would be passed over in silence.
func TestSamplesAreReadWhole(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		into any
	}{{"baoshan-2024", baoshan, new(sample)}, {"neighbours", neighbours, new([]*sample)}, {"requests", sampleRequests, new([]*sampleRequest)}} {
		dec := json.NewDecoder(bytes.NewReader(c.data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(c.into); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
