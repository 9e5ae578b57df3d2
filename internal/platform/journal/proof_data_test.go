package journal

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"lianzhang/internal/platform/datatest"
)

// probe is one published case: a good or a forged proof.
type probe struct {
	LeafIdx, TreeSize, Size1, Size2 uint64
	Root, LeafHash, Root1, Root2    string
	Proof                           [][]byte
	WantErr                         bool
}

func TestPublishedProofsGoodAndForged(t *testing.T) {
	f, err := os.Open(datatest.Path(t, "merkle_rfc6962/merkle_testdata.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	good, forged := 0, 0
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, ".json") || strings.Contains(h.Name, "/subtree") {
			continue // the subtree proofs of a later draft are not used here
		}
		var p probe
		if err := json.NewDecoder(r).Decode(&p); err != nil {
			t.Fatalf("%s: %v", h.Name, err)
		}
		if strings.Contains(h.Name, "inclusion") {
			err = (&Inclusion{Seq: int64(p.LeafIdx), Size: int64(p.TreeSize), Leaf: p.LeafHash, Path: p.Proof}).verify(p.Root)
		} else {
			err = VerifyConsistency(int64(p.Size1), int64(p.Size2), p.Proof, p.Root1, p.Root2)
		}
		if _, short := oneHash(p.Root2 + p.Root); short != nil {
			p.WantErr = true // two cases have a text for a root, which the library does not look at and we refuse
		}
		if (err != nil) != p.WantErr {
			t.Errorf("%s: %v, want an error: %v", h.Name, err, p.WantErr)
		}
		if p.WantErr {
			forged++
		} else {
			good++
		}
	}
	if good < 10 || forged < 100 {
		t.Errorf("only %d good and %d forged proofs read", good, forged)
	}
}
