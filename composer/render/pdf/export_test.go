package pdf

// Conform is what is at fault in a file that is to be PDF/UA-1 and PDF/A-2a, a
// line a fault, and how many pages it has.
func Conform(file []byte) (faults []string, pages int) {
	a, err := readFile(file)
	if err != nil {
		return []string{err.Error()}, 0
	}
	in, found := inspect(a)
	for _, f := range found {
		faults = append(faults, f.String())
	}
	return faults, len(in.pageOf)
}

// Spoken is what a screen reader says of a file, but for bullets and numbers.
func Spoken(file []byte) string {
	a, err := readFile(file)
	if err != nil {
		return err.Error()
	}
	in, _ := inspect(a)
	return in.wholeText("Lbl")
}

// Expanded is a file with nothing packed or deflated.
func Expanded(file []byte) []byte {
	a, err := readFile(file)
	if err != nil {
		return nil
	}
	return a.bytes()
}
