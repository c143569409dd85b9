package pdf

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a file says of itself stands in it twice, for old readers and for new
// ones, and must be the same (ISO 19005-2, 6.6.3).

// facts is the dictionary of a file's facts.
func facts(f file) string {
	s := "<</Producer (amends) /Title " + textString(f.title)
	if f.keywords != "" {
		s += " /Keywords " + textString(f.keywords)
	}
	if !f.date.IsZero() {
		day := f.date.Format("(D:20060102") + "000000Z)"
		s += " /CreationDate " + day + " /ModDate " + day
	}
	return s + ">>"
}

const (
	xmpHead = "<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"` +
		` xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">` + "\n" +
		"<pdf:Producer>amends</pdf:Producer>\n" +
		// ISO 14289-1, 5 and ISO 19005-2, 6.6.4.
		"<pdfuaid:part>1</pdfuaid:part>\n<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>\n"

	// PDF/A wants to be told of what it does not know, PDF/UA (ISO 19005-2,
	// 6.6.2.3).
	xmpTail = "</rdf:Description>\n" +
		`<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"` +
		` xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">` +
		"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" +
		`<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">` +
		"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>" +
		"<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>" +
		"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n" +
		"</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>"
)

// metadata writes the same facts as XMP and is the number of the object.
func (w *finisher) metadata(f file) int {
	var b bytes.Buffer
	b.WriteString(xmpHead)
	b.WriteString(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`)
	_ = xml.EscapeText(&b, []byte(f.title)) // a bytes.Buffer takes everything
	b.WriteString("</rdf:li></rdf:Alt></dc:title>\n<dc:language><rdf:Bag><rdf:li>" + f.language + "</rdf:li></rdf:Bag></dc:language>\n")
	if f.keywords != "" {
		b.WriteString("<pdf:Keywords>" + f.keywords + "</pdf:Keywords>\n")
	}
	if !f.date.IsZero() {
		day := f.date.Format("2006-01-02") + "T00:00:00Z"
		b.WriteString("<xmp:CreateDate>" + day + "</xmp:CreateDate><xmp:ModifyDate>" + day + "</xmp:ModifyDate>\n")
	}
	b.WriteString(xmpTail)
	n := w.next()
	w.putStream(n, "/Type /Metadata /Subtype /XML", b.Bytes())
	return n
}

// plainText is s as one line that XML and PDF can both hold. What is longer
// than a title can be is cut: strings have an end (ISO 19005-2, 6.1.13).
func plainText(s string) string {
	const most = 4000
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || r == '\ufeff' || r&0xfffe == 0xfffe:
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

// languageOf is the language that tag names, or "und" for what is no tag
// (BCP 47); English if it is empty.
func languageOf(tag string) string {
	if tag == "" {
		return "en"
	}
	for i, part := range strings.Split(tag, "-") {
		if part == "" || len(part) > 8 {
			return "und"
		}
		for _, c := range part {
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return "und"
			}
		}
	}
	return tag
}
