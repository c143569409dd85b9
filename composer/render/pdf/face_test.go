package pdf

import (
	"testing"
)

// The kerning of the faces is what HarfBuzz says it is (hb-shape 6.0, with
// every feature off but kern), in thousandths of the size.
func TestKern(t *testing.T) {
	pairs := [...]string{"AV", "To", "Yo", "P.", "“A", "f’", "nn", "Та", "Γα"}
	tests := []struct {
		face *face
		want [len(pairs)]int16
	}{
		{serif.faces[0], [...]int16{-119, -55, -75, -110, -95, 70, 0, -40, -50}},
		{serif.faces[1], [...]int16{-100, -35, -45, -110, -65, 60, 0, -47, -35}},
		{serif.faces[2], [...]int16{-115, -58, -78, -115, -98, 78, 0, -49, -55}},
		{serif.faces[3], [...]int16{-100, -39, -49, -103, -70, 62, 0, -48, -39}},
		{sans.faces[0], [...]int16{-14, -66, -41, -112, -56, 34, 0, -73, -105}},
		{sans.faces[1], [...]int16{-49, -73, -34, -82, -71, 33, 0, 0, -85}},
		{sans.faces[2], [...]int16{-16, -71, -48, -122, -58, 29, 0, -68, -96}},
		{sans.faces[3], [...]int16{-68, -68, -36, -96, -78, 28, 0, 0, -76}},
	}
	for _, tt := range tests {
		for i, p := range pairs {
			for range 2 { // the second time it comes from what is kept
				glyphs, err := tt.face.shape(nil, p, 1000*point, 0)
				if err != nil {
					t.Fatal(err)
				}
				if got := glyphs[1].kern; got != tt.want[i] {
					t.Errorf("%s: %s is kerned by %d, want %d", tt.face.name, p, got, tt.want[i])
				}
				a, b := glyphs[0], glyphs[1]
				if got, want := b.x+b.w, a.w+b.w+em(b.kern, 1000*point); got != want {
					t.Errorf("%s: %s is %d wide, want %d", tt.face.name, p, got, want)
				}
			}
		}
	}
}

// Nothing is kerned over a space, where a line may end.
func TestKernSpace(t *testing.T) {
	for _, text := range []string{"T o", "A V"} {
		glyphs, err := serif.faces[0].shape(nil, text, 12*point, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range glyphs {
			if g.kern != 0 {
				t.Errorf("%q: %q is kerned by %d", text, g.r, g.kern)
			}
		}
	}
}
