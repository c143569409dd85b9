package pdf

// Conform is what is at fault in a file that is to be PDF/UA-1 and PDF/A-2a, a
// line a fault; what a screen reader says of it, but for bullets and numbers;
// and how many pages it has.
func Conform(file []byte) (faults []string, spoken string, pages int) {
	a, err := readFile(file)
	if err != nil {
		return []string{err.Error()}, "", 0
	}
	in, found := inspect(a)
	for _, f := range found {
		faults = append(faults, f.String())
	}
	return faults, in.wholeText("Lbl"), len(in.pageOf)
}

// Expanded is a file with nothing packed or deflated.
func Expanded(file []byte) []byte {
	a, err := readFile(file)
	if err != nil {
		return nil
	}
	return a.bytes()
}
