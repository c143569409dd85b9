package composer

import "strings"

// tidy takes out what empty answers leave on a page: spaces and empty lines
// beside each other, bullets and headings without words, and a hard line break
// that breaks nothing. Code between fences stays as it is.
func tidy(page string) string {
	var out []string
	fence := ""
	for line := range strings.SplitSeq(page, "\n") {
		mark := fenceMark(line)
		if fence == "" && mark == "" {
			out = tidyLine(out, line)
			continue
		}
		out = append(out, line)
		switch {
		case fence == "":
			fence = mark
		case strings.HasPrefix(mark, fence) && strings.Trim(line, " "+fence[:1]) == "":
			fence = ""
		}
	}
	out = tidyLine(out, "")
	return strings.Trim(strings.Join(out, "\n"), "\n") + "\n"
}

// tidyLine adds line to lines.
func tidyLine(lines []string, line string) []string {
	line = singleSpaces(strings.TrimRight(line, " \t"))
	if isBareMarker(line) {
		return lines
	}
	if n := len(lines); line == "" && n > 0 {
		lines[n-1] = cutBreak(lines[n-1])
		if lines[n-1] == "" {
			return lines
		}
	}
	return append(lines, line)
}

// fenceMark is the signs with which line opens or closes code, or "".
func fenceMark(line string) string {
	line = strings.TrimLeft(line, " ")
	for _, sign := range []string{"`", "~"} {
		if n := len(line) - len(strings.TrimLeft(line, sign)); n >= 3 {
			return line[:n]
		}
	}
	return ""
}

// singleSpaces is line with single spaces between its words. Its indentation
// stays, unless it is a single space, which has no meaning in Markdown.
func singleSpaces(line string) string {
	text := strings.TrimLeft(line, " ")
	indent := line[:len(line)-len(text)]
	if indent == " " {
		indent = ""
	}
	if !strings.Contains(text, "  ") {
		return indent + text
	}
	var b strings.Builder
	b.WriteString(indent)
	before := byte(0)
	for i := range len(text) {
		if text[i] != ' ' || before != ' ' {
			b.WriteByte(text[i])
		}
		before = text[i]
	}
	return b.String()
}

// isBareMarker reports whether line is a bullet, a number or the signs of a
// heading with nothing behind it, or a hard line break alone. An answer that
// looks like this has a backslash.
func isBareMarker(line string) bool {
	switch s := strings.TrimLeft(line, " "); s {
	case "":
		return false
	case "-", "*", "+", `\`:
		return true
	default:
		number := strings.TrimSuffix(strings.TrimSuffix(s, "."), ")")
		isList := len(s) == len(number)+1 && isNumber(number) && len(number) <= maxDigits
		return isList || len(s) <= maxHashes && strings.Trim(s, "#") == ""
	}
}

// cutBreak is line without a hard line break at its end.
func cutBreak(line string) string {
	text := strings.TrimRight(line, `\`)
	if (len(line)-len(text))%2 == 0 {
		return line // pairs of backslashes stand for backslashes
	}
	return strings.TrimRight(line[:len(line)-1], " ")
}
